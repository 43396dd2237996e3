package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sheaf/testdata/testenv"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sheaf": main, "browserify": main, "watchify": main})
}

// TestScript runs testdata/script: what a user types and gets. Bundles are run
// by node where there is one.
func TestScript(t *testing.T) {
	if os.Getenv("CI") != "" {
		testenv.Node(t) // else scripts would go without it in silence
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join(testenv.Root(t), "testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"onlyfiles": onlyFiles,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" { // may read and write what others may not
				return runtime.GOOS != "windows" && os.Geteuid() == 0, nil
			}
			return false, nil
		},
	})
}

// onlyFiles is the script command "onlyfiles DIR NAME…": the directory has
// these files and no others.
func onlyFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: onlyfiles dir name...")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got, want := strings.Join(names, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s has %s, want %s", args[0], got, want)
	}
}
