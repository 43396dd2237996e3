package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sheaf/cmd/bench/internal/measure"
)

// longest is how long one run of a tool may take.
const longest = 15 * time.Minute

// A runner is one tool at one program.
type runner struct {
	tool   *tool
	job    job
	log    string // the file for what the tool prints
	result *toolResult
	rounds int // it takes part in
}

// app measures one program with the tools given. An error ends the whole run;
// that a tool fails is a result.
func (b *bench) app(ctx context.Context, a *app, tools []*tool) (*appResult, error) {
	fmt.Fprintf(b.log, "bench: %s: %s\n", a.name, a.title)
	if err := a.prepare(ctx, b, a); err != nil {
		return nil, err
	}
	outputs := filepath.Join(b.work, a.name+"-bundles")
	result := &appResult{Name: a.name, Title: a.title, Scale: a.scale, SourceMap: a.sourceMap}
	var runners []*runner
	for _, t := range tools {
		r, err := newRunner(outputs, a, t, b.rounds)
		if err != nil {
			return nil, err
		}
		runners = append(runners, r)
		result.Tools = append(result.Tools, r.result)
	}
	if err := b.warmUp(ctx, runners); err != nil {
		return nil, err
	}
	for _, r := range runners {
		if err := b.inspect(ctx, r); err != nil {
			return nil, err
		}
	}
	result.compare(a)
	if err := b.measureRounds(ctx, runners); err != nil {
		return nil, err
	}
	if b.keep {
		return result, nil
	}
	if filepath.Dir(a.dir) == b.work {
		outputs = filepath.Join(b.work, a.name+"*")
	}
	return result, removeAll(outputs)
}

// removeAll removes what a pattern matches.
func removeAll(pattern string) error {
	found, err := filepath.Glob(pattern)
	for _, name := range found {
		err = errors.Join(err, os.RemoveAll(name))
	}
	return err
}

func newRunner(outputs string, a *app, t *tool, rounds int) (*runner, error) {
	dir := filepath.Join(outputs, strings.ReplaceAll(t.name, " ", "-"))
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	r := &runner{
		tool:   t,
		job:    job{app: a, out: filepath.Join(dir, "bundle.js")},
		log:    filepath.Join(dir, "log.txt"),
		rounds: rounds,
	}
	r.result = &toolResult{Name: t.name, Version: t.version, remarks: t.notes}
	if t.broken != nil {
		r.result.Error = t.broken.Error()
	} else {
		r.result.Command = t.command(r.job)
	}
	return r, nil
}

// warmUp runs every tool once and finds out which are slow. sheaf is in all
// rounds, for the others are measured against it.
func (b *bench) warmUp(ctx context.Context, runners []*runner) error {
	for _, r := range runners {
		s, err := b.once(ctx, r)
		if err != nil {
			return err
		}
		if b.slow > 0 && s.Wall > b.slow && !isOurs(r.tool.name) && r.rounds > slowRounds {
			r.rounds = slowRounds
		}
	}
	return nil
}

// measureRounds runs the tools in turn, round by round.
func (b *bench) measureRounds(ctx context.Context, runners []*runner) error {
	measure.Settle()
	for round := range b.rounds {
		fmt.Fprintf(b.log, "bench: %s: round %d of %d\n", runners[0].job.app.name, round+1, b.rounds)
		for _, r := range runners {
			if round >= r.rounds || r.result.Error != "" {
				continue
			}
			s, err := b.once(ctx, r)
			if err != nil {
				return err
			}
			if r.result.Error == "" {
				r.result.Samples = append(r.result.Samples, sample{s.Wall, s.CPU, s.Peak, s.Bound})
			}
		}
	}
	return nil
}

// once runs a tool, unless it failed before, and notes its bundle's size. That
// the tool fails goes into its result; the error says that the user had enough.
func (b *bench) once(ctx context.Context, r *runner) (measure.Sample, error) {
	if r.result.Error != "" {
		return measure.Sample{}, nil
	}
	// No bundle of an earlier run can pass for this one's.
	if err := os.Remove(r.job.out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return measure.Sample{}, err
	}
	s, err := r.run(ctx, r.tool.command(r.job))
	if ctx.Err() != nil {
		return s, ctx.Err()
	}
	if err != nil {
		r.result.Error = err.Error()
		return s, nil
	}
	info, err := os.Stat(r.job.out)
	switch {
	case err != nil:
		r.result.Error = "it ended without an error, but wrote no bundle"
	case info.Size() == 0:
		r.result.Error = "it ended without an error, but its bundle is empty"
	case r.result.Bytes == 0:
		r.result.Bytes = info.Size()
	case r.result.Bytes != info.Size():
		r.result.note("its bundles differ from run to run: %d bytes, %d bytes", r.result.Bytes, info.Size())
	}
	return s, nil
}

// run runs a command line in the program's directory. The error has the end of
// what it printed.
func (r *runner) run(ctx context.Context, args []string) (measure.Sample, error) {
	log, err := os.Create(r.log)
	if err != nil {
		return measure.Sample{}, err
	}
	defer log.Close()
	limited, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	cmd := exec.CommandContext(limited, args[0], args[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.job.app.dir, environment(), log, log
	s, err := measure.Run(cmd)
	if limited.Err() != nil && ctx.Err() == nil {
		return s, fmt.Errorf("it took longer than %v", longest)
	}
	if err != nil {
		return s, fmt.Errorf("%w: %s", err, firstWords(log))
	}
	return s, nil
}

// firstWords returns the beginning of what a tool printed, in one line.
func firstWords(log *os.File) string {
	if _, err := log.Seek(0, io.SeekStart); err != nil {
		return err.Error()
	}
	text, err := io.ReadAll(io.LimitReader(log, 4000))
	if err != nil {
		return err.Error()
	}
	words := strings.Join(strings.Fields(string(text)), " ")
	if len(words) > 300 {
		words = strings.ToValidUTF8(words[:300], "") + " …"
	}
	return words
}
