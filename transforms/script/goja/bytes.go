package goja

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	js "github.com/dop251/goja"
)

// bytesOf returns the bytes of a Buffer, another view, an ArrayBuffer or a
// string, not a copy.
func bytesOf(v js.Value) []byte {
	switch x := v.Export().(type) {
	case []byte:
		return x
	case js.ArrayBuffer:
		return x.Bytes()
	case string:
		return []byte(x)
	}
	return nil
}

// text returns bytes in UTF-8 as a string. What is not UTF-8 becomes U+FFFD as
// in Node: one for each maximal piece of a sequence.
func text(vm *js.Runtime, b []byte) js.Value {
	if utf8.Valid(b) {
		return vm.ToValue(string(b))
	}
	var out strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			n = broken(b)
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return vm.ToValue(out.String())
}

// broken returns how many of the first bytes are the beginning of a sequence
// that is cut short, at least one.
func broken(b []byte) int {
	want, low, high := 0, byte(0x80), byte(0xbf)
	switch c := b[0]; {
	case c >= 0xc2 && c <= 0xdf:
		want = 1
	case c >= 0xe0 && c <= 0xef:
		want = 2
		if c == 0xe0 {
			low = 0xa0
		} else if c == 0xed {
			high = 0x9f
		}
	case c >= 0xf0 && c <= 0xf4:
		want = 3
		if c == 0xf0 {
			low = 0x90
		} else if c == 0xf4 {
			high = 0x8f
		}
	}
	n := 1
	for ; n <= want && n < len(b) && b[n] >= low && b[n] <= high; n++ {
		low, high = 0x80, 0xbf
	}
	return n
}

// buffer returns a Buffer of bytes, which it does not copy.
func (m *machine) buffer(b []byte) js.Value {
	v, err := m.asBuffer(js.Undefined(), m.vm.ToValue(m.vm.NewArrayBuffer(b)))
	if err != nil {
		panic(err)
	}
	return v
}

// bytesModule is what js/buffer.js stands on: the conversions that cost most.
func (m *machine) bytesModule() map[string]any {
	piece := func(b js.Value, from, to int) []byte {
		all := bytesOf(b)
		to = min(to, len(all))
		return all[min(max(from, 0), to):to]
	}
	return map[string]any{
		"fromUTF8":   func(s string) js.Value { return m.vm.ToValue(m.vm.NewArrayBuffer([]byte(s))) },
		"utf8Length": func(s string) int { return len(s) },
		"toUTF8":     func(b js.Value, from, to int) js.Value { return text(m.vm, piece(b, from, to)) },
		"toBase64": func(b js.Value, from, to int, url bool) string {
			if url {
				return base64.RawURLEncoding.EncodeToString(piece(b, from, to))
			}
			return base64.StdEncoding.EncodeToString(piece(b, from, to))
		},
		"toHex": func(b js.Value, from, to int) string { return hex.EncodeToString(piece(b, from, to)) },
		"toLatin1": func(b js.Value, from, to int) string {
			runes := make([]rune, 0, to-from)
			for _, c := range piece(b, from, to) {
				runes = append(runes, rune(c))
			}
			return string(runes)
		},
		"fromBase64": func(s string) js.Value {
			return m.vm.ToValue(m.vm.NewArrayBuffer(fromBase64(s)))
		},
		"fromHex": func(s string) js.Value {
			out := make([]byte, 0, len(s)/2)
			for ; len(s) >= 2; s = s[2:] {
				b, err := hex.DecodeString(s[:2])
				if err != nil {
					break // and the rest is dropped, as in Node
				}
				out = append(out, b...)
			}
			return m.vm.ToValue(m.vm.NewArrayBuffer(out))
		},
		"isUTF8": func(b js.Value) bool { return utf8.Valid(bytesOf(b)) },
	}
}

// fromBase64 decodes as Node does: both alphabets, padding or not, and what is
// neither is passed over.
func fromBase64(s string) []byte {
	s, _, _ = strings.Cut(s, "=")
	clean := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '+', c == '/':
			clean = append(clean, c)
		case c == '-':
			clean = append(clean, '+')
		case c == '_':
			clean = append(clean, '/')
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out, _ := base64.RawStdEncoding.DecodeString(string(clean)) // it has the alphabet's letters only
	return out
}
