package esmtest

import (
	"testing"

	"sheaf/testdata/testenv/browser"
)

// An exception is one that nothing caught, and where in the script the browser
// says it was made, counted from 0.
type exception struct {
	text         string
	line, column int
}

// use loads a directory's page in a browser, does the actions one after the
// other, and returns what the page threw.
func use(t *testing.T, dir string, actions []action) []exception {
	t.Helper()
	p := browser.Open(t, dir, "index.html")
	for _, a := range actions {
		if got := p.Wait(a.do, a.want); got != a.want {
			t.Errorf("%s is %s, not %s", a.do, got, a.want)
		}
	}
	p.Settle()
	var thrown []exception
	for _, e := range p.Events() {
		if !e.Console {
			thrown = append(thrown, exception{e.Text, e.Made.Line, e.Made.Column})
		}
	}
	return thrown
}
