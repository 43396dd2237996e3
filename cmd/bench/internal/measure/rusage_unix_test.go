//go:build unix

package measure

import "testing"

func TestMaxrssBytes(t *testing.T) {
	for goos, want := range map[string]int64{"linux": 5 << 10, "freebsd": 5 << 10, "darwin": 5} {
		if got := maxrssBytes(5, goos); got != want {
			t.Errorf("%s: %d, not %d", goos, got, want)
		}
	}
}
