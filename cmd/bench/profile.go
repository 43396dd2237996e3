package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
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
	all := filepath.Join(b.work, "all.pprof")
	// Where a sample has no name, pprof would name all of them anew by what the
	// binary says, without the lines at which functions start.
	merge := with([]string{"tool", "pprof", "-symbolize=none", "-proto", "-output=" + all}, files...)
	if out, err := exec.CommandContext(ctx, "go", merge...).CombinedOutput(); err != nil {
		return fmt.Errorf("the profiles cannot be merged: %w\n%s", err, tail(string(out), 10))
	}
	merged, err := os.ReadFile(all)
	if err != nil {
		return err
	}
	if merged, err = withoutPaths(merged); err != nil {
		return err
	}
	made := filepath.Join(b.work, "made.pgo")
	if err := os.WriteFile(made, merged, 0o666); err != nil {
		return err
	}
	taken := exec.CommandContext(ctx, "go", "tool", "preprofile", "-i", made, "-o", made+".read")
	if out, err := taken.CombinedOutput(); err != nil {
		return fmt.Errorf("the profile is not taken by Go's compiler: %w\n%s", err, tail(string(out), 10))
	}
	return os.WriteFile(b.pgo, merged, 0o666)
}

// withoutPaths cuts paths of this machine down to the names of the files, which
// are all that people want to see of them, and more than the compiler does. A
// profile is a protocol buffer message; its strings are the fields numbered 6.
func withoutPaths(profile []byte) ([]byte, error) {
	const strings, lengthDelimited = 6, 2
	z, err := gzip.NewReader(bytes.NewReader(profile))
	if err != nil {
		return nil, err
	}
	in, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	var made bytes.Buffer
	out := gzip.NewWriter(&made)
	for len(in) > 0 {
		key, n := binary.Uvarint(in)
		value, m := binary.Uvarint(in[max(n, 0):])
		if n <= 0 || m <= 0 {
			return nil, errProfile
		}
		n += m
		if key&7 != lengthDelimited {
			if key&7 != 0 { // a number
				return nil, errProfile
			}
			out.Write(in[:n])
			in = in[n:]
			continue
		}
		if value > uint64(len(in)-n) {
			return nil, errProfile
		}
		content := in[n : n+int(value)]
		in = in[n+int(value):]
		if name := string(content); key>>3 == strings && filepath.IsAbs(name) {
			content = []byte(filepath.Base(name))
		}
		out.Write(binary.AppendUvarint(nil, key))
		out.Write(binary.AppendUvarint(nil, uint64(len(content))))
		out.Write(content)
	}
	err = out.Close()
	return made.Bytes(), err
}

var errProfile = errors.New("this is not a profile")

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
