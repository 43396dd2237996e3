package srcmap

import "errors"

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// value is the number of each base64 digit, or -1.
var value = func() (t [256]int8) {
	for i := range t {
		t[i] = -1
	}
	for i := range digits {
		t[digits[i]] = int8(i)
	}
	return
}()

// appendVLQ appends n as a base64 VLQ: five bits a digit, the lowest first, the
// lowest bit of all being the sign.
func appendVLQ(dst []byte, n int) []byte {
	u := uint(n) << 1
	if n < 0 {
		u = uint(-n)<<1 | 1
	}
	for u >= 32 {
		dst = append(dst, digits[u&31|32])
		u >>= 5
	}
	return append(dst, digits[u])
}

var errVLQ = errors.New("broken base64 VLQ in mappings")

// readVLQ reads a VLQ from the beginning of s and returns the rest.
func readVLQ(s string) (n int, rest string, err error) {
	var u uint64
	for i := 0; i < len(s) && i < 8; i++ {
		d := value[s[i]]
		if d < 0 {
			break
		}
		u |= uint64(d&31) << (5 * i)
		if d&32 == 0 {
			n = int(u >> 1)
			if u&1 != 0 {
				n = -n
			}
			return n, s[i+1:], nil
		}
	}
	return 0, "", errVLQ
}
