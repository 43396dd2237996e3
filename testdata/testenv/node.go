package testenv

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"
)

// InNode returns what Node makes of each item of a list, which has to have a JSON
// form. The script is the text of a JavaScript function from an item to a string.
func InNode[T any](t testing.TB, script string, list []T) []string {
	t.Helper()
	in, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(Node(t), "-e", "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0, 'utf8')).map((item) => ("+script+")(item))))")
	cmd.Stdin = bytes.NewReader(in)
	printed, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	if err := json.Unmarshal(printed, &out); err != nil || len(out) != len(list) {
		t.Fatalf("Node made %d of %d items: %v", len(out), len(list), err)
	}
	return out
}
