package amdtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/testdata/testenv/browser"
)

// textPlugin is what forms need of RequireJS's text plugin.
const textPlugin = `define('text', {load: function (name, req, load) {
	var p = name.split('!'), x = new XMLHttpRequest();
	x.open('GET', req.toUrl(p[0]));
	x.onload = function () { load(p[1] ? /<body[^>]*>\s*([\s\S]+)\s*<\/body>/.exec(x.responseText)[1] : x.responseText) };
	x.send();
}});
`

// TestFormsInBrowser compares in a browser: each form in two frames of a page,
// loaded by RequireJS in one and bundled in the other.
func TestFormsInBrowser(t *testing.T) {
	testenv.Chromium(t)
	dir := withModules(t)
	const report = "function report(v) { window.result = function () { return JSON.stringify([describe(v), logged]) } }\n"
	frames := "<!doctype html><link rel=icon href=data:,>\n"
	var names []string
	for i, c := range forms {
		if c.node {
			continue
		}
		names = append(names, c.name)
		// The files lie beside the page, where names are relative to.
		at := fmt.Sprintf("form%d", i)
		if err := os.Rename(testenv.Unpack(t, c.files), filepath.Join(dir, at)); err != nil {
			t.Fatal(err)
		}
		head := "<!doctype html><meta charset=utf-8><script>" + describe + report + "</script>\n"
		loading := "requirejs.config({baseUrl: '.'}); requirejs(['main'], function (v) { report(v) })"
		if c.entry {
			loading = "requirejs.config({baseUrl: '.'}); requirejs(['main'], function () { report() })"
		}
		put(t, dir, at+"/loaded.html", head+"<script src=../node_modules/requirejs/require.js></script><script>"+textPlugin+loading+"</script>")
		put(t, dir, at+"/bundle.js", bundled(t, filepath.Join(dir, at), c.entry, c.warns))
		value := "report()"
		if !c.entry {
			value = "report(require('main'))"
		}
		put(t, dir, at+"/bundled.html", head+"<script src=bundle.js></script><script>"+value+"</script>")
		frames += "<iframe src=" + at + "/loaded.html></iframe><iframe src=" + at + "/bundled.html></iframe>\n"
	}
	put(t, dir, "index.html", frames)
	p := browser.Open(t, dir, "index.html")
	const results = "[].map.call(document.querySelectorAll('iframe'), function (f) { return f.contentWindow.result ? f.contentWindow.result() : '' })"
	p.Wait(results+".every(function (x, i, all) { return x && x == all[i ^ 1] })", "true")
	var got []string
	if err := json.Unmarshal([]byte(p.Eval(results)), &got); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		if byLoader, bundled := got[2*i], got[2*i+1]; byLoader == "" || byLoader != bundled {
			t.Errorf("%s: bundled: %s\nby RequireJS: %s", name, bundled, byLoader)
		}
	}
	for _, e := range p.Events() {
		t.Errorf("a frame threw %s", e.Text)
	}
}
