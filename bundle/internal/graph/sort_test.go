package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sheaf/bundle/internal/paths"
)

func randomTargets(r *rand.Rand, n int) []target {
	list := make([]target, n)
	for i := range list {
		list[i] = target{key: fmt.Sprintf("../internals/%x-%x", r.IntN(50), r.IntN(1<<20)), as: fmt.Sprint(i)}
	}
	return list
}

// Targets are sorted by key, with what belongs to it.
func TestSortTargets(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 100 {
		list := randomTargets(r, n)
		want := map[string]string{}
		for i := range list {
			want[list[i].key] = list[i].as
		}
		sortTargets(list)
		if !slices.IsSortedFunc(list, func(a, b target) int { return paths.CompareUTF16(a.key, b.key) }) {
			t.Errorf("%d targets are not sorted", n)
		}
		for i := range list {
			if want[list[i].key] != list[i].as {
				t.Errorf("%q: %q, not %q", list[i].key, list[i].as, want[list[i].key])
			}
		}
	}
}

func BenchmarkSortTargets(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{3, 8, 16, 24, 40, 100, 546} {
		list := randomTargets(r, n)
		work := make([]target, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				copy(work, list)
				sortTargets(work)
			}
		})
	}
}
