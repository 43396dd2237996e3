package inline

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"

	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/diag"
	"sheaf/transforms"
	"sheaf/transforms/internal/edit"
)

// A span is the tokens of an expression.
type span struct{ first, end int }

// spans returns the arguments of the call whose "(" is token paren, and the
// token ")".
func (s *source) spans(paren int) (list []span, end int) {
	end = s.close(paren)
	if end < 0 {
		return nil, -1
	}
	depth, first := 0, paren+1
	for i := paren + 1; i <= end; i++ {
		switch s.tokens[i].Type {
		case js.OpenParenToken, js.OpenBracketToken, js.OpenBraceToken, js.TemplateStartToken:
			depth++
		case js.CloseParenToken, js.CloseBracketToken, js.CloseBraceToken, js.TemplateEndToken:
			depth--
		}
		if i == end || depth == 0 && s.tokens[i].Type == js.CommaToken {
			if i > first {
				list = append(list, span{first, i})
			}
			first = i + 1
		}
	}
	return list, end
}

// replace puts the result of a call in its place, if all about it is known.
func (s *source) replace(u *use) {
	if u.value.module != "fs" || u.paren < 0 {
		return
	}
	args, end := s.spans(u.paren)
	if end < 0 || len(args) == 0 {
		return
	}
	callback := span{}
	switch u.value.member {
	case "readFileSync", "readdirSync":
	case "readFile", "readdir":
		last := args[len(args)-1]
		if args = args[:len(args)-1]; len(args) == 0 {
			return
		}
		callback = last
	default:
		return
	}
	file, ok := s.fileName(args[0])
	if !ok {
		return
	}
	how, ok := any(nil), len(args) <= 2
	if len(args) == 2 {
		how, ok = s.evaluate(args[1].first, args[1].end)
	}
	if !ok {
		return
	}
	read := s.contents
	if strings.HasPrefix(u.value.member, "readdir") {
		read = s.listing
	}
	text, err := read(file, how, s.tokens[u.first].NewLine && callback.end == 0)
	if err != nil {
		s.unread(u, args[0], err)
		return
	}
	u.gone = true
	start, stop := s.tokens[u.first].Start, s.tokens[end].End
	if callback.end > 0 { // which may have calls of its own to replace
		from, to := s.tokens[callback.first].Start, s.tokens[callback.end-1].End
		s.edits = append(s.edits, edit.Edit{Start: start, End: from, Text: "process.nextTick("})
		start, text = to, ",null,"+text+")"
	}
	s.edits = append(s.edits, edit.Edit{Start: start, End: stop, Text: text})
}

// fileName evaluates the path that a call names. Relative ones are relative to
// the directory in which the bundler runs, as in brfs.
func (s *source) fileName(arg span) (string, bool) {
	v, ok := s.evaluate(arg.first, arg.end)
	name, isString := v.(string)
	if !ok || !isString || name == "" {
		return "", false
	}
	file := s.absolute([]string{name})
	s.watch = append(s.watch, file)
	return file, true
}

// encodingOf reads the second argument of fs.readFileSync: "" is a Buffer.
func encodingOf(how any) (string, error) {
	if object, ok := how.(map[string]any); ok {
		how = object["encoding"]
	}
	if how == nil {
		return "", nil
	}
	name, ok := how.(string)
	if !ok {
		return "", fmt.Errorf("the encoding %v is not a string", how)
	}
	return strings.ToLower(name), nil
}

// contents returns the expression for a file's contents.
func (s *source) contents(file string, how any, _ bool) (string, error) {
	encoding, err := encodingOf(how)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	switch encoding {
	case "":
		return `Buffer.from("` + base64.StdEncoding.EncodeToString(text) + `","base64")`, nil
	case "utf8", "utf-8":
		return edit.Quote(edit.Decode(text)), nil
	case "base64":
		return edit.Quote(base64.StdEncoding.EncodeToString(text)), nil
	case "base64url":
		return edit.Quote(base64.RawURLEncoding.EncodeToString(text)), nil
	case "hex":
		return edit.Quote(hex.EncodeToString(text)), nil
	case "latin1", "binary", "ascii":
		runes := make([]rune, len(text))
		for i, c := range text {
			if encoding == "ascii" {
				c &= 0x7F
			}
			runes[i] = rune(c)
		}
		return edit.Quote(string(runes)), nil
	case "ucs2", "ucs-2", "utf16le", "utf-16le":
		units := make([]uint16, len(text)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(text[2*i:])
		}
		return edit.Quote(string(utf16.Decode(units))), nil
	}
	return "", fmt.Errorf("there is no encoding %q: there are utf8, base64, hex, latin1 and utf16le", encoding)
}

// listing returns the expression for the names in a directory. A bracket at the
// beginning of a line might belong to the line before.
func (s *source) listing(dir string, how any, begins bool) (string, error) {
	if object, ok := how.(map[string]any); ok && object["withFileTypes"] == true {
		return "", errors.New("withFileTypes is not supported: a bundle has strings only")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	names, quoted := make([]string, len(entries)), make([]string, len(entries))
	for i, e := range entries {
		names[i], quoted[i] = e.Name(), edit.Quote(e.Name())
	}
	s.listings = append(s.listings, transforms.Listing{Dir: dir, Names: names})
	list := strings.Join(quoted, ",")
	if begins {
		return "Array(" + list + ")", nil
	}
	return "[" + list + "]", nil
}

// unread reports a file that cannot be read.
func (s *source) unread(u *use, arg span, err error) {
	text := err.Error()
	var path *fs.PathError
	if errors.As(err, &path) {
		text = path.Err.Error()
		if errors.Is(err, fs.ErrNotExist) {
			text = "there is no such file"
		}
		text = fmt.Sprintf("%q: %s", s.display(path.Path), text)
	}
	s.errors = append(s.errors, diag.Message{
		Text:  fmt.Sprintf("fs.%s is to be replaced by what it reads: %s", u.value.member, text),
		Where: diag.At(s.file, s.code, s.tokens[arg.first].Start, s.tokens[arg.end-1].End),
		Err:   err,
	})
}

// unresolved reports a require.resolve that leads nowhere.
func (s *source) unresolved(at int, spec string, err error) {
	s.errors = append(s.errors, diag.Message{
		Text:  fmt.Sprintf("require.resolve(%q) finds nothing: %v", spec, err),
		Where: diag.At(s.file, s.code, s.tokens[at].Start, s.tokens[at].End),
		Err:   err,
	})
}

// display shows a path from the base directory if it is below that.
func (s *source) display(path string) string {
	rel, err := filepath.Rel(s.basedir, path)
	if err != nil || !filepath.IsLocal(rel) {
		return path
	}
	return filepath.ToSlash(rel)
}
