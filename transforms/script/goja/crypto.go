package goja

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"strings"

	js "github.com/dop251/goja"
)

// newHash returns the function that makes a hash of OpenSSL's name, or nil.
func newHash(name string) func() hash.Hash {
	switch strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(strings.ToUpper(name), "RSA-")), "-", "") {
	case "md5":
		return md5.New
	case "sha1":
		return sha1.New
	case "sha224":
		return sha256.New224
	case "sha256":
		return sha256.New
	case "sha384":
		return sha512.New384
	case "sha512":
		return sha512.New
	case "sha512/256":
		return sha512.New512_256
	case "sha512/224":
		return sha512.New512_224
	}
	return nil
}

// cryptoModule is what js/core/crypto.js stands on: hashing and randomness.
// Nothing here keeps secrets.
func (m *machine) cryptoModule() map[string]any {
	var wrap func(h hash.Hash) js.Value
	wrap = func(h hash.Hash) js.Value {
		return m.object(map[string]any{
			"update": func(b js.Value) { h.Write(bytesOf(b)) },
			"digest": func() js.Value { return m.vm.ToValue(m.vm.NewArrayBuffer(h.Sum(nil))) },
			"copy": func() js.Value {
				other, err := h.(hash.Cloner).Clone()
				if err != nil {
					panic(m.vm.NewGoError(err))
				}
				return wrap(other)
			},
		})
	}
	return map[string]any{
		"hash": func(name string) js.Value {
			if make_ := newHash(name); make_ != nil {
				return wrap(make_())
			}
			return js.Undefined()
		},
		"hmac": func(name string, key js.Value) js.Value {
			if make_ := newHash(name); make_ != nil {
				return wrap(hmac.New(make_, append([]byte{}, bytesOf(key)...)))
			}
			return js.Undefined()
		},
		"random": func(n int) js.Value {
			b := make([]byte, n)
			_, _ = rand.Read(b) // it never fails
			return m.vm.ToValue(m.vm.NewArrayBuffer(b))
		},
	}
}
