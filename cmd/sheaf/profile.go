package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
)

// memProfileRate is Go's usual rate: of so many bytes one is sampled.
const memProfileRate = 512 << 10

// startProfiles starts what --cpuprofile and --memprofile ask for, and returns
// what ends them.
func (j *job) startProfiles() (stop func() error, err error) {
	if j.cpuProfile == "" && j.memProfile == "" {
		return func() error { return nil }, nil
	}
	if j.memProfile != "" {
		runtime.MemProfileRate = memProfileRate
	}
	var cpu *os.File
	if j.cpuProfile != "" {
		if cpu, err = os.Create(j.cpuProfile); err != nil {
			return nil, fmt.Errorf("--cpuprofile: %w", err)
		}
		if err := pprof.StartCPUProfile(cpu); err != nil {
			return nil, fmt.Errorf("--cpuprofile: %w", err)
		}
	}
	return func() error {
		if cpu != nil {
			pprof.StopCPUProfile()
			if err := cpu.Close(); err != nil {
				return fmt.Errorf("--cpuprofile: %w", err)
			}
		}
		return j.writeMemProfile()
	}, nil
}

func (j *job) writeMemProfile() error {
	if j.memProfile == "" {
		return nil
	}
	f, err := os.Create(j.memProfile)
	if err != nil {
		return fmt.Errorf("--memprofile: %w", err)
	}
	runtime.GC()
	err = pprof.Lookup("allocs").WriteTo(f, 0)
	if err = cmp.Or(err, f.Close()); err != nil {
		return fmt.Errorf("--memprofile: %w", err)
	}
	return nil
}
