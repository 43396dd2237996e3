package esmtest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"sheaf/testdata/testenv"
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
	path := testenv.Chromium(t)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	ctx, stop = chromedp.NewExecAllocator(ctx, flags(t, path)...)
	defer stop()
	ctx, stop = chromedp.NewContext(ctx)
	defer stop()

	var mu sync.Mutex
	var thrown []exception
	listen := func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok {
			d := e.ExceptionDetails
			text, line, column := d.Text, int(d.LineNumber), int(d.ColumnNumber)
			if d.Exception != nil {
				text, _, _ = strings.Cut(d.Exception.Description, "\n")
			}
			// The innermost call is where it was thrown; the event may say where
			// it was thrown again.
			if s := d.StackTrace; s != nil && len(s.CallFrames) > 0 {
				line, column = int(s.CallFrames[0].LineNumber), int(s.CallFrames[0].ColumnNumber)
			}
			mu.Lock()
			thrown = append(thrown, exception{text, line, column})
			mu.Unlock()
		}
	}
	err := chromedp.Do(ctx) // starts the browser
	if err == nil {
		err = chromedp.Listen(ctx, listen)
	}
	if err == nil {
		err = chromedp.Do(ctx, chromedp.Navigate(server.URL+"/index.html"))
	}
	for _, a := range actions {
		if err != nil {
			break
		}
		got := ""
		for range 100 {
			got, err = chromedp.Run(ctx, chromedp.Evaluate[string](`(() => { try { return JSON.stringify((`+a.do+`)) } catch (e) { return String(e) } })()`))
			if err != nil || got == a.want {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if err == nil && got != a.want {
			t.Errorf("%s is %s, not %s", a.do, got, a.want)
		}
	}
	if err == nil {
		err = chromedp.Do(ctx, chromedp.Sleep(200*time.Millisecond)) // events come when they come
	}
	if err != nil {
		t.Fatalf("the browser: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	return thrown
}

func flags(t *testing.T, path string) []chromedp.ExecAllocatorOption {
	list := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	if os.Getuid() == 0 {
		list = append(list, chromedp.NoSandbox)
	}
	return list
}
