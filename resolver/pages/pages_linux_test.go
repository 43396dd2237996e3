package pages

import (
	"syscall"
	"testing"
)

// BenchmarkTouch writes to each page of new memory, which comes page by page or
// all at once.
func BenchmarkTouch(b *testing.B) {
	const size, page = 64 << 10, 4 << 10
	for _, how := range []struct {
		name  string
		first func([]byte)
	}{{"faults", func([]byte) {}}, {"provided", Provide[byte]}} {
		b.Run(how.name, func(b *testing.B) {
			for b.Loop() {
				memory, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
				if err != nil {
					b.Fatal(err)
				}
				how.first(memory)
				for i := 0; i < size; i += page {
					memory[i] = 1
				}
				if err := syscall.Munmap(memory); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
