// Package srcmap makes and reads source maps, version 3 (ECMA-426).
//
// What comes in are sources, and which lines of them stand where in the
// generated script; what goes out is the map as a list of byte slices, either
// as JSON or as the base64 of a data URL. It never reads files, and columns are
// what the caller says: UTF-16 code units in maps that others made, 0 in ours.
//
// A bundle's map is large and nearly all of it is the text of its sources. So
// each source is encoded on its own (Encode), as soon as it is known and by
// whoever has it at hand, into a chunk that can be put behind any other: in
// base64 that takes padding each chunk to a multiple of three bytes, for which
// JSON's blanks serve. The mappings of a bundle are one position a line, and
// all lines of a module but the first have the same five bytes.
package srcmap

import (
	"bytes"
	"slices"
	"strings"

	"sheaf/bundle/internal/jstext"
	"sheaf/resolver/pages"
)

// Form is how a map is written.
type Form uint8

const (
	JSON   Form = iota // as a file
	Base64             // for a data URL
)

// A Chunk is one source's text as it stands in a map, after a comma.
type Chunk []byte

// A Builder puts a map together. Positions must be added in the order of the
// generated script. Lines and columns are counted from 0.
type Builder struct {
	form   Form
	names  []string
	index  map[string]int
	first  []byte // the text of source 0, which has no comma before it
	chunks []Chunk

	mappings   []byte
	line       int  // the generated line that mappings has come to
	fresh      bool // nothing stands on that line yet
	column     int  // of the last position on that line
	source     int  // of the last position
	origLine   int
	origColumn int
}

// NewBuilder returns a Builder for a map whose first source is given by its
// name and text.
func NewBuilder(form Form, name string, text []byte) *Builder {
	return &Builder{
		form:  form,
		names: []string{name},
		index: map[string]int{name: 0},
		first: text,
		fresh: true,
	}
}

// Expect takes the memory for so many sources, and lines of them that Lines adds,
// at once: else it is taken, and copied, again and again.
func (b *Builder) Expect(sources, lines int) {
	b.names = slices.Grow(b.names, sources)
	b.chunks = slices.Grow(b.chunks, sources)
	mappings := make([]byte, len(b.mappings), len(b.mappings)+len(oneLine)*lines+12*sources)
	pages.Provide(mappings)
	copy(mappings, b.mappings)
	b.mappings = mappings
}

// oneLine maps a line to the one after that of the line before.
const oneLine = ";AACA"

// Source adds a source and returns its number. A name that is there already
// keeps its text.
func (b *Builder) Source(name string, text Chunk) int {
	if i, ok := b.index[name]; ok {
		return i
	}
	i := len(b.names)
	b.index[name] = i
	b.names = append(b.names, name)
	b.chunks = append(b.chunks, text)
	return i
}

// Lines maps count lines of the generated script, from line on, to as many
// lines of a source, from orig on: each by one position at its beginning.
func (b *Builder) Lines(line, source, orig, count int) {
	if count <= 0 {
		return
	}
	b.Position(line, 0, source, orig, 0)
	b.mappings = appendRepeated(b.mappings, oneLine, count-1)
	b.line += count - 1
	b.origLine += count - 1
}

// appendRepeated appends s n times.
func appendRepeated(dst []byte, s string, n int) []byte {
	const step = 64
	if n >= step {
		block := strings.Repeat(s, step)
		for ; n >= step; n -= step {
			dst = append(dst, block...)
		}
	}
	for ; n > 0; n-- {
		dst = append(dst, s...)
	}
	return dst
}

// Position maps one position of the generated script to one of a source.
func (b *Builder) Position(line, column, source, origLine, origColumn int) {
	b.advance(line)
	b.mappings = appendVLQ(b.mappings, column-b.column)
	b.mappings = appendVLQ(b.mappings, source-b.source)
	b.mappings = appendVLQ(b.mappings, origLine-b.origLine)
	b.mappings = appendVLQ(b.mappings, origColumn-b.origColumn)
	b.column, b.source, b.origLine, b.origColumn = column, source, origLine, origColumn
}

// Unmapped says that from a position on the script has no source.
func (b *Builder) Unmapped(line, column int) {
	b.advance(line)
	b.mappings = appendVLQ(b.mappings, column-b.column)
	b.column = column
}

func (b *Builder) advance(line int) {
	for b.line < line {
		b.mappings = append(b.mappings, ';')
		b.line++
		b.fresh = true
		b.column = 0
	}
	if !b.fresh {
		b.mappings = append(b.mappings, ',')
	}
	b.fresh = false
}

// Finish returns the map, to be written one slice after the other. file names
// the generated script in it.
func (b *Builder) Finish(file string) [][]byte {
	size := len(b.mappings) + len(b.first)*17/16 + 200
	for _, name := range b.names {
		size += len(name) + len(`"",`)
	}
	head := make([]byte, 0, size)
	pages.Provide(head)
	head = append(head, `{"version":3,"sources":[`...)
	for i, name := range b.names {
		if i > 0 {
			head = append(head, ',')
		}
		head = jstext.AppendQuote(head, name)
	}
	head = append(head, `],"names":[],"mappings":"`...)
	head = append(head, b.mappings...)
	head = append(head, `","file":`...)
	head = jstext.AppendQuote(head, file)
	head = append(head, `,"sourcesContent":["`...)
	head = jstext.AppendEscaped(head, b.first)
	head = append(head, '"')
	tail := []byte("]}")
	if b.form == Base64 {
		head = inBase64(pad(head))
		tail = inBase64(tail)
	}
	pieces := make([][]byte, 0, len(b.chunks)+2)
	pieces = append(pieces, head)
	for _, c := range b.chunks {
		pieces = append(pieces, c)
	}
	return append(pieces, tail)
}

// CountLines returns the number of line ends in text that a source map counts
// (LF, and so CR LF).
func CountLines(text []byte) int { return bytes.Count(text, []byte{'\n'}) }
