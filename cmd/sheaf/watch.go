package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/cmd/sheaf/internal/argv"
)

// watching reads --watch and what goes with it. Called by the name watchify the
// program watches in any case.
func (r *reader) watching() {
	j := &r.job
	j.watch = r.is("watch") || r.env.watchify || j.serve != nil
	delay, poll, ignored := r.args.Get("delay"), r.args.Get("poll"), r.args.Get("ignore-watch")
	if !j.watch {
		return
	}
	flag := "--watch"
	if j.serve != nil {
		flag = "--serve"
	}
	switch {
	case j.mode != makeBundle:
		r.fail("%s makes bundles: leave --list, --deps and --pack out", flag)
	case j.outfile == "" && j.serve == nil:
		r.fail("--watch needs the name of a file for the bundle: -o FILE")
	case r.env.watchify && strings.ContainsAny(j.outfile, "|>"):
		r.fail("-o %q is a command, as watchify takes it; here it is the name of a file: have the command follow the file, or, for a map in a file of its own, use --sourcemap=FILE", j.outfile)
	}
	if e := j.replaced(); e != "" {
		r.fail("-o %q is the entry %q: the first bundle would take its place, and nothing could be watched", j.outfile, e)
	}
	for _, e := range j.options.Entries {
		if e.Source != nil {
			r.fail("%s cannot watch standard input: give the entry's file", flag)
		}
	}
	j.watchOptions.Delay = r.milliseconds("--delay", delay)
	if poll.Kind() == argv.Bool && poll.Truthy() {
		j.watchOptions.Poll = 100 * time.Millisecond
	} else {
		j.watchOptions.Poll = r.milliseconds("--poll", poll)
	}
	var patterns []string
	for _, v := range ignored.Items() {
		switch {
		case v.Kind() == argv.Bool && v.Truthy():
			patterns = append(patterns, "**/node_modules/**") // as watchify has it
		case v.Truthy():
			patterns = append(patterns, v.String())
		}
	}
	j.watchOptions.Ignore = r.unwatched(patterns)
}

// milliseconds reads a flag that is a time.
func (r *reader) milliseconds(written string, v argv.Value) time.Duration {
	if !v.Truthy() {
		return 0
	}
	n, err := strconv.ParseFloat(v.String(), 64)
	if err != nil || n <= 0 || n > math.MaxInt32 {
		r.fail("%s=%s: it is a number of milliseconds above 0", written, v.String())
		return 0
	}
	return time.Duration(n * float64(time.Millisecond))
}

// unwatched returns what tells paths of which changes do not matter: what the
// program itself writes, and what matches patterns.
func (r *reader) unwatched(patterns []string) func(path string) bool {
	var own []string
	for _, name := range []string{r.job.outfile, r.job.options.MapFile} {
		if name == "" || r.job.outfile == "" {
			continue
		}
		if name != r.job.outfile {
			name = filepath.Join(filepath.Dir(r.job.outfile), name)
		}
		if abs, err := filepath.Abs(name); err == nil {
			own = append(own, abs, really(abs))
		}
	}
	for _, p := range patterns {
		if !doublestar.ValidatePattern(p) {
			r.fail("--ignore-watch %q: this is no pattern", p)
		}
	}
	match := func(path string) bool {
		abs, rel := filepath.ToSlash(path), filepath.ToSlash(relative(path))
		return slices.ContainsFunc(patterns, func(p string) bool {
			p = strings.TrimPrefix(p, "./")
			return doublestar.MatchUnvalidated(p, abs) || doublestar.MatchUnvalidated(p, rel)
		})
	}
	return func(path string) bool {
		for _, name := range own {
			if path == name || strings.HasPrefix(path, name+".tmp-sheaf-") {
				return true
			}
		}
		return match(path)
	}
}

// really returns where a file lies, or would, when links are followed.
func really(file string) string {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		return real
	}
	if to, err := os.Readlink(file); err == nil { // it leads nowhere yet
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(file), to)
		}
		file = to
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
		return filepath.Join(dir, filepath.Base(file))
	}
	return file
}

// watch builds again and again until ctx ends.
func (p *program) watch(ctx context.Context, j *job) int {
	<-p.listening
	p.phase.set(writing)
	b, err := bundle.New(j.options)
	if err != nil {
		return p.fail(err)
	}
	defer b.Close()
	begun, changed := time.Now(), []string(nil)
	var last *bundle.Result
	o := j.watchOptions
	o.Log = func(text string) { fmt.Fprintf(os.Stderr, "%s: %s\n", p.name, text) }
	o.Begin = func(paths []string) {
		begun, changed = time.Now(), paths
		p.restore(ctx, last, j)
	}
	show := func(*bundle.Result, error) {}
	if j.serve != nil {
		var s *serving
		if s, ctx, err = p.serve(ctx, j, &o, b); err != nil {
			return p.fail(err)
		}
		defer s.close()
		show = s.site.Built
	}
	first, told := true, ""
	idle := time.AfterFunc(time.Hour, debug.FreeOSMemory)
	defer idle.Stop()
	err = b.Watch(ctx, o, func(r *bundle.Result, err error) {
		if wrong := text(err); wrong != "" && wrong == told && p.name != "watchify" {
			fmt.Fprintln(os.Stderr, stillWrong(time.Now(), changed))
			p.wrong(ctx, j, err)
		} else {
			told = wrong
			p.built(ctx, j, r, err, begun, changed)
		}
		show(r, err)
		if last = r; err != nil {
			last = bundle.ErrorScript(err)
		}
		if first {
			first = false
			collect()
		}
		idle.Reset(tidyAfter)
	})
	if errors.Is(err, errSignal) {
		return 0
	}
	return p.fail(err)
}

// restore writes the last bundle again if its file was removed, or could not be
// written: of what changed since, nothing may come that is written otherwise.
func (p *program) restore(ctx context.Context, last *bundle.Result, j *job) {
	if last == nil || j.outfile == "" {
		return
	}
	failed := j.unsaved
	if _, err := os.Stat(j.outfile); !failed && !errors.Is(err, fs.ErrNotExist) {
		return
	}
	// Of an error writing the next will tell, too.
	if err := j.save(ctx, last); err == nil && failed {
		fmt.Fprintf(os.Stderr, "%s  → %s: written after all\n", time.Now().Format(time.TimeOnly), j.target())
	}
}

// built writes the bundle, or in its place a script that tells the error, and
// says so.
func (p *program) built(ctx context.Context, j *job, r *bundle.Result, err error, begun time.Time, changed []string) {
	if err != nil {
		p.fail(withHints(err, j))
		p.wrong(ctx, j, err)
		return
	}
	if len(r.Warnings) > 0 {
		diag.Print(os.Stderr, r.Warnings, p.style)
	}
	if err := j.save(ctx, r); err != nil {
		p.fail(cannotWrite(j.outfile, err))
		return
	}
	took := time.Since(begun)
	switch {
	case p.name == "watchify" && j.verbose && j.outfile != "":
		// Its users have scripts that wait for this line.
		fmt.Fprintf(os.Stderr, "%d bytes written to %s (%.2f seconds) at %s\n",
			r.Size(), j.outfile, took.Seconds(), time.Now().Format(time.TimeOnly))
	case p.name != "watchify" || j.outfile == "":
		fmt.Fprintln(os.Stderr, rebuilt(time.Now(), changed, r, j.target(), took))
	}
}

// save writes a bundle to its file, if it is to have one.
func (j *job) save(ctx context.Context, r *bundle.Result) error {
	if j.outfile == "" {
		return nil
	}
	err := r.WriteFile(ctx, j.outfile)
	j.unsaved = err != nil
	return err
}

// rebuilt is the line that tells of one build.
func rebuilt(now time.Time, changed []string, r *bundle.Result, target string, took time.Duration) string {
	return fmt.Sprintf("%s  %s→ %s: %s, %s, %s", now.Format(time.TimeOnly), what(changed), target,
		modules(r.Stats.Modules), size(r.Size()), milliseconds(took))
}

// stillWrong is the line that tells of a build that failed like the one before.
func stillWrong(now time.Time, changed []string) string {
	return fmt.Sprintf("%s  %s→ the same error as before", now.Format(time.TimeOnly), what(changed))
}

// what says what a build was for.
func what(changed []string) string {
	switch len(changed) {
	case 0:
		return ""
	case 1:
		return diag.Visible(relative(changed[0])) + " "
	}
	return fmt.Sprintf("%s and %d more ", diag.Visible(relative(changed[0])), len(changed)-1)
}

// text is what an error says, "" if there is none.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.0f ms", math.Ceil(float64(d)/float64(time.Millisecond)))
}

// relative returns a path as the user would write it.
func relative(path string) string {
	if cwd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(cwd, path); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return path
}

// wrong makes the bundle a script that shows the error in the browser's console,
// as watchify does.
func (p *program) wrong(ctx context.Context, j *job, err error) {
	if j.outfile == "" {
		return
	}
	if err := j.save(ctx, bundle.ErrorScript(err)); err != nil {
		p.fail(cannotWrite(j.outfile, err))
	}
}

// tidyAfter is how long after the last build memory that is not needed is given
// back to the system.
const tidyAfter = 500 * time.Millisecond

// collect puts the garbage collector to work, which a program that ends after
// one build does without.
func collect() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(math.MaxInt64)
		debug.SetGCPercent(100)
	}
	debug.FreeOSMemory()
}
