package resolver

import (
	"fmt"
	"hash/maphash"
	"strconv"
	"sync"
	"testing"
)

// A name that is not there has nothing, also while others are entered.
func TestTableAbsent(t *testing.T) {
	names := make([]string, 3000)
	for i := range names {
		names[i] = fmt.Sprint("n", i)
	}
	seed := maphash.MakeSeed()
	wrong := 0
	for range 100 {
		var tab table[int]
		var all sync.WaitGroup
		done := make(chan struct{})
		all.Go(func() {
			defer close(done)
			for i := range names {
				tab.add(seed, names[i], &i)
			}
		})
		all.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for range 100 {
					if tab.get(seed, "absent") != nil {
						wrong++
					}
				}
			}
		})
		all.Wait()
	}
	if wrong > 0 {
		t.Errorf("%d times it has what another name has", wrong)
	}
}

func TestTable(t *testing.T) {
	seed := maphash.MakeSeed()
	var tab table[int]
	if tab.get(seed, "") != nil || tab.len() != 0 {
		t.Error("a new table has something")
	}
	values := make([]int, 1000)
	for i := range values {
		if got := tab.add(seed, fmt.Sprint(i), &values[i]); got != &values[i] {
			t.Fatalf("%d was there", i)
		}
		if other := new(int); tab.add(seed, fmt.Sprint(i/2), other) == other {
			t.Fatalf("%d was entered twice", i/2)
		}
	}
	if tab.len() != len(values) {
		t.Errorf("%d names, want %d", tab.len(), len(values))
	}
	n := 0
	for name, value := range tab.all() {
		n++
		if i, err := strconv.Atoi(name); err != nil || value != &values[i] || tab.get(seed, name) != value {
			t.Fatalf("%q has another value", name)
		}
	}
	if n != len(values) {
		t.Errorf("all yields %d names", n)
	}
	tab.clear()
	if tab.get(seed, "1") != nil || tab.len() != 0 {
		t.Error("it has something after clear")
	}
}
