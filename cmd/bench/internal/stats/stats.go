// Package stats reduces the figures of repeated runs to what a table shows.
//
// What comes in are lists of figures, one a round, in the order of the rounds;
// what goes out are medians and ranges. The package knows nothing of what the
// figures mean, and drops none of them.
package stats

import (
	"math"
	"slices"
)

// Median returns the middle figure, the mean of the two middle ones if their
// number is even, or NaN if there is none.
func Median(figures []float64) float64 {
	n := len(figures)
	if n == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(figures)
	slices.Sort(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// Percentile returns the least figure that p percent of all do not exceed, or
// NaN if there is none.
func Percentile(figures []float64, p float64) float64 {
	n := len(figures)
	if n == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(figures)
	slices.Sort(sorted)
	return sorted[min(max(int(math.Ceil(p/100*float64(n)))-1, 0), n-1)]
}

// A Range is the median of some figures, with the least and the greatest.
type Range struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// Ratios divides a's figure of each round by b's of the same round and returns
// the range of the quotients. The machine's moods last longer than a round, so
// they fall out of such a quotient, though not out of a quotient of medians.
// Rounds that only one of the two took part in, at the end, do not count, nor
// do those in which either figure is not positive (not measured); ok is false
// if no round is left.
func Ratios(a, b []float64) (r Range, ok bool) {
	var quotients []float64
	for i := range min(len(a), len(b)) {
		if a[i] > 0 && b[i] > 0 {
			quotients = append(quotients, a[i]/b[i])
		}
	}
	if len(quotients) == 0 {
		return Range{}, false
	}
	return Range{Median(quotients), slices.Min(quotients), slices.Max(quotients)}, true
}
