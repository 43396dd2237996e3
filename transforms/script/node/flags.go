package node

import (
	"slices"
	"strconv"
	"strings"
)

// V8 should wait longer than usual before it compiles a function with all its
// care: each of several processes that live for seconds would do so for itself,
// and no processor has time for it. The flag's name hangs on the version.
var patience = map[int]string{
	18: "--interrupt-budget=500000",
	20: "--interrupt-budget=500000",
	22: "--invocation-count-for-turbofan=12000",
	24: "--invocation-count-for-turbofan=12000",
}

// youth is how much memory, in megabytes for each half, there may be for what
// was just made. With V8's own limit, more of what a transform drops a moment later
// is copied first.
const youth = "--max-semi-space-size=32"

// alone keeps V8 from compiling, and from collecting what was just made, on
// threads of their own beside the one that runs the transform. With all processors
// at work for other processes that takes longer than it helps. (Without any thread
// for collecting garbage it takes twice the memory.)
var alone = []string{"--no-concurrent-recompilation", "--no-parallel-scavenge"}

// small keeps V8 from compiling functions of more than so many bytes of its
// bytecode with all its care (its own limit is twice as much): parsers have
// such, with a case for every rule. Each compilation takes a tenth of a second,
// and there is another one whenever a rule is met for the first time.
const small = "--max-optimized-bytecode-size=30000"

// hasHelp tells whether the nth process, of at most most, finds processors that
// have nothing else to do: until half of them have a process.
func hasHelp(nth, most, processors int) bool {
	return 2*nth < processors || 2*most <= processors
}

// flagsFor returns the flags that a Node of a version is started with. Node does
// not start with a flag that it does not know, so versions that this was not
// tried with get none. What the user has set in NODE_OPTIONS stays.
func flagsFor(version string, environ []string, helped bool) []string {
	n := major(version)
	flag := patience[n]
	if flag == "" {
		return nil
	}
	flags := []string{flag, small}
	if !helped {
		flags = append(flags, alone...)
	}
	own := func(v string) bool {
		return strings.HasPrefix(v, "NODE_OPTIONS=") && strings.Contains(strings.ReplaceAll(v, "_", "-"), "semi-space-size")
	}
	if !slices.ContainsFunc(environ, own) {
		flags = append(flags, youth)
	}
	return flags
}

// major returns the first number of a version like "v20.1.0", or 0.
func major(version string) int {
	first, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}
