package measure

import "testing"

func TestHighWater(t *testing.T) {
	for _, test := range []struct {
		status string
		want   int64
	}{
		{"Name:\tbench\nVmPeak:\t  999 kB\nVmHWM:\t    12 kB\nVmRSS:\t 10 kB\n", 12 << 10},
		{"VmHWM:\t7 kB", 7 << 10},
		{"VmHWM:\t7 MB\n", 0},
		{"VmHWM:\tmany kB\n", 0},
		{"VmRSS:\t7 kB\n", 0},
		{"", 0},
	} {
		if got := highWater([]byte(test.status)); got != test.want {
			t.Errorf("%q: %d, not %d", test.status, got, test.want)
		}
	}
}
