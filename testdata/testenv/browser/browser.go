// Package browser opens pages in a real browser, for tests.
//
// What comes in is a directory, which is served, and the name of a page in it;
// what goes out is what expressions are on that page, and what it threw. Each
// page has a browser of its own, which ends with the test. Start is for tests
// that drive the browser themselves. A missing browser is dealt with as package
// testenv deals with whatever is missing. (It is a package of its own because
// most tests need no browser, and chromedp is large.)
package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A Page is an open page.
type Page struct {
	ctx context.Context
	t   testing.TB

	mu     sync.Mutex
	events []Event
}

// An Event is an exception that nothing caught, or a call of console.error.
type Event struct {
	Text    string // the exception's first line, or what was printed
	Console bool

	// Where it was thrown: as the event says, and the innermost call, which
	// is another where it was caught and thrown again.
	At, Made Position
}

// A Position is a place in a script: line and column from 0.
type Position struct {
	URL          string
	Line, Column int
}

// Open starts a browser, if there is one, and loads a page of a directory.
func Open(t testing.TB, dir, name string) *Page {
	t.Helper()
	ctx := Start(t)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	p := &Page{ctx: ctx, t: t}
	err := chromedp.Do(ctx) // starts the browser
	if err == nil {
		err = chromedp.Listen(ctx, p.listen)
	}
	if err == nil {
		err = chromedp.Do(ctx, chromedp.Navigate(server.URL+"/"+name))
	}
	p.check(err)
	return p
}

func (p *Page) check(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("the browser: %v", err)
	}
}

func (p *Page) listen(event any) {
	var e Event
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		d := event.ExceptionDetails
		e.Text = d.Text
		if d.Exception != nil {
			e.Text, _, _ = strings.Cut(d.Exception.Description, "\n")
		}
		e.At = Position{d.URL, int(d.LineNumber), int(d.ColumnNumber)}
		e.Made = e.At
		if s := d.StackTrace; s != nil && len(s.CallFrames) > 0 {
			f := s.CallFrames[0]
			e.Made = Position{f.URL, int(f.LineNumber), int(f.ColumnNumber)}
		}
	case *runtime.EventConsoleAPICalled:
		if event.Type != runtime.ConsoleAPICalledTypeError {
			return
		}
		e.Console = true
		var list []string
		for _, a := range event.Args {
			list = append(list, string(a.Value)+strings.Split(a.Description+"\n", "\n")[0])
		}
		e.Text = strings.Join(list, " ")
	default:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events = append(p.events, e)
}

// Eval returns the JSON of an expression, or the error that it threw.
func (p *Page) Eval(expression string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf(
		`(() => { try { return JSON.stringify((%s)) + "" } catch (e) { return String(e) } })()`, expression)))
	p.check(err)
	return text
}

// Wait evaluates an expression until its JSON is as wanted, for five seconds at
// most, and returns what it was last.
func (p *Page) Wait(expression, want string) string {
	p.t.Helper()
	got := ""
	for range 100 {
		if got = p.Eval(expression); got == want {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return got
}

// Settle gives the page's timers, and events that are on their way, the time to come.
func (p *Page) Settle() {
	p.t.Helper()
	p.check(chromedp.Do(p.ctx, chromedp.Sleep(200*time.Millisecond)))
}

// Events returns what the page threw so far, and printed as errors.
func (p *Page) Events() []Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.events)
}
