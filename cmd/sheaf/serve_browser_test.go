package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sheaf/testdata/testenv/browser"
)

// A tab is a tab of a browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func (b tab) open(url string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(url)); err != nil {
		b.t.Fatal(err)
	}
}

// value evaluates an expression, to JSON. While a page is loading there may be
// none, and an error in its place.
func (b tab) value(expression string) string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("JSON.stringify("+expression+")"))
	if b.ctx.Err() != nil {
		b.t.Fatal(b.ctx.Err())
	}
	if err != nil {
		return err.Error()
	}
	return text
}

// until waits until an expression has a value.
func (b tab) until(expression string, want any) {
	b.t.Helper()
	text, err := json.Marshal(want)
	if err != nil {
		b.t.Fatal(err)
	}
	until(b.t, expression+" to be "+string(text), func() bool { return b.value(expression) == string(text) })
}

const (
	shown   = "document.body.innerText.trim()"
	overlay = "(document.querySelector('sheaf-error') || {}).shadowRoot ? document.querySelector('sheaf-error').shadowRoot.querySelector('pre').textContent : ''"
	color   = "getComputedStyle(document.body).color"
)

// TestServePage has a page follow what its author does: scripts and pages
// reload it, style sheets do not, errors show on it until they are mended.
func TestServePage(t *testing.T) {
	for _, way := range []string{"--delay=2", "--poll=20"} {
		t.Run(way, func(t *testing.T) { servePage(t, way) })
	}
}

func servePage(t *testing.T, way string) {
	page := tab{t, browser.Start(t)}
	s := serve(t, map[string]string{
		"index.html":    "<!doctype html><title>t</title><link rel=stylesheet href=css/style.css><body><p id=text></p><input id=input><script src=bundle.js></script>",
		"css/style.css": "@import 'more.css'; body { color: rgb(1, 1, 1) }",
		"css/more.css":  "body { background-color: rgb(5, 5, 5) }",
		"main.js":       "document.getElementById('text').textContent = require('./a')",
		"a.js":          "module.exports = 'one'",
	}, "main.js", way)
	page.open(s.url)
	page.until(shown, "one")
	page.until("window.kept = 1", 1)

	s.write("css/style.css", "@import 'more.css'; body { color: rgb(2, 2, 2) }")
	page.until(color, "rgb(2, 2, 2)")
	page.until("document.querySelectorAll('link').length", 1)
	s.write("css/style.css", "@import 'more.css'; body { color: rgb(3, 3, 3) }")
	page.until(color, "rgb(3, 3, 3)")
	s.write("css/more.css", "body { background-color: rgb(6, 6, 6) }")
	page.until("getComputedStyle(document.body).backgroundColor", "rgb(6, 6, 6)")
	page.until("window.kept", 1)

	s.write("a.js", "module.exports = 'two'")
	page.until(shown, "two")
	page.until("typeof window.kept", "undefined")
	page.until("window.kept = 2", 2)
	page.until("document.getElementById('input').focus() || document.activeElement.id", "input")

	s.write("a.js", "module.exports = <b>'three'")
	until(t, "the overlay", func() bool {
		text := page.value(overlay)
		return strings.Contains(text, "a.js:1:") && strings.Contains(text, "<b>'three'")
	})
	page.until("[window.kept, "+shown+"]", []any{2, "two"}) // it goes on
	page.until("document.querySelector('sheaf-error').shadowRoot.querySelectorAll('b').length", 0)
	s.write("a.js", "module.exports = 'two'") // what the page has
	page.until(overlay, "")
	page.until("[window.kept, document.activeElement.id]", []any{2, "input"})
	s.write("a.js", "module.exports = 'thr")
	until(t, "the overlay", func() bool { return strings.Contains(page.value(overlay), "a.js:1:") })
	page.open(s.url) // while there is nothing but an error
	until(t, "the overlay", func() bool { return strings.Contains(page.value(overlay), "a.js:1:") })
	s.write("a.js", "module.exports = 'three'")
	page.until(shown, "three")
	page.until(overlay, "")

	s.write("index.html", "<!doctype html><title>t</title><h1>new</h1><p id=text></p><script src=bundle.js></script>")
	page.until("document.body.innerText.replace(/\\s+/g, ' ').trim()", "new three")
}

// TestServeTabs has two tabs follow, one of them on a page that is made up.
func TestServeTabs(t *testing.T) {
	ctx := browser.Start(t)
	second, stop := chromedp.NewContext(ctx)
	defer stop()
	one, two := tab{t, ctx}, tab{t, second}
	s := serve(t, map[string]string{
		"main.js":    "document.body.textContent = 'one'",
		"other.html": "<body><script src=bundle.js></script>",
	}, "main.js")
	one.open(s.url)
	two.open(s.url + "other.html")
	one.until(shown, "one")
	two.until(shown, "one")
	for _, text := range []string{"two", "three", "four"} {
		s.write("main.js", "document.body.textContent = '"+text+"'")
		one.until(shown, text)
		two.until(shown, text)
	}
	s.write("index.html", "<h1>a page of its own")
	one.until(shown, "a page of its own")
	two.until(shown, "four")
}

// TestServeHidden has a page that nobody looks at hold no connection, and catch
// up when somebody does.
func TestServeHidden(t *testing.T) {
	page := tab{t, browser.Start(t)}
	s := serve(t, map[string]string{
		"index.html": "<link rel=stylesheet href=a.css><body><p id=text></p><script src=bundle.js></script>",
		"a.css":      "body { color: rgb(1, 1, 1) }",
		"main.js":    "document.getElementById('text').textContent = 'one'",
	}, "main.js")
	look := func(state string) {
		t.Helper()
		page.until("Object.defineProperty(document, 'visibilityState', { value: '"+state+"', configurable: true }) && document.dispatchEvent(new Event('visibilitychange'))", true)
	}
	page.open(s.url)
	page.until(shown, "one")
	page.until("window.kept = 1", 1)
	look("hidden")
	s.write("a.css", "body { color: rgb(2, 2, 2) }")
	time.Sleep(300 * time.Millisecond)
	page.until(color, "rgb(1, 1, 1)")
	look("visible")
	page.until(color, "rgb(2, 2, 2)")
	page.until("window.kept", 1)
	look("hidden")
	s.write("main.js", "document.getElementById('text').textContent = 'two'")
	until(t, "the bundle", func() bool { return strings.Contains(s.get("bundle.js"), "two") })
	page.until(shown, "one")
	look("visible")
	page.until(shown, "two")
}

// TestServeWhileBuilding asks for the bundle, and loads the page, while a build
// is under way: both wait, and have its result.
func TestServeWhileBuilding(t *testing.T) {
	needSignals(t) // and a shell
	page := tab{t, browser.Start(t)}
	s := serve(t, map[string]string{
		"main.js": "document.body.textContent = 'one'",
		"slow.sh": "echo >begun; while test ! -e go; do sleep 0.02; done; cat",
		"go":      "",
	}, "main.js", "-c", "sh slow.sh")
	begun := filepath.Join(s.dir, "begun")
	page.open(s.url)
	page.until(shown, "one")
	for _, text := range []string{"two", "three"} {
		os.Remove(filepath.Join(s.dir, "go"))
		os.Remove(begun)
		s.write("main.js", "document.body.textContent = '"+text+"'")
		until(t, "the build", func() bool { return exists(begun) })
		page.until("window.got = ''", "")
		page.until("fetch('/bundle.js').then(r => r.text()).then(t => { got = t }) && 1", 1)
		loading := make(chan error, 1)
		if text == "three" {
			go func() { loading <- chromedp.Do(page.ctx, chromedp.Navigate(s.url)) }()
		}
		time.Sleep(200 * time.Millisecond)
		if text == "two" {
			page.until("got", "")
			page.until(shown, "one")
		}
		s.write("go", "")
		if text == "three" {
			if err := <-loading; err != nil {
				t.Fatal(err)
			}
		} else {
			page.until("/'two'/.test(window.got) || /two/.test(document.body.textContent)", true) // it may be reloaded by now
		}
		page.until(shown, text)
	}
}

// TestServeModal checks that an error shows above a page's own dialog and under
// a strict Content-Security-Policy, and that Esc hides it.
func TestServeModal(t *testing.T) {
	page := tab{t, browser.Start(t)}
	s := serve(t, map[string]string{
		"index.html": `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; require-trusted-types-for 'script'"><dialog>d</dialog><script src=bundle.js></script>`,
		"main.js":    "document.querySelector('dialog').showModal()",
	}, "main.js")
	page.open(s.url)
	page.until("document.querySelector('dialog').open", true)
	s.write("main.js", "document.querySelector('dialog').showModal(")
	until(t, "the overlay", func() bool { return strings.Contains(page.value(overlay), "main.js:1:") })
	page.until("document.elementFromPoint(innerWidth / 2, innerHeight / 3).localName", "sheaf-error")
	page.until("getComputedStyle(document.querySelector('sheaf-error').shadowRoot.querySelector('dialog')).backgroundColor", "rgb(27, 27, 31)")
	if err := chromedp.Do(page.ctx, chromedp.KeyEvent(kb.Escape)); err != nil {
		t.Fatal(err)
	}
	page.until("document.querySelector('sheaf-error')", nil)
}

// TestServeRestart ends the server and starts another at the same port: the page
// finds it, and what changed in between.
func TestServeRestart(t *testing.T) {
	needSignals(t)
	page := tab{t, browser.Start(t)}
	s := serve(t, map[string]string{"main.js": "document.body.textContent = 'one'"}, "main.js")
	page.open(s.url)
	page.until(shown, "one")
	s.cmd.Process.Signal(syscall.SIGINT)
	exit(t, s.cmd, 5*time.Second)
	s.write("main.js", "document.body.textContent = 'two'")
	address := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/")
	s.start("--serve="+address, "main.js")
	page.until(shown, "two")
}

// TestServeForeign has a page of another site and one of another port try to
// read what is served.
func TestServeForeign(t *testing.T) {
	page := tab{t, browser.Start(t)}
	s := serve(t, map[string]string{"main.js": "window.leaked = 1", "index.html": "<p>"}, "main.js")
	other := serve(t, map[string]string{"main.js": "1", "index.html": "<p>"}, "main.js")
	const try = `Promise.allSettled([
		fetch(TARGET + 'bundle.js'),
		fetch(TARGET + 'bundle.js', { mode: 'no-cors' }),
		new Promise((yes, no) => { let e = new EventSource(TARGET + '.sheaf/events'); e.onopen = yes; e.onerror = no }),
		new Promise((yes, no) => { let e = document.createElement('script'); e.src = TARGET + 'bundle.js'; e.onload = yes; e.onerror = no; document.body.append(e) }),
	]).then(list => { window.got = list.map(p => p.status) }) && 1`
	refused, fine := "rejected", "fulfilled"
	for from, want := range map[string][]string{
		other.url: {refused, fine, refused, fine}, // an answer it cannot read, and a script: this is the same site
		strings.Replace(other.url, "127.0.0.1", "localhost", 1): {refused, fine, refused, refused},
	} {
		page.open(from)
		page.until(strings.ReplaceAll(try, "TARGET", "'"+s.url+"'"), 1)
		page.until("Array.isArray(window.got)", true)
		page.until("window.got", want)
	}
}
