package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"
)

// profiled is how much processor time of sheaf at a program -pgo looks at.
const profiled = 5 * time.Second

// writeProfile has sheaf bundle every program again and again, and writes where
// it spent its time: what the Go compiler is to optimize sheaf by.
func (b *bench) writeProfile(ctx context.Context) error {
	ours, err := b.ourTools(ctx)
	if err != nil {
		return err
	}
	var files []string
	for _, a := range b.apps {
		list, err := b.profiles(ctx, a, ours[0])
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		files = append(files, list...)
	}
	merge := with([]string{"tool", "pprof", "-proto", "-output=" + b.pgo}, files...)
	if out, err := exec.CommandContext(ctx, "go", merge...).CombinedOutput(); err != nil {
		return fmt.Errorf("the profiles cannot be merged: %w\n%s", err, tail(string(out), 10))
	}
	return nil
}

// profiles makes as many profiles of sheaf at one program as it takes.
func (b *bench) profiles(ctx context.Context, a *app, t *tool) ([]string, error) {
	fmt.Fprintf(b.log, "bench: %s: %s\n", a.name, a.title)
	if err := a.prepare(ctx, b, a); err != nil {
		return nil, err
	}
	dir := filepath.Join(b.work, a.name+"-bundles")
	r, err := newRunner(dir, a, t, 0)
	if err != nil {
		return nil, err
	}
	var files []string
	for spent := time.Duration(0); spent < profiled; {
		file := filepath.Join(dir, fmt.Sprintf("%d.pprof", len(files)))
		s, err := r.run(ctx, with(t.command(r.job), "--cpuprofile="+file))
		if err != nil {
			return nil, err
		}
		spent += s.CPU
		files = append(files, file)
	}
	return files, nil
}
