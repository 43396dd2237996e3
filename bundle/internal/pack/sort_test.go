package pack

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"sheaf/bundle/internal/row"
)

// TestSort holds the order against comparisons of whole ids.
func TestSort(t *testing.T) {
	parts := []string{"/", "/a", "a", "b", ".js", "/long-directory-name", "undefined", "undef", "\uE000", "\uFFFF", "\U00010000", "é", "\x00", "\x00\x00"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var rows, want []*row.Row
		seen := map[string]bool{}
		for range r.IntN(40) {
			id := "/home/somebody"[:r.IntN(15)]
			for range r.IntN(8) {
				id += parts[r.IntN(len(parts))]
			}
			if !seen[id] {
				seen[id] = true
				rows = append(rows, &row.Row{ID: id, Path: id, Virtual: r.IntN(5) == 0})
			}
		}
		want = slices.Clone(rows)
		slices.SortFunc(want, func(a, b *row.Row) int {
			if isShim(a) != isShim(b) {
				if isShim(a) {
					return 1
				}
				return -1
			}
			return compareIDs(a.ID, b.ID)
		})
		Sort(rows)
		for i := range rows {
			if rows[i] != want[i] {
				t.Fatalf("row %d is %q, want %q", i, rows[i].ID, want[i].ID)
			}
		}
	}
}

func BenchmarkSort(b *testing.B) {
	var rows []*row.Row
	for i := range 2500 {
		id := fmt.Sprintf("/home/somebody/projects/app/node_modules/package-%d/lib/%x.js", i%50, i*7919)
		rows = append(rows, &row.Row{ID: id, Path: id})
	}
	mixed := slices.Clone(rows)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	for b.Loop() {
		copy(rows, mixed)
		Sort(rows)
	}
}
