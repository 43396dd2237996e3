package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sheaf/cmd/bench/internal/measure"
)

const (
	// settled is how long a tool is left alone after each bundle.
	settled = 300 * time.Millisecond

	// early is after how many bundles memory is looked at first.
	early = 10
)

// watchApp measures how tools follow the changes of one program. All of them
// watch all the time, each a copy of its own; in each round one file of each
// copy is saved, one tool after the other.
func (b *bench) watchApp(ctx context.Context, a *app, tools []*tool) (*appResult, error) {
	fmt.Fprintf(b.log, "bench: %s: %s, watched\n", a.name, a.title)
	if err := a.prepare(ctx, b, a); err != nil {
		return nil, err
	}
	result := &appResult{Name: a.name, Title: a.title, Scale: a.scale, SourceMap: a.sourceMap}
	var followers []*follower
	defer func() {
		for _, f := range followers {
			f.end()
		}
	}()
	for _, t := range tools {
		f, err := b.newFollower(a, t)
		if err != nil {
			return nil, err
		}
		followers = append(followers, f)
		result.Tools = append(result.Tools, f.result)
		if err := f.start(ctx); err != nil {
			return nil, err
		}
	}
	measure.Settle()
	for round := range b.rounds {
		fmt.Fprintf(b.log, "bench: %s: round %d of %d\n", a.name, round+1, b.rounds)
		for _, f := range followers {
			took, err := f.follow(ctx, settled)
			if err != nil {
				return nil, err
			}
			if f.result.Error == "" {
				f.result.Samples = append(f.result.Samples, sample{Wall: took})
			}
		}
	}
	for _, f := range followers {
		f.end()
		if err := b.inspectLast(ctx, f); err != nil {
			return nil, err
		}
	}
	if err := b.memory(ctx, followers[0]); err != nil || b.keep {
		return result, err
	}
	return result, removeAll(filepath.Join(b.work, a.name+"*"))
}

// inspectLast loads the bundle that a tool left.
func (b *bench) inspectLast(ctx context.Context, f *follower) error {
	bundler := *f.tool
	bundler.count = nil // it would be run once more for that
	return b.inspect(ctx, &runner{tool: &bundler, job: f.job, result: f.result})
}

// memory has sheaf bundle again and again, alone, and looks at how large it is
// after the first few times and after the last.
func (b *bench) memory(ctx context.Context, f *follower) error {
	if b.again <= early || f.result.Error != "" {
		return nil
	}
	fmt.Fprintf(b.log, "bench: %s: %d bundles, for the memory\n", f.job.app.name, b.again)
	if err := f.start(ctx); err != nil {
		return err
	}
	for n := 1; n <= b.again; n++ {
		if _, err := f.follow(ctx, 0); err != nil || f.result.Error != "" {
			return err
		}
		if n != early && n != b.again {
			continue
		}
		time.Sleep(time.Second) // in which it may tidy up
		if bytes := measure.Resident(f.cmd.Process.Pid); bytes > 0 {
			f.result.Memory = append(f.result.Memory, memory{n, bytes})
		}
	}
	return nil
}

// The two files that are added to a program: an entry that requires the
// program's own and the leaf, and the leaf, which is what changes.
const (
	watchEntry = "bench-watch.js"
	watchLeaf  = "bench-leaf.js"
)

// copyForWatching makes a copy of a program's directory, of links to the files
// where that can be, and adds the two files.
func copyForWatching(a *app, dir string) error {
	err := filepath.WalkDir(a.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(a.dir, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(to, 0o777)
		case d.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(target, to)
		case os.Link(path, to) == nil:
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(to, text, 0o666)
	})
	if err != nil {
		return err
	}
	entry := fmt.Sprintf("require('./%s');\nrequire('./%s');\n", watchLeaf, a.entry)
	if err := os.WriteFile(filepath.Join(dir, watchEntry), []byte(entry), 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, watchLeaf), leafText(0), 0o666)
}

// mark is what the n-th text of the leaf has in it, and so the n-th bundle. All
// are of one length.
func mark(n int) string { return fmt.Sprintf("bench-leaf-%08d", n) }

// leafText is a module of some forty lines.
func leafText(n int) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "exports.mark = %q;\n", mark(n))
	for i := range 20 {
		fmt.Fprintf(&text, "exports.add%d = function (a, b) {\n  return a + b + %d;\n};\n", i, i)
	}
	return []byte(text.String())
}
