package goja

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestCompileAtOnce: machines compile the same files at the same time, and ask
// where the lines of those begin, under the race detector too. One file is
// compiled as it is, the other converted.
func TestCompileAtOnce(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"plain.js": "exports.a = %d", "new.mjs": "export const a = %d"} {
		file := filepath.Join(dir, name)
		var done sync.WaitGroup
		for i := range 16 {
			done.Go(func() {
				p, err := compileSource(file, fmt.Appendf(nil, text, i%2), false)
				if err != nil || p.lowered != strings.HasPrefix(name, "new") || wrapped(file) == p.lowered {
					t.Errorf("%s: %+v, %v, wrapped: %v", name, p, err, wrapped(file))
				}
			})
		}
		done.Wait()
	}
}
