package esbuild

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"sheaf/bundle/scan"
	"sheaf/bundle/srcmap"
	"sheaf/transforms"
)

// Locate finds where a file that Convert converted speaks of a module: the byte
// range of the literal spec, quotes included, of the first import, export or
// require in in.Code that has lasted through the conversion. It converts the
// file once more, so it is for messages only.
func (c *Converter) Locate(in transforms.Input, spec string) (start, end int, ok bool) {
	again, ok := c.again(in)
	if !ok {
		return 0, 0, false
	}
	found, err := look(again.code)
	if err != nil {
		return 0, 0, false
	}
	for _, ref := range found.Refs {
		if ref.Spec != spec {
			continue
		}
		if start, _, ok := again.origin(int(ref.Start)); ok {
			return literal(in.Code, start)
		}
	}
	return 0, 0, false
}

// LocateError finds where a file that Convert converted has what the scanner does
// not take in the result: the byte range, as near as the map tells. It is for
// messages only.
func (c *Converter) LocateError(in transforms.Input) (start, end int, ok bool) {
	again, ok := c.again(in)
	if !ok {
		return 0, 0, false
	}
	var e *scan.SyntaxError
	if _, err := look(again.code); !errors.As(err, &e) {
		return 0, 0, false
	}
	start, from, ok := again.origin(int(e.Start))
	if !ok {
		return 0, 0, false
	}
	// As far as the texts are the same, so are the distances.
	same := again.code[from:e.Start]
	if !bytes.HasPrefix(in.Code[start:], same) {
		return start, start, true
	}
	start += len(same)
	end = min(start+int(e.End-e.Start), len(in.Code))
	return start, end, true
}

// A conversion is a result with its map.
type conversion struct {
	source source
	code   []byte
	m      *srcmap.Map
}

// again converts a file once more, with a map.
func (c *Converter) again(in transforms.Input) (conversion, bool) {
	in.Map = true
	s, err := c.source(in, false)
	if err != nil {
		return conversion{}, false
	}
	res := s.run()
	if len(res.Errors) > 0 {
		return conversion{}, false
	}
	m, err := srcmap.Parse(res.Map)
	return conversion{s, res.Code, m}, err == nil
}

// origin returns the place in the source of what stands at an offset of the
// result, or of the nearest before it on its line that the map knows, which is
// at from.
func (c *conversion) origin(at int) (start, from int, ok bool) {
	line, column := position(c.code, at)
	for i := len(c.m.Positions) - 1; i >= 0; i-- {
		p := c.m.Positions[i]
		if p.Line != line || p.Column > column {
			continue
		}
		if p.Source < 0 || c.m.Sources[p.Source] != c.source.name() {
			return 0, 0, false // of a text before this one
		}
		return offset(c.source.Code, p.OrigLine, p.OrigColumn), offset(c.code, p.Line, p.Column), true
	}
	return 0, 0, false
}

// literal returns the range of the string at an offset.
func literal(code []byte, start int) (from, to int, ok bool) {
	if start >= len(code) || code[start] != '"' && code[start] != '\'' && code[start] != '`' {
		return 0, 0, false
	}
	n := bytes.IndexByte(code[start+1:], code[start])
	if n < 0 {
		return 0, 0, false
	}
	return start, start + n + 2, true
}

// position returns an offset as maps have it: line and column from 0, the
// latter in UTF-16 code units.
func position(code []byte, at int) (line, column int) {
	line = bytes.Count(code[:at], []byte{'\n'})
	for rest := code[bytes.LastIndexByte(code[:at], '\n')+1 : at]; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		column += units(r)
		rest = rest[n:]
	}
	return line, column
}

// offset is the inverse of position. Lines end as esbuild counts them.
func offset(code []byte, line, column int) int {
	at := 0
	for at < len(code) && (line > 0 || column > 0) {
		r, n := utf8.DecodeRune(code[at:])
		if r == '\r' && at+1 < len(code) && code[at+1] == '\n' {
			n = 2
		}
		switch {
		case line == 0:
			column -= units(r)
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			line--
		}
		at += n
	}
	return at
}

func units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}
