package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	// glance is how long nobody looks whether a bundle has changed: what a
	// figure may be too large by.
	glance = 200 * time.Microsecond

	// A tool that takes longer to follow, or to make its first bundle, has
	// failed.
	slowest      = 30 * time.Second
	slowestFirst = 3 * time.Minute

	// The first bundle is complete when it has not changed for so long.
	complete = time.Second
)

// A follower is one tool that watches one program.
type follower struct {
	tool   *tool
	job    job
	result *toolResult
	leaf   string // the file that changes
	log    string // the file for what the tool prints

	cmd    *exec.Cmd
	exited chan struct{} // closed when the tool has ended
	n      int           // of the leaf's text
	at     int64         // where in the bundle the mark is,
	size   int64         // and how long the bundle is
}

func (b *bench) newFollower(a *app, t *tool) (*follower, error) {
	own := *a
	own.entry = watchEntry
	name := strings.ReplaceAll(t.name, " ", "-")
	own.dir = filepath.Join(b.work, a.name+"-"+name)
	outputs := filepath.Join(b.work, a.name+"-bundles", name)
	f := &follower{
		tool:   t,
		job:    job{app: &own, out: filepath.Join(outputs, "bundle.js")},
		result: &toolResult{Name: t.name, Version: t.version, remarks: t.notes},
		leaf:   filepath.Join(own.dir, watchLeaf),
		log:    filepath.Join(outputs, "log.txt"),
	}
	switch {
	case t.broken != nil:
		f.result.Error = t.broken.Error()
		return f, nil
	case t.watch == nil:
		f.result.Error = "how it watches is not known here"
		return f, nil
	}
	f.result.Command = t.watch(f.job)
	if err := os.MkdirAll(outputs, 0o777); err != nil {
		return nil, err
	}
	return f, copyForWatching(a, own.dir)
}

// start starts the tool and waits for its first bundle. That the tool fails
// goes into its result, here and later; the error says that the user had enough.
func (f *follower) start(ctx context.Context) error {
	if f.result.Error != "" {
		return nil
	}
	if err := os.Remove(f.job.out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	log, err := os.Create(f.log)
	if err != nil {
		return err
	}
	defer log.Close()
	args := f.tool.watch(f.job)
	f.cmd = exec.CommandContext(ctx, args[0], args[1:]...)
	f.cmd.Dir, f.cmd.Env, f.cmd.Stdout, f.cmd.Stderr = f.job.app.dir, environment(), log, log
	if err := f.cmd.Start(); err != nil {
		f.cmd, f.result.Error = nil, err.Error()
		return nil
	}
	f.exited = make(chan struct{})
	go func() {
		defer close(f.exited)
		_ = f.cmd.Wait() // that it ended is the news
	}()
	f.at = -1
	return f.wait(ctx, slowestFirst, "made no bundle", 50*time.Millisecond, f.isFirst)
}

// end ends the tool.
func (f *follower) end() {
	if f.cmd != nil {
		_ = f.cmd.Process.Kill() // it may have ended
		<-f.exited
		f.cmd = nil
	}
}

// isFirst looks for the first bundle, and where the mark is in it.
func (f *follower) isFirst() bool {
	info, err := os.Stat(f.job.out)
	if err != nil || time.Since(info.ModTime()) < complete {
		return false
	}
	text, err := os.ReadFile(f.job.out)
	if err != nil {
		return false
	}
	f.at, f.size = int64(bytes.Index(text, []byte(mark(f.n)))), int64(len(text))
	f.result.Bytes = f.size
	return f.at >= 0
}

// isNext tells whether the bundle is that of the leaf's last text, and as long
// as it was.
func (f *follower) isNext() bool {
	file, err := os.Open(f.job.out)
	if err != nil {
		return false
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.Size() != f.size {
		return false
	}
	want := mark(f.n)
	got := make([]byte, len(want))
	_, err = file.ReadAt(got, f.at)
	return err == nil && string(got) == want
}

// follow saves the leaf, and returns how long it took from then until the new
// bundle was there. After that it leaves the tool alone for a moment.
func (f *follower) follow(ctx context.Context, alone time.Duration) (time.Duration, error) {
	if f.result.Error != "" {
		return 0, nil
	}
	f.n++
	text := leafText(f.n)
	begun := time.Now()
	if err := os.WriteFile(f.leaf, text, 0o666); err != nil {
		return 0, err
	}
	if err := f.wait(ctx, slowest, "did not follow a change", glance, f.isNext); err != nil {
		return 0, err
	}
	took := time.Since(begun)
	if alone == 0 || f.result.Error != "" {
		return took, nil
	}
	time.Sleep(alone)
	// Who writes in place may have been at it still.
	if info, err := os.Stat(f.job.out); err == nil {
		took = max(took, info.ModTime().Sub(begun))
	}
	if !f.isNext() {
		f.result.note("its bundle changed once more after it had followed")
	}
	return took, nil
}

// wait looks again and again for what is to come, and notes in the result if it
// does not.
func (f *follower) wait(ctx context.Context, most time.Duration, failure string, every time.Duration, done func() bool) error {
	for begun := time.Now(); ; time.Sleep(every) {
		if done() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.exited:
			f.result.Error = "it ended: " + f.printed()
			return nil
		default:
		}
		if time.Since(begun) > most {
			f.result.Error = fmt.Sprintf("it %s within %v: %s", failure, most, f.printed())
			return nil
		}
	}
}

// printed is the beginning of what the tool printed.
func (f *follower) printed() string {
	log, err := os.Open(f.log)
	if err != nil {
		return err.Error()
	}
	defer log.Close()
	return firstWords(log)
}
