package srcmap

import (
	"encoding/base64"
	"encoding/binary"
	"sync"

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
	encode(chunk, e.json)
	return chunk
}

// room returns how many bytes a text will hardly exceed in JSON: what escapes add
// is seldom an eighth.
func room(text []byte) int { return len(text) + len(text)/8 + 32 }

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
	encode(b, json)
	return b
}

// pairs holds the base64 of each number of twelve bits: two characters, the first in
// the low byte.
var pairs = sync.OnceValue(func() *[1 << 12]uint16 {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var t [1 << 12]uint16
	for i := range t {
		t[i] = uint16(digits[i>>6]) | uint16(digits[i&63])<<8
	}
	return &t
})

// encode writes src to dst in base64, six bytes at a time: a map is large, and the
// standard library takes each digit by itself.
func encode(dst, src []byte) {
	for t := pairs(); len(src) >= 8; src, dst = src[6:], dst[8:] {
		x := binary.BigEndian.Uint64(src)
		binary.LittleEndian.PutUint64(dst, uint64(t[x>>52])|uint64(t[x>>40&0xFFF])<<16|
			uint64(t[x>>28&0xFFF])<<32|uint64(t[x>>16&0xFFF])<<48)
	}
	base64.StdEncoding.Encode(dst, src)
}
