package esbuild

import (
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"strings"
)

// A sourceMap is as much of a source map as has to be looked at here.
type sourceMap struct {
	Version        int             `json:"version"`
	Sources        []string        `json:"sources"`
	SourcesContent []*string       `json:"sourcesContent"`
	Names          json.RawMessage `json:"names"`
	Mappings       string          `json:"mappings"`
}

// appendMap ends a text in its map. Sources are named relative to the file, as
// in all maps that stand in a file.
func (s *source) appendMap(code, text []byte) ([]byte, error) {
	var m sourceMap
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, err
	}
	for i, name := range m.Sources {
		m.Sources[i] = strings.TrimPrefix(name, s.prefix)
		if m.Sources[i] == s.name() {
			m.Sources[i] = filepath.Base(s.File)
		}
	}
	text, err := json.Marshal(&m)
	if err != nil {
		return nil, err
	}
	if len(code) > 0 && code[len(code)-1] != '\n' {
		code = append(code, '\n')
	}
	code = append(code, "//# sourceMappingURL=data:application/json;charset=utf-8;base64,"...)
	code = base64.StdEncoding.AppendEncode(code, text)
	return append(code, '\n'), nil
}
