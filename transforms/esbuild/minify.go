package esbuild

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/tdewolff/parse/v2/js"

	"sheaf/bundle/diag"
	"sheaf/bundle/srcmap"
	"sheaf/transforms/internal/token"
)

// Legal says what becomes of the comments that licences ask to be kept: those
// that begin with "/*!" or "//!", or have @license or @preserve.
type Legal uint8

// The zero value puts them behind the module.
const (
	LegalAtEnd  Legal = iota
	LegalInline       // they stay where they are
	LegalApart        // they are taken out, and returned
	LegalNone         // they are dropped
)

// Minified is a module with less text.
type Minified struct {
	Code  []byte
	Legal []byte // with LegalApart: the comments, each once
}

// wrap makes the text of a module what it is in a bundle, the body of a
// function: so its own names can be shortened, while require, module, exports
// and all globals keep theirs, and return and this mean what they mean there.
// The text keeps its columns, and is a line further down.
const (
	wrapHead = "_=function(){\n"
	wrapTail = "\n}"
	bareHead = "_=function(){" // as it comes back
	bareTail = "}"
)

// Minify shortens the text of a CommonJS module. The language stays the
// source's: nothing comes out that an engine for the source does not know.
// With withMap the text ends in a source map, composed with one that it brings.
// An error, a diag.List, says what esbuild, which does the work, does not take.
func Minify(file string, code []byte, legal Legal, withMap bool) (Minified, error) {
	text, brought := code, false
	if comments := srcmap.Comments(code, 0); len(comments) > 0 {
		text, brought = withShiftedMap(code, comments, withMap)
	} else {
		text = bytes.Join([][]byte{[]byte(wrapHead), code, []byte(wrapTail)}, nil)
	}
	o := api.TransformOptions{
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Platform:          api.PlatformNeutral,
		LegalComments:     api.LegalCommentsExternal,
		Charset:           api.CharsetUTF8,
		LogLevel:          api.LogLevelSilent,
		Sourcefile:        filepath.Base(file),
		Supported:         asOldAs(code),
	}
	switch legal {
	case LegalInline:
		o.LegalComments = api.LegalCommentsInline
	case LegalNone:
		o.LegalComments = api.LegalCommentsNone
	}
	if withMap {
		o.Sourcemap = api.SourceMapExternal
		o.SourcesContent = api.SourcesContentInclude
	}
	res := api.Transform(string(text), o)
	body, ok := unwrap(res.Code)
	if len(res.Errors) > 0 || !ok {
		o.Supported = nil // it has what cannot be lowered, or not without help from outside of it
		res = api.Transform(string(text), o)
		body, ok = unwrap(res.Code)
	}
	if len(res.Errors) > 0 {
		return Minified{}, refused(file, code, &res.Errors[0])
	}
	if !ok {
		return Minified{}, errors.New("the result is not what was expected")
	}
	m := Minified{Code: body}
	if comments := bytes.TrimSpace(res.LegalComments); legal == LegalApart {
		m.Legal = comments
	} else if len(comments) > 0 {
		m.Code = append(append(append(m.Code, '\n'), comments...), '\n')
	}
	if withMap {
		var err error
		m.Code, err = appendShifted(m.Code, res.Map, file, code, brought)
		if err != nil {
			return Minified{}, err
		}
	}
	return m, nil
}

// unwrap takes off what wrapped a text.
func unwrap(code []byte) (body []byte, ok bool) {
	if body, ok = bytes.CutPrefix(bytes.TrimRight(code, ";\n"), []byte(bareHead)); ok {
		body, ok = bytes.CutSuffix(body, []byte(bareTail))
	}
	return body, ok
}

// withShiftedMap wraps a text that has comments about its map. The map, if it
// is one that can be read, is given another line at its beginning.
func withShiftedMap(code []byte, comments []srcmap.Comment, withMap bool) (text []byte, brought bool) {
	text = append(text, wrapHead...)
	at := 0
	var m sourceMap
	for _, c := range comments {
		text = append(text, code[at:c.Start]...)
		at = c.End
		if c.Data == nil {
			continue
		}
		data, err := base64.StdEncoding.DecodeString(string(c.Data))
		brought = err == nil && json.Unmarshal(data, &m) == nil && m.Version == 3
	}
	text = append(append(text, code[at:]...), wrapTail...)
	if !withMap || !brought {
		return text, false
	}
	m.Mappings = ";" + m.Mappings
	data, err := json.Marshal(&m)
	if err != nil {
		return text, false
	}
	text = append(text, "\n//# sourceMappingURL=data:application/json;base64,"...)
	return base64.StdEncoding.AppendEncode(text, data), true
}

// appendShifted ends a text in its map, in which what wraps the text has no
// part. brought says that the source came with a map, so that the positions are
// of files beyond it.
func appendShifted(code, text []byte, file string, source []byte, brought bool) ([]byte, error) {
	m, err := srcmap.Parse(text)
	if err != nil || len(m.Sources) == 0 {
		return code, err
	}
	content := func(i int) []byte {
		if !brought {
			return source
		}
		if i < len(m.SourcesContent) && m.SourcesContent[i] != nil {
			return append([]byte{}, *m.SourcesContent[i]...)
		}
		return nil
	}
	b := srcmap.NewBuilder(srcmap.Base64, m.Sources[0], content(0))
	ids := make([]int, len(m.Sources))
	for i := 1; i < len(ids); i++ {
		ids[i] = b.Source(m.Sources[i], srcmap.Base64.Encode(content(i)))
	}
	up := 1
	if brought {
		up = 0
	}
	for _, p := range m.Positions {
		if p.Line == 0 {
			p.Column -= len(bareHead)
		}
		switch {
		case p.Column < 0 || p.Source >= 0 && p.OrigLine < up:
		case p.Source < 0:
			b.Unmapped(p.Line, p.Column)
		default:
			b.Position(p.Line, p.Column, ids[p.Source], p.OrigLine-up, p.OrigColumn)
		}
	}
	if len(code) > 0 && code[len(code)-1] != '\n' {
		code = append(code, '\n')
	}
	code = append(code, "//# sourceMappingURL=data:application/json;charset=utf-8;base64,"...)
	for _, piece := range b.Finish(filepath.Base(file)) {
		code = append(code, piece...)
	}
	return append(code, '\n'), nil
}

// refused says why esbuild does not take a text.
func refused(file string, code []byte, m *api.Message) error {
	where := &diag.Range{File: file}
	if l := m.Location; l != nil && l.Line > 1 {
		where = &diag.Range{File: file, Line: l.Line - 1, Column: l.Column + 1, Length: max(l.Length, 1), Text: l.LineText}
	}
	return diag.List{{Severity: diag.Warning, Text: "the file is not minified: " + strings.TrimSuffix(lower(m.Text), ":"), Where: where}}
}

// newer are features of the language that esbuild puts in the place of older
// ones, by the tokens that show that a source's engine knows them.
var newer = []struct {
	tokens   []js.TokenType
	features []string
}{
	{[]js.TokenType{js.ArrowToken, js.TemplateToken, js.TemplateStartToken, js.ClassToken, js.LetToken, js.ConstToken},
		[]string{"arrow", "object-extensions", "template-literal"}},
	{[]js.TokenType{js.NullishToken, js.NullishEqToken}, []string{"nullish-coalescing"}},
	{[]js.TokenType{js.OptChainToken}, []string{"optional-chain"}},
	{[]js.TokenType{js.NullishEqToken, js.AndEqToken, js.OrEqToken}, []string{"logical-assignment"}},
	{[]js.TokenType{js.ExpToken, js.ExpEqToken}, []string{"exponent-operator"}},
}

// asOldAs returns the features of the language that a source shows no sign of.
// If it has them all the same, they are lowered: longer, but right.
func asOldAs(code []byte) map[string]bool {
	const bareCatch = "optional-catch-binding"
	supported := map[string]bool{bareCatch: false}
	for _, n := range newer {
		for _, f := range n.features {
			supported[f] = false
		}
	}
	for l := token.New(code); ; {
		l.Next()
		if l.Type == js.ErrorToken {
			return supported
		}
		if l.Type == js.OpenBraceToken && l.Before == js.CatchToken {
			delete(supported, bareCatch)
		}
		for i := range newer {
			if slices.Contains(newer[i].tokens, l.Type) {
				for _, f := range newer[i].features {
					delete(supported, f)
				}
			}
		}
	}
}

// Fold returns a text without what constant conditions in it exclude, and
// otherwise the same program: for a look at what it requires.
func Fold(code []byte) ([]byte, error) {
	text := bytes.Join([][]byte{[]byte(wrapHead), code, []byte(wrapTail)}, nil)
	res := api.Transform(string(text), api.TransformOptions{
		MinifySyntax: true, Platform: api.PlatformNeutral, LegalComments: api.LegalCommentsNone, LogLevel: api.LogLevelSilent,
	})
	if len(res.Errors) > 0 {
		return nil, errors.New(res.Errors[0].Text)
	}
	return res.Code, nil
}
