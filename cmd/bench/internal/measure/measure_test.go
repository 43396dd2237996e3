package measure

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// The test binary is also the command that is measured.
func TestMain(m *testing.M) {
	switch os.Getenv("MEASURE_TEST") {
	case "":
		os.Exit(m.Run())
	case "memory":
		touch(96 << 20)
	case "child": // the memory is that of a child
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "MEASURE_TEST=memory")
		if err := cmd.Run(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	case "busy":
		for start := time.Now(); time.Since(start) < 300*time.Millisecond; {
		}
	case "sleep":
		time.Sleep(300 * time.Millisecond)
	case "fail":
		os.Exit(3)
	}
	os.Exit(0)
}

// touch makes n bytes resident.
func touch(n int) {
	b := make([]byte, n)
	for i := 0; i < n; i += 4096 {
		b[i] = 1
	}
	runtime.KeepAlive(b)
}

func run(t *testing.T, what string) (Sample, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "MEASURE_TEST="+what)
	return Run(cmd)
}

func must(t *testing.T, what string) Sample {
	t.Helper()
	s, err := run(t, what)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return s
}

func TestPeak(t *testing.T) {
	if Limits != "" {
		if s := must(t, "memory"); s.Peak != 0 {
			t.Errorf("a peak of %d where none can be had", s.Peak)
		}
		t.Skip(Limits)
	}
	// A test that used much memory before must not show in the child's figure.
	touch(200 << 20)
	for _, what := range []string{"memory", "child"} {
		s := must(t, what)
		if s.Peak < 96<<20 || s.Peak > 190<<20 {
			t.Errorf("%s: peak of %d MiB, not something above 96", what, s.Peak>>20)
		}
		if s.Bound {
			t.Errorf("%s: the peak is said to be a bound only", what)
		}
	}
	if s := must(t, "sleep"); s.Peak <= 0 || s.Peak > 90<<20 {
		t.Errorf("peak of %d MiB of a process that does nothing", s.Peak>>20)
	}
}

func TestTimes(t *testing.T) {
	busy, sleep := must(t, "busy"), must(t, "sleep")
	if busy.Wall < 300*time.Millisecond || sleep.Wall < 300*time.Millisecond {
		t.Errorf("wall times of %v and %v are too short", busy.Wall, sleep.Wall)
	}
	// On a loaded machine a busy loop gets little of the processor, but more
	// than one that sleeps.
	if busy.CPU <= sleep.CPU {
		t.Errorf("cpu: busy %v, sleeping %v", busy.CPU, sleep.CPU)
	}
}

func TestFailure(t *testing.T) {
	s, err := run(t, "fail")
	exit, ok := err.(*exec.ExitError)
	if !ok || exit.ExitCode() != 3 {
		t.Errorf("error %v, not exit status 3", err)
	}
	if s.Wall <= 0 {
		t.Errorf("no wall time: %+v", s)
	}
	if s, err := Run(exec.Command("./no such command")); err == nil || s.CPU != 0 || s.Peak != 0 {
		t.Errorf("a command that does not exist: %+v, %v", s, err)
	}
}
