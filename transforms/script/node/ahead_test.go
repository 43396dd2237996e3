package node

import (
	"testing"

	"sheaf/transforms/script/engine"
)

func TestNames(t *testing.T) {
	for _, test := range []struct {
		text string
		want bool
	}{
		{"", false},
		{"./", false},
		{"../", false},
		{`"./`, false},
		{`require('./a')`, false},
		{`require('./a'); require("../b")`, true},
		{"import a from `./a`; import('../../b')", true},
		{"a = require './a'\nb = require './b'", true},
		{`require('a'); require('b/./c'); x = 1./2; y = '.../'`, false},
		{`require('./a'); x = 1./2; y = 2./3`, false},
		{`require('./a'), 1./2, require('../b')`, true},
		{`'./''./`, true},
	} {
		if got := names([]byte(test.text), several); got != test.want {
			t.Errorf("names(%q) = %v", test.text, got)
		}
	}
}

func TestAhead(t *testing.T) {
	var a ahead
	if got := a.toLoad(); got != "" {
		t.Errorf("%q is to be loaded before there is a job", got)
	}
	leaf := engine.Job{Module: "/t.js", Code: []byte("1")}
	wide := engine.Job{Module: "/u.js", Code: []byte("require('./a'); require('./b')")}
	for i, step := range []struct {
		job  engine.Job
		want bool
	}{{leaf, false}, {wide, true}, {wide, false}} {
		if got := a.sees(step.job); got != step.want {
			t.Errorf("step %d: %v", i, got)
		}
	}
	if got := a.toLoad(); got != "/t.js" {
		t.Errorf("%q is to be loaded, not the first job's module", got)
	}
}
