// Package profile has the names that goja's profiler uses of the package
// github.com/google/pprof/profile, and does nothing.
package profile

import (
	"errors"
	"io"
)

// Profile is a profile that cannot be written.
type Profile struct {
	SampleType        []*ValueType
	Sample            []*Sample
	Mapping           []*Mapping
	Location          []*Location
	Function          []*Function
	TimeNanos         int64
	DurationNanos     int64
	PeriodType        *ValueType
	Period            int64
	DefaultSampleType string
}

// Write fails.
func (*Profile) Write(io.Writer) error {
	return errors.New("sheaf is built without the profiler of goja")
}

// ValueType is the kind of a value.
type ValueType struct{ Type, Unit string }

// Sample is a place in the program and how often it was seen.
type Sample struct {
	Location []*Location
	Value    []int64
}

// Mapping is a file that was mapped into memory.
type Mapping struct {
	ID   uint64
	File string
}

// Location is a place in a Mapping.
type Location struct {
	ID      uint64
	Mapping *Mapping
	Line    []Line
}

// Line is a line of a Function.
type Line struct {
	Function     *Function
	Line, Column int64
}

// Function is a function of the program.
type Function struct {
	ID                         uint64
	Name, SystemName, Filename string
	StartLine                  int64
}
