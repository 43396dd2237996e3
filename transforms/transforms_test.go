package transforms

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestRegistry(t *testing.T) {
	c := func(json.RawMessage) (Transform, error) { return nil, nil }
	Register("zebra", c)
	Register("ape", c)
	if _, ok := Lookup("ape"); !ok {
		t.Error("ape is not found")
	}
	if _, ok := Lookup("cat"); ok {
		t.Error("cat is found")
	}
	if got := Names(); !slices.Equal(got, []string{"ape", "zebra"}) {
		t.Errorf("names %v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a name was taken twice")
		}
	}()
	Register("ape", c)
}
