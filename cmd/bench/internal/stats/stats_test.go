package stats

import (
	"math"
	"slices"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		figures []float64
		want    float64
	}{
		{[]float64{5}, 5},
		{[]float64{9, 1, 5}, 5},
		{[]float64{4, 1, 3, 2}, 2.5},
		{[]float64{1, 1, 1, 100, 1}, 1},
	} {
		before := slices.Clone(test.figures)
		if got := Median(test.figures); got != test.want {
			t.Errorf("Median(%v) = %v, not %v", test.figures, got, test.want)
		}
		if !slices.Equal(before, test.figures) {
			t.Errorf("Median changed the order of %v to %v", before, test.figures)
		}
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("Median(nil) = %v, not NaN", got)
	}
}

func TestRatios(t *testing.T) {
	for _, test := range []struct {
		name string
		a, b []float64
		want Range
		ok   bool
	}{
		// The machine slows down from round to round; the quotient does not.
		{"pair by pair", []float64{1, 2, 4}, []float64{2, 4, 8}, Range{.5, .5, .5}, true},
		{"range", []float64{1, 3, 2}, []float64{4, 4, 4}, Range{.5, .25, .75}, true},
		{"the longer list's end", []float64{1, 1, 50}, []float64{2, 4}, Range{.375, .25, .5}, true},
		{"not measured", []float64{0, 1, 5}, []float64{1, 4, 0}, Range{.25, .25, .25}, true},
		{"nothing in common", []float64{0, 1}, []float64{1, 0}, Range{}, false},
		{"nothing", nil, []float64{1}, Range{}, false},
	} {
		got, ok := Ratios(test.a, test.b)
		if got != test.want || ok != test.ok {
			t.Errorf("%s: %v %v, not %v %v", test.name, got, ok, test.want, test.ok)
		}
	}
}

func TestPercentile(t *testing.T) {
	figures := []float64{5, 1, 4, 2, 3}
	for p, want := range map[float64]float64{0: 1, 1: 1, 20: 1, 21: 2, 50: 3, 95: 5, 100: 5} {
		if got := Percentile(figures, p); got != want {
			t.Errorf("%v percent: %v, not %v", p, got, want)
		}
	}
	if !math.IsNaN(Percentile(nil, 95)) {
		t.Error("a percentile of nothing")
	}
}
