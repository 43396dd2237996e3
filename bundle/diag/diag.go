// Package diag is how sheaf speaks of what went wrong: messages with a place
// in a file, and their printing.
//
// What comes in are byte offsets into source texts, as the scanner and the
// resolver know them; lines and columns exist only here, at the edge. What
// goes out is a List, which is an error, and text for a terminal. The package
// never decides what is an error, and reads no files: whoever makes a message
// has the text at hand.
package diag

import (
	"cmp"
	"slices"
	"strings"
)

// Severity says what a message means for the build.
type Severity uint8

const (
	Error   Severity = iota // the build failed
	Warning                 // the build went on, and its result may surprise
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// A Range is a piece of a source file, as a person counts.
type Range struct {
	File   string // path as the user would write it
	Line   int    // 1-based; 0 if only the file is known
	Column int    // 1-based, in bytes
	Length int    // bytes on that line; at least 1 where there is a line
	Text   string // the line itself, without its line end
}

// A Message is one thing to tell.
type Message struct {
	Severity Severity
	Text     string // lower case, no full stop; user input in double quotes
	Where    *Range // nil if it concerns no place in particular
	Notes    []Note // what explains the message or helps to mend it
	Err      error  // the cause, if there is one, for errors.Is and errors.As
}

// A Note adds a line to a message.
type Note struct {
	Text  string
	Where *Range
}

// At returns the Range of the bytes start to end of text. Offsets outside of
// the text are moved to its nearest end.
func At(file string, text []byte, start, end int) *Range {
	start = min(max(start, 0), len(text))
	end = min(max(end, start), len(text))
	line, begin := 1, 0
	for i := 0; i < start; {
		n := lineBreak(text[i:])
		if n == 0 {
			i++
			continue
		}
		if i+n > start {
			break
		}
		i += n
		line++
		begin = i
	}
	stop := start
	for stop < len(text) && lineBreak(text[stop:]) == 0 {
		stop++
	}
	return &Range{
		File:   file,
		Line:   line,
		Column: start - begin + 1,
		Length: max(min(end, stop)-start, 1),
		Text:   string(text[begin:stop]),
	}
}

// lineBreak returns the length in bytes of the line terminator that text
// begins with, by ECMA-262 (LF, CR, CR LF, U+2028, U+2029), or 0.
func lineBreak(text []byte) int {
	switch text[0] {
	case '\n':
		return 1
	case '\r':
		if len(text) > 1 && text[1] == '\n' {
			return 2
		}
		return 1
	case 0xE2:
		if len(text) > 2 && text[1] == 0x80 && text[2]&^1 == 0xA8 {
			return 3
		}
	}
	return 0
}

// A List is any number of messages. As an error it is what a failed build
// returns; it then holds at least one message of severity Error.
type List []Message

// Error returns the list's errors, one a line, without source lines.
func (l List) Error() string {
	var b strings.Builder
	for i := range l {
		if l[i].Severity != Error {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l[i].String())
	}
	return b.String()
}

// Unwrap returns the causes of the list's messages.
func (l List) Unwrap() []error {
	var errs []error
	for i := range l {
		if l[i].Err != nil {
			errs = append(errs, l[i].Err)
		}
	}
	return errs
}

// Failed tells whether the list holds an error.
func (l List) Failed() bool {
	return slices.ContainsFunc(l, func(m Message) bool { return m.Severity == Error })
}

// Sort orders the list by file, line and column, messages without a place
// first, and drops what is said twice.
func (l List) Sort() List {
	slices.SortStableFunc(l, func(a, b Message) int {
		aw, bw := a.where(), b.where()
		return cmp.Or(
			cmp.Compare(aw.File, bw.File),
			cmp.Compare(aw.Line, bw.Line),
			cmp.Compare(aw.Column, bw.Column),
			cmp.Compare(a.Text, b.Text),
		)
	})
	return slices.CompactFunc(l, func(a, b Message) bool {
		return a.Severity == b.Severity && a.Text == b.Text && a.where() == b.where()
	})
}

func (m *Message) where() Range {
	if m.Where == nil {
		return Range{}
	}
	return *m.Where
}

// String returns the message on one line, with its place and without its notes.
func (m *Message) String() string {
	if m.Where == nil {
		return m.Text
	}
	return m.Where.String() + ": " + m.Text
}
