package diag

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// String returns the place as file:line:column, or as much of it as is known.
func (r *Range) String() string {
	if r.Line == 0 {
		return r.File
	}
	return r.File + ":" + strconv.Itoa(r.Line) + ":" + strconv.Itoa(r.Column)
}

// Style is how messages are printed.
type Style struct {
	Prefix string // begins each message, such as the program's name; "" for none
	Color  bool   // colour by ANSI escape sequences
}

const (
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	green  = "\x1b[32m"
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	reset  = "\x1b[0m"
)

// mostPrinted bounds the messages of one severity that are printed in full.
const mostPrinted = 20

// mostAlike bounds the warnings of one kind about one file: a file that is a
// bundle itself can lead to hundreds.
const mostAlike = 3

// Print writes the messages for a person, each with its source line, a caret
// and its notes; of what is said again and again, the first and a number. It
// returns the error of the writer, if any.
func Print(w io.Writer, l List, s Style) error {
	b := bufio.NewWriter(w)
	var count [Warning + 1]int
	alike := newKinds(l)
	for i := range l {
		sev := l[i].Severity
		more, skip := alike.next(&l[i])
		if skip {
			continue
		}
		if count[sev]++; count[sev] <= mostPrinted {
			s.message(b, &l[i])
			if more > 0 {
				fmt.Fprintf(b, "  … and %d more of the same kind in this file\n", more)
			}
		}
	}
	for sev, n := range count {
		if more := n - mostPrinted; more > 0 {
			fmt.Fprintf(b, "%s… and %d more %ss\n", s.prefix(), more, Severity(sev))
		}
	}
	return b.Flush()
}

func (s Style) prefix() string {
	if s.Prefix == "" {
		return ""
	}
	return s.Prefix + ": "
}

func (s Style) paint(color, text string) string {
	if !s.Color {
		return text
	}
	return color + text + reset
}

func (s Style) message(b *bufio.Writer, m *Message) {
	color := red
	if m.Severity == Warning {
		color = yellow
	}
	b.WriteString(s.prefix())
	b.WriteString(s.paint(bold+color, m.Severity.String()+":"))
	b.WriteByte(' ')
	b.WriteString(s.paint(bold, strings.ReplaceAll(m.Text, "\n", "\n  ")))
	b.WriteByte('\n')
	s.place(b, m.Where)
	for _, n := range m.Notes {
		b.WriteString("  " + strings.ReplaceAll(n.Text, "\n", "\n  ") + "\n")
		s.place(b, n.Where)
	}
}

// widest is how much of a source line is shown, in bytes; a minified file is
// one line of a megabyte.
const widest = 120

func (s Style) place(b *bufio.Writer, r *Range) {
	if r == nil {
		return
	}
	fmt.Fprintf(b, "    %s\n", s.paint(dim, Visible(r.String())))
	if r.Line == 0 {
		return
	}
	text, column := window(r.Text, r.Column-1)
	number := strconv.Itoa(r.Line)
	length := max(min(r.Length, len(text)-column), 1)
	fmt.Fprintf(b, "    %s %s\n", s.paint(dim, number+" |"), Visible(text))
	fmt.Fprintf(b, "    %s %s%s\n",
		s.paint(dim, strings.Repeat(" ", len(number))+" |"),
		blank(text[:min(column, len(text))]),
		s.paint(green, caret(text[min(column, len(text)):], length)))
}

// window cuts a long line down to the part around column (0-based, bytes) and
// returns that part and the column in it.
func window(line string, column int) (string, int) {
	column = min(max(column, 0), len(line))
	if len(line) <= widest {
		return line, column
	}
	start := max(column-widest/2, 0)
	end := min(start+widest, len(line))
	for start > 0 && !utf8.RuneStart(line[start]) {
		start--
	}
	for end < len(line) && !utf8.RuneStart(line[end]) {
		end++
	}
	text, column := line[start:end], column-start
	if start > 0 {
		text, column = "…"+text, column+len("…")
	}
	if end < len(line) {
		text += "…"
	}
	return text, column
}

// Visible replaces what would move the cursor or change the terminal's state: in
// sources, and in the names of files.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0:
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// blank is as many spaces as text has characters.
func blank(text string) string {
	return strings.Repeat(" ", utf8.RuneCountInString(text))
}

func caret(text string, length int) string {
	n := utf8.RuneCountInString(text[:min(length, len(text))])
	return "^" + strings.Repeat("~", max(n-1, 0))
}
