package node

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms/script/engine"
)

func TestFlags(t *testing.T) {
	for _, test := range []struct {
		version, environ string
		helped           bool
		want             string
	}{
		{"v20.20.2", "", true, patience[20] + " " + small + " " + youth},
		{"v20.20.2", "", false, patience[20] + " " + small + " " + strings.Join(alone, " ") + " " + youth},
		{"v22.1.0", "NODE_OPTIONS=--no-warnings", true, patience[22] + " " + small + " " + youth},
		{"v20.20.2", "NODE_OPTIONS=--max-semi-space-size=128", true, patience[20] + " " + small},
		{"v20.20.2", "NODE_OPTIONS=--max_semi_space_size=128", true, patience[20] + " " + small},
		{"v99.0.0", "", false, ""},
		{"", "", false, ""},
	} {
		if got := strings.Join(flagsFor(test.version, []string{"A=b", test.environ}, test.helped), " "); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.version, test.environ, got, test.want)
		}
	}
}

func TestHasHelp(t *testing.T) {
	for _, test := range []struct {
		most, processors int
		want             string // of the first processes
	}{
		{1, 1, "-"}, {1, 2, "+"}, {2, 2, "--"}, {2, 4, "++"}, {3, 4, "+--"}, {8, 8, "+++-----"}, {4, 8, "++++"},
	} {
		got := ""
		for nth := 1; nth <= test.most; nth++ {
			if hasHelp(nth, test.most, test.processors) {
				got += "+"
			} else {
				got += "-"
			}
		}
		if got != test.want {
			t.Errorf("%d processes, %d processors: %s, want %s", test.most, test.processors, got, test.want)
		}
	}
}

// TestFlagsKnown has the Node that there is start with its flags, and a
// transform see nothing of them, nor a process that it starts.
func TestFlagsKnown(t *testing.T) {
	path := testenv.Node(t)
	version, err := Version(path)
	if err != nil {
		t.Fatal(err)
	}
	flags := flagsFor(version, nil, false)
	out, err := exec.Command(path, append(slices.Clip(flags), "-p", "1+1")...).CombinedOutput()
	if err != nil || string(out) != "2\n" {
		t.Fatalf("%s with %q: %v: %s", version, flags, err, out)
	}
	dir := testenv.Tree(t, map[string]string{
		"tr.js": `
var child = require('child_process'), stream = require('stream');
module.exports = function () {
  return new stream.Transform({ transform: function (chunk, encoding, next) {
    child.fork(__dirname + '/child.js').on('message', function (m) { next(null, JSON.stringify([process.execArgv, m])); });
  } });
};`,
		"child.js": "process.send(process.execArgv)",
	})
	w, err := startWorker(path, flags, "", ours, engine.Options{Basedir: dir, Environ: os.Environ()})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	res, err := w.Run(engine.Job{Module: dir + "/tr.js", File: dir + "/a.js", Code: []byte("x")})
	if want := "[[],[]]"; err != nil || string(res.Code) != want {
		t.Errorf("%q, %v, want %s", res.Code, err, want)
	}
}
