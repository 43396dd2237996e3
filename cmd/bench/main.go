// Command bench measures sheaf against other bundlers, so that anyone can
// repeat what the README says.
//
// What comes in are the locked npm packages of testdata/bench (the programs to
// bundle) and testdata/npm/peers (the other bundlers), which npm installs into
// the user's cache once, and the sheaf of this source tree, which is built
// first. What goes out is a report in Markdown on standard output, and with
// -json every single figure. On the way every bundle is loaded in Node, so that
// no tool is fast by doing less than it says. The command never writes into the
// source tree, never judges a ratio, and leaves no failure out of the report.
//
// A program is measured in rounds, in each of which every tool runs once; the
// ratios are those of runs of the same round, for what else a machine does lasts
// longer than a round. A round before the first warms the caches up; its bundles
// are those that are checked.
//
// With -watch the tools stay, and what is measured is how long after one file
// was saved the bundle on disk has its new text: see watch.go.
//
// With -pgo nothing is measured, but a profile made that the compiler uses.
//
// The files: flags, apps (the programs), peers (the tools and their command
// lines), transforms (programs for npm transforms), install, bun and build
// (getting them), rounds (running), watch and follow (watching), check (looking
// at bundles), machine, raw, report and report_watch (telling), profile.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"sheaf/cmd/bench/internal/measure"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A bench is one run of the command.
type bench struct {
	settings
	log  io.Writer // what goes on
	root string    // sheaf's source tree
	work string    // a directory for this run: bundles, generated programs
	node string    // the node executable, or ""
}

// run does what the arguments say.
func run(ctx context.Context, args []string, out, log io.Writer) (err error) {
	set, err := parse(args, log)
	if err != nil {
		return err
	}
	b := &bench{settings: set, log: log}
	if measure.Limits != "" {
		fmt.Fprintln(log, "bench:", measure.Limits)
	}
	if b.root, err = moduleRoot(ctx); err != nil {
		return err
	}
	if b.node, err = exec.LookPath("node"); err != nil {
		fmt.Fprintln(log, "bench: no node on PATH: bundles are not checked, and tools that run in Node fail")
	}
	cache, err := cacheDir()
	if err != nil {
		return err
	}
	if b.work, err = os.MkdirTemp(cache, "run-"); err != nil {
		return err
	}
	defer func() {
		if b.keep {
			fmt.Fprintln(log, "bench: the bundles are in", b.work)
		} else {
			err = errors.Join(err, os.RemoveAll(b.work))
		}
	}()
	if b.pgo != "" {
		return b.writeProfile(ctx)
	}
	r, err := b.measure(ctx)
	if err != nil {
		return err
	}
	if b.json != "" {
		if err := r.writeRaw(b.json); err != nil {
			return err
		}
	}
	return r.markdown(out)
}

// measure gets the tools and measures all programs.
func (b *bench) measure(ctx context.Context) (*report, error) {
	ours, err := b.ourTools(ctx)
	if err != nil {
		return nil, err
	}
	peers, err := b.peerTools(ctx)
	if err != nil {
		return nil, err
	}
	r := &report{Machine: describe(ctx, b.node), Rounds: b.rounds, Watch: b.watch}
	measureApp := b.app
	if b.watch {
		measureApp = b.watchApp
	}
	for _, app := range b.apps {
		result, err := measureApp(ctx, app, append(variantsOf(app, ours, b.engines), b.peersOf(app, peers)...))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", app.name, err)
		}
		r.Apps = append(r.Apps, result)
	}
	return r, nil
}

// cacheDir returns the directory of installed packages and of runs. It exists.
func cacheDir() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no place for packages and bundles: %w", err)
	}
	dir := filepath.Join(cache, "sheaf-bench")
	return dir, os.MkdirAll(dir, 0o777)
}
