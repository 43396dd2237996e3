package srcmap

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
)

// A Map is a source map that was read.
type Map struct {
	SourceRoot     string
	Sources        []string
	SourcesContent []*string // nil where the map has no text
	Positions      []Position

	composed bool // Browserify would compose it
}

// A Position maps one place of a generated script. Lines and columns are
// counted from 0, columns in UTF-16 code units.
type Position struct {
	Line, Column         int
	Source               int // number in Sources, or -1: no source from here on
	OrigLine, OrigColumn int
}

// Parse reads a source map, version 3. Maps made of sections are refused.
func Parse(text []byte) (*Map, error) {
	var m struct {
		Version        json.Number
		SourceRoot     string
		Sources        []string
		SourcesContent []json.RawMessage
		Mappings       *string
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("source map: %w", err)
	}
	if m.Version != "3" {
		return nil, fmt.Errorf("source map: version %q, not 3", m.Version)
	}
	if m.Mappings == nil {
		return nil, errors.New("source map: no mappings")
	}
	out := &Map{SourceRoot: m.SourceRoot, Sources: m.Sources}
	for i, content := range m.SourcesContent {
		var text *string
		if json.Unmarshal(content, &text) != nil {
			text = nil // some transforms put objects there, and mean nothing
		}
		out.SourcesContent = append(out.SourcesContent, text)
		if i == 0 {
			out.composed = text != nil && *text != "" || text == nil && !isFalse(content)
		}
	}
	if err := out.decode(*m.Mappings); err != nil {
		return nil, fmt.Errorf("source map: %w", err)
	}
	return out, nil
}

// decode reads the mappings and sorts them by place in the generated script.
func (m *Map) decode(s string) error {
	var at Position
	for s != "" {
		switch s[0] {
		case ';':
			at.Line++
			at.Column = 0
			s = s[1:]
			continue
		case ',':
			s = s[1:]
			continue
		}
		var fields [5]int
		n := 0
		for s != "" && s[0] != ',' && s[0] != ';' {
			if n == len(fields) {
				return errors.New("a position with more than five fields")
			}
			var err error
			if fields[n], s, err = readVLQ(s); err != nil {
				return err
			}
			n++
		}
		at.Column += fields[0]
		p := Position{Line: at.Line, Column: at.Column, Source: -1}
		if n >= 4 {
			at.Source += fields[1]
			at.OrigLine += fields[2]
			at.OrigColumn += fields[3]
			if at.Source < 0 || at.Source >= len(m.Sources) || at.OrigLine < 0 || at.OrigColumn < 0 || at.Column < 0 {
				return errors.New("a position outside of the sources")
			}
			p.Source, p.OrigLine, p.OrigColumn = at.Source, at.OrigLine, at.OrigColumn
		} else if n != 1 {
			return fmt.Errorf("a position with %d fields", n)
		}
		m.Positions = append(m.Positions, p)
	}
	sort.SliceStable(m.Positions, func(i, j int) bool {
		a, b := m.Positions[i], m.Positions[j]
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	})
	return nil
}

// isFalse tells whether a value that is no string counts as false in JavaScript.
func isFalse(value json.RawMessage) bool {
	switch string(value) {
	case "null", "false", "0":
		return true
	}
	return false
}

// HasText tells whether the map brings the text of its first source, without
// which Browserify does not compose it. It takes any value for a text.
func (m *Map) HasText() bool { return m.composed }
