package node

import (
	"os/exec"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// TestQuiet starts a worker for which there is nothing to do: no version of Node
// may have anything to say about it.
func TestQuiet(t *testing.T) {
	testenv.Node(t)
	path, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range []bool{false, true} {
		cmd := exec.Command(path, "-e", source(trace, ""))
		cmd.Stdin = strings.NewReader("")
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("trace %v: %v, and it says %q", trace, err, out)
		}
	}
}
