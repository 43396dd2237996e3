package scan

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// A SyntaxError says why a source is no valid program.
type SyntaxError struct {
	// Start and End are the byte range of the offending token; equal at the end
	// of the file.
	Start, End int32
	// Msg is lower-case and says what was found and what was expected.
	Msg string
	// Notes point at other places that matter, such as a first declaration.
	Notes []Note
}

// A Note adds a place to a SyntaxError.
type Note struct {
	Start, End int32
	Msg        string
}

// Error returns the message with its byte offset.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s (at byte %d)", e.Msg, e.Start)
}

// fail ends the scan with an error at src[start:end].
func (s *Scanner) fail(start, end int, msg string, notes ...Note) {
	n := len(s.src)
	start = min(max(start, 0), n)
	end = min(max(end, start), n)
	panic(&SyntaxError{Start: int32(start), End: int32(end), Msg: msg, Notes: notes})
}

// failHere ends the scan with an error at the current token.
func (s *Scanner) failHere(msg string) { s.fail(s.start, s.end, msg) }

// unexpected ends the scan because the current token is not what must follow.
func (s *Scanner) unexpected(want string) {
	if s.kind == tPrivate && s.privates.class == 0 {
		s.failHere("private name " + s.found() + " outside a class")
	}
	if s.kind == tArrow && s.flags&newline != 0 {
		s.failHere(`"=>" must stand on the line where the parameters end`)
	}
	msg := "unexpected " + s.found()
	if want != "" {
		msg += ", expected " + want
	}
	s.failHere(msg)
}

// found names the current token for a message.
func (s *Scanner) found() string {
	switch s.kind {
	case tEOF:
		return "end of file"
	case tString:
		return "string " + clip(s.src[s.start:s.end])
	case tNumber:
		return "number " + clip(s.src[s.start:s.end])
	case tTemplate:
		return "template literal"
	case tName:
		if s.word >= wBreak && s.word <= wLastReserved {
			return "keyword " + quote(s.src[s.start:s.end])
		}
	}
	return quote(s.src[s.start:s.end])
}

// quote returns the text in double quotes, shortened if it is long, and with
// escape sequences only if it is not printable.
func quote(text []byte) string {
	short := clip(text)
	for _, r := range short {
		if !strconv.IsPrint(r) || r == utf8.RuneError {
			return strconv.Quote(short)
		}
	}
	return `"` + short + `"`
}

func clip(text []byte) string {
	const most = 40
	if len(text) <= most {
		return string(text)
	}
	n := most
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return string(text[:n]) + "…"
}

// depthLimit bounds nesting, in the units of enter. V8 gives up, with its default
// stack, at about 1,640 nested parentheses, 2,841 blocks and 12,464 unary operators;
// acorn earlier still. The limit lies above all of these.
const depthLimit = 30000

// What one level of nesting costs.
const (
	costly = 4 // statements, assignment expressions, patterns
	cheap  = 1 // operators
)

// enter counts one level of nesting, which costs cost units. The caller takes
// them off s.depth again.
func (s *Scanner) enter(cost int) {
	s.depth += cost
	if s.depth > depthLimit {
		s.tooDeep()
	}
}

func (s *Scanner) tooDeep() {
	s.failHere("nested too deeply: this is more than any JavaScript engine accepts")
}
