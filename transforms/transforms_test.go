package transforms

import (
	"slices"
	"testing"
)

func TestRegistry(t *testing.T) {
	c := func(Setup) (Transform, error) { return nil, nil }
	Register("zebra", c)
	Register("ape", c)
	RegisterStandIn("cow", c)
	if c, standIn := Lookup("ape"); c == nil || standIn {
		t.Error("ape is not found, or stands in")
	}
	if c, standIn := Lookup("cow"); c == nil || !standIn {
		t.Error("cow is not found, or does not stand in")
	}
	if c, _ := Lookup("cat"); c != nil {
		t.Error("cat is found")
	}
	if got := Names(); !slices.Equal(got, []string{"ape", "cow", "zebra"}) {
		t.Errorf("names %v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a name was taken twice")
		}
	}()
	Register("ape", c)
}
