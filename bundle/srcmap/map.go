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
		SourcesContent []*string
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
	out := &Map{SourceRoot: m.SourceRoot, Sources: m.Sources, SourcesContent: m.SourcesContent}
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

// HasText tells whether the map brings the text of its first source, without
// which Browserify does not compose it.
func (m *Map) HasText() bool {
	return len(m.SourcesContent) > 0 && m.SourcesContent[0] != nil && *m.SourcesContent[0] != ""
}
