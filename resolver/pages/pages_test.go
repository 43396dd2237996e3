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

func TestMore(t *testing.T) {
	first := More[int](nil, 3, 10_000)
	if len(first) != 3 {
		t.Errorf("at first: %d", len(first))
	}
	if next := More(first[3:], 3, 10_000); len(next) != 10_000 {
		t.Errorf("when that is used up: %d", len(next))
	}
}
