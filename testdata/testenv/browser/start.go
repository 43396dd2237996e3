package browser

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sheaf/testdata/testenv"
)

// limit is how long a test may use its browser.
const limit = 3 * time.Minute

// Start starts a browser, which ends with the test, and returns the context of
// its first tab. chromedp.NewContext makes further tabs from it.
func Start(t testing.TB) context.Context {
	t.Helper()
	flags := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(testenv.Chromium(t)), chromedp.UserDataDir(t.TempDir()), chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	if os.Getuid() == 0 {
		flags = append(flags, chromedp.NoSandbox)
	}
	ctx, stop := context.WithTimeout(context.Background(), limit)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, flags...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("the browser: %v", err)
	}
	return ctx
}
