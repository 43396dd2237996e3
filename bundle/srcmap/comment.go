package srcmap

import (
	"bytes"
	"encoding/base64"
	"unicode"
	"unicode/utf8"
)

var marker = []byte("sourceMappingURL=")

// A Comment is a sourceMappingURL comment as Browserify's convert-source-map
// finds it.
type Comment struct {
	Start, End int    // the bytes that are taken out of the source
	Data       []byte // the base64 of an inline map, or nil
}

// Comments returns the sourceMappingURL comments of text, from the byte from
// on, which must not be past the first one. A comment that holds an inline map
// and stands on a line of its own takes the blank lines before it along.
func Comments(text []byte, from int) []Comment {
	var found []Comment
	done := 0 // nothing before it can belong to a comment still to be found
	for at := from; ; {
		i := bytes.Index(text[at:], marker)
		if i < 0 {
			return found
		}
		at += i
		c, ok := commentAround(text, at, done)
		at += len(marker)
		if ok {
			found = append(found, c)
			done, at = c.End, max(at, c.End)
		}
	}
}

// commentAround looks at the comment whose "sourceMappingURL=" begins at url.
func commentAround(text []byte, url, done int) (Comment, bool) {
	start, block, ok := opening(text, url)
	if !ok || start < done {
		return Comment{}, false
	}
	eol := url + lineLength(text[url:])
	if data, ok := inlineMap(text[url+len(marker) : eol]); ok {
		if begin, ok := ownLine(text, start, done); ok {
			if block {
				data = bytes.TrimSuffix(data, []byte("*/"))
			}
			return Comment{begin, eol, data}, true
		}
	}
	end := eol
	if block {
		end, ok = blockEnd(text, url+len(marker))
	} else {
		ok = isURL(bytes.TrimRight(text[url+len(marker):eol], " \t"))
	}
	return Comment{Start: start, End: end}, ok
}

// opening finds the "//# " or "/*# " (or with "@") right before url.
func opening(text []byte, url int) (start int, block, ok bool) {
	i := url
	for i > 0 && (text[i-1] == ' ' || text[i-1] == '\t') {
		i--
	}
	if i == url || i < 3 || text[i-3] != '/' || text[i-1] != '#' && text[i-1] != '@' {
		return 0, false, false
	}
	return i - 3, text[i-2] == '*', text[i-2] == '*' || text[i-2] == '/'
}

// inlineMap returns the base64 of a data URL that holds JSON.
func inlineMap(url []byte) ([]byte, bool) {
	rest, ok := bytes.CutPrefix(url, []byte("data:application/json;"))
	if !ok {
		rest, ok = bytes.CutPrefix(url, []byte("data:text/json;"))
	}
	if !ok {
		return nil, false
	}
	if bytes.HasPrefix(rest, []byte("charset=")) || bytes.HasPrefix(rest, []byte("charset:")) {
		i := bytes.IndexByte(rest, ';')
		if i < 0 {
			return nil, false
		}
		rest = rest[i+1:]
	}
	return bytes.CutPrefix(rest, []byte("base64,"))
}

// ownLine tells whether only white space stands before start on its line, and
// returns where the blank lines before it begin.
func ownLine(text []byte, start, done int) (begin int, ok bool) {
	begin = -1
	for i := start; ; {
		if i == 0 || text[i-1] == '\n' || text[i-1] == '\r' {
			begin = i
		}
		if i <= done {
			return begin, begin >= 0
		}
		r, n := utf8.DecodeLastRune(text[:i])
		if !unicode.IsSpace(r) && r != '\uFEFF' {
			return begin, begin >= 0
		}
		i -= n
	}
}

// isURL tells whether the rest of a line is what the comment's URL may be.
func isURL(rest []byte) bool {
	return len(rest) > 0 && !bytes.ContainsAny(rest, " \t\v\f'\"\u00a0\ufeff")
}

// blockEnd returns where the line ends on which a block comment does whose URL,
// which may go over several lines, begins at url. Nothing else may follow on it.
func blockEnd(text []byte, url int) (int, bool) {
	n := bytes.IndexByte(text[url:], '*')
	if n <= 0 || !bytes.HasPrefix(text[url+n:], []byte("*/")) {
		return 0, false
	}
	end := url + n + len("*/")
	eol := end + lineLength(text[end:])
	return eol, len(bytes.Trim(text[end:eol], " \t")) == 0
}

// lineLength returns the number of bytes before the line's end.
func lineLength(text []byte) int {
	for i, c := range text {
		if c == '\n' || c == '\r' || c == 0xE2 && i+2 < len(text) && text[i+1] == 0x80 && text[i+2]&^1 == 0xA8 {
			return i
		}
	}
	return len(text)
}

// ParseData reads the map of a Comment's Data.
func ParseData(data []byte) (*Map, error) {
	clean := bytes.TrimSpace(data)
	text := make([]byte, base64.StdEncoding.DecodedLen(len(clean)))
	n, err := base64.StdEncoding.Decode(text, clean)
	if err != nil {
		n, err = base64.RawStdEncoding.Decode(text, bytes.TrimRight(clean, "="))
		if err != nil {
			return nil, err
		}
	}
	return Parse(text[:n])
}
