package amdtest

import (
	"strings"
	"testing"

	"sheaf/bundle"
	"sheaf/testdata/testenv"
	"sheaf/testdata/testenv/browser"
)

// aceFiles are files of Ace that need, by their names, modules which others define.
var aceFiles = []string{"mode-javascript", "mode-html", "mode-php", "theme-monokai", "theme-github", "ext-rtl", "ext-searchbox", "ext-language_tools", "keybinding-vim", "snippets/html", "snippets/css", "snippets/javascript", "snippets/php"}

// tryAce is JavaScript that uses an editor, with modes and themes that Ace finds
// by their names as the program runs, and tells what became of it.
const tryAce = `function tryAce(ace, done) {
	var editor = ace.edit(document.getElementById('root')), session = editor.session, seen = {};
	function when(ready, then) {
		if (ready()) then();
		else setTimeout(function () { when(ready, then) }, 20);
	}
	function is(mode, theme) { return session.getMode().$id === mode && editor.container.className.indexOf(theme) >= 0 }
	editor.setOptions({enableBasicAutocompletion: true, enableSnippets: true});
	editor.setTheme('ace/theme/monokai');
	editor.setKeyboardHandler('ace/keyboard/vim');
	session.setUseWorker(false);
	session.setMode('ace/mode/html');
	session.setValue('<p class="x"><script>var a = /b/.test("c") // d\n</' + 'script></p>');
	when(function () { return is('ace/mode/html', 'ace-monokai') && editor.completers && editor.getKeyboardHandler().$id === 'ace/keyboard/vim' }, function () {
		seen.tokens = session.getTokens(0).map(function (t) { return t.type + ' ' + t.value });
		seen.state = session.getState(0);
		seen.embedded = session.getMode().$embeds;
		seen.completers = editor.completers.length;
		seen.dark = editor.container.className.indexOf('ace_dark') >= 0;
		session.setMode('ace/mode/php');
		editor.setTheme('ace/theme/github');
		editor.execCommand('find');
		when(function () { return is('ace/mode/php', 'ace-github') && editor.searchBox }, function () {
			seen.php = session.getTokenAt(0, 3);
			seen.light = editor.container.className.indexOf('ace_dark') < 0;
			seen.fetched = performance.getEntriesByType('resource').filter(function (e) { return /(mode|theme|ext|snippets|keybinding)[^.]*.js/.test(e.name) && !/node_modules/.test(e.name) }).length;
			seen.version = ace.version;
			done(seen);
		});
	});
}
`

// TestAce runs Ace with its modes, themes and extensions, each a file of its own
// that r.js built, and none that is not loaded: bundled, and by RequireJS.
func TestAce(t *testing.T) {
	testenv.Chromium(t)
	dir := withModules(t)
	common, list := "window.ace = require('ace-builds/src/ace');\n", ""
	program := "require.config({paths: {ace: 'node_modules/ace-builds/src'}});\nrequire(['ace/ace'"
	before := "" // what needs Ace is required first
	for _, name := range aceFiles {
		common += "require('ace-builds/src/" + name + "');\n"
		before += "require('ace-builds/src/" + name + "');\n"
		program += ", 'ace/" + name + "'"
		list += "'ace/" + name + "',"
	}
	const report = "tryAce(ace, function (seen) { window.seen = seen });\n"
	testenv.Write(t, dir, "common.js", common+report)
	testenv.Write(t, dir, "before.js", before+"window.ace = require('ace-builds/src/ace');\n"+report)
	testenv.Write(t, dir, "program.js", program+"], function (ace) { window.ace = ace; "+report+"});\n")
	const rjs = "node_modules/requirejs/require.js"
	const try = "<script>" + tryAce + "</script>"
	testenv.Write(t, dir, "loaded.html", page(rjs)+try+"<script>requirejs.config({baseUrl: '.', paths: {ace: 'node_modules/ace-builds/src'}});"+
		"var list = ["+list+"]; function next() { list.length ? requirejs([list.shift()], next) : requirejs(['ace/ace'], function (ace) { "+report+" }) }\n"+
		"requirejs(['ace/ace'], next)</script>") // in order: who defines a name first is not for the network to say
	want := browser.Open(t, dir, "loaded.html")
	reference := want.Wait("window.seen && 1", "1")
	if reference != "1" {
		t.Fatalf("RequireJS: %s; the page threw %v", reference, want.Events())
	}
	reference = want.Eval("seen")
	for _, name := range []string{"common", "before", "program"} {
		testenv.Write(t, dir, name+".bundle.js", built(t, bundle.Options{Cwd: dir, Basedir: dir, Entries: []bundle.Entry{{File: name + ".js"}},
			Transforms: []bundle.Transform{{Name: "amd"}}}))
		for file, loader := range map[string]string{name + ".html": "", name + ".with.html": rjs} {
			testenv.Write(t, dir, file, strings.Replace(page(loader, name+".bundle.js"), "<script", try+"<script", 1))
			p := browser.Open(t, dir, file)
			p.Wait("window.seen && 1", "1")
			if got := p.Eval("window.seen"); got != reference {
				got, want := around(got, reference)
				t.Errorf("%s: Ace did\n…%s…, by RequireJS\n…%s…", file, got, want)
			}
			for _, e := range p.Events() {
				t.Errorf("%s threw %s", file, e.Text)
			}
		}
	}
	if len(reference) < 500 {
		t.Errorf("Ace did too little to compare: %s", reference)
	}
}
