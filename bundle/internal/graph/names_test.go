package graph

import (
	"fmt"
	"testing"
)

// A name that was entered is always known, and nearly all others are not.
func TestNameFilter(t *testing.T) {
	var f nameFilter
	var names []string
	wrong := 0
	for i := range 500 {
		names = append(names, fmt.Sprintf([]string{"%d", "./modules/es.map.%d", "lib/%d/index.js"}[i%3], i*i))
	}
	for i, name := range append(names, "", "a", "é") {
		if f.add(name) && i < 200 {
			wrong++
		}
		if !f.add(name) {
			t.Errorf("%q is not known", name)
		}
	}
	if wrong > 40 { // ten are to be expected
		t.Errorf("%d of the first 200 names are said to be known", wrong)
	}
}
