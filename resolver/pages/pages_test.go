package pages

import "testing"

// Memory that was provided is as it was, and that beside it, too.
func TestProvide(t *testing.T) {
	all := make([]byte, 1<<20)
	for i := range all {
		all[i] = byte(i)
	}
	for _, at := range [][2]int{{0, 0}, {0, 1}, {1, 4096}, {4095, 4097}, {5000, 70_000}, {0, 1 << 20}, {1<<20 - 1, 1 << 20}, {1 << 20, 1 << 20}} {
		Provide(all[at[0]:at[1]:at[1]])
	}
	for i := range all {
		if all[i] != byte(i) {
			t.Fatalf("byte %d has changed", i)
		}
	}
	Provide([]int(nil))
	Provide(make([]struct{}, 10))
}

func BenchmarkTouch(b *testing.B) {
	for name, first := range map[string]func([]byte){"faults": func([]byte) {}, "provided": func(s []byte) { Provide(s) }} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(64 << 10)
			for b.Loop() {
				b.StopTimer()
				s := make([]byte, 64<<10)
				b.StartTimer()
				first(s)
				for i := 0; i < len(s); i += 4 << 10 {
					s[i] = 1
				}
			}
		})
	}
}
