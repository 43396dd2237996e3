package srcmap

import (
	"encoding/base64"

	"sheaf/bundle/internal/jstext"
	"sheaf/resolver/pages"
)

// Encode returns the chunk of a source's text; a nil text is null.
func (f Form) Encode(text []byte) Chunk {
	json := f.appendText(make([]byte, 0, room(text)), text)
	if f == JSON {
		return json
	}
	return inBase64(json)
}

// An Encoder encodes many texts that are all needed as long: their chunks have
// memory in common. It is for one goroutine.
type Encoder struct {
	Form   Form
	json   []byte // the last text's
	memory pages.Pieces
}

// Encode is what its Form's Encode is.
func (e *Encoder) Encode(text []byte) Chunk {
	if n := room(text); cap(e.json) < n {
		e.json = make([]byte, 0, max(n, 2*cap(e.json)))
		pages.Provide(e.json)
	}
	e.json = e.Form.appendText(e.json[:0], text)
	if e.Form == JSON {
		chunk := e.memory.Take(len(e.json))
		copy(chunk, e.json)
		return chunk
	}
	chunk := e.memory.Take(base64.StdEncoding.EncodedLen(len(e.json)))
	base64.StdEncoding.Encode(chunk, e.json)
	return chunk
}

// room returns how many bytes a text will hardly exceed in JSON: what escapes add
// is seldom an eighth.
func room(text []byte) int { return len(text) + len(text)/8 + 8 }

// appendText appends a source's text as it stands in JSON after a comma, in a
// length that base64 may follow.
func (f Form) appendText(dst, text []byte) []byte {
	dst = append(dst, ',')
	if text == nil {
		dst = append(dst, "null"...)
	} else {
		dst = append(dst, '"')
		dst = jstext.AppendEscaped(dst, text)
		dst = append(dst, '"')
	}
	if f == Base64 {
		dst = pad(dst)
	}
	return dst
}

// pad appends blanks to json until its length is a multiple of three bytes, so
// that more base64 can follow.
func pad(json []byte) []byte {
	for len(json)%3 != 0 {
		json = append(json, ' ')
	}
	return json
}

func inBase64(json []byte) []byte {
	b := make([]byte, base64.StdEncoding.EncodedLen(len(json)))
	pages.Provide(b)
	base64.StdEncoding.Encode(b, json)
	return b
}
