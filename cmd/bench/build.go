package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// moduleRoot returns the directory of sheaf's go.mod, which the current
// directory must be in.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	file := strings.TrimSpace(string(out))
	if file == "" || file == os.DevNull {
		return "", errors.New("this is not sheaf's source tree: run the command in it")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) == 2 && fields[0] == "module" && fields[1] == "sheaf" {
			return filepath.Dir(file), nil
		}
	}
	return "", fmt.Errorf("%s is another module's: run the command in sheaf's source tree", file)
}

// ourTools builds sheaf, or takes the binaries that the user named.
func (b *bench) ourTools(ctx context.Context) ([]*tool, error) {
	binaries := b.sheafs
	if len(binaries) == 0 {
		binary, err := b.build(ctx)
		if err != nil {
			return nil, err
		}
		binaries = []string{binary}
	}
	var tools []*tool
	for i, binary := range binaries {
		full, err := filepath.Abs(binary)
		if err != nil {
			return nil, err
		}
		if err := b.probe(ctx, full); err != nil {
			return nil, err
		}
		if full, err = b.installed(full); err != nil {
			return nil, err
		}
		name, version := "sheaf", "this source tree"
		if len(b.sheafs) > 0 {
			version = binary
		}
		if i > 0 {
			name = fmt.Sprintf("sheaf %d", i+1)
		}
		tools = append(tools, newSheaf(name, full, version))
	}
	return tools, nil
}

// build builds sheaf.
func (b *bench) build(ctx context.Context) (string, error) {
	binary := filepath.Join(b.work, "sheaf")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	fmt.Fprintln(b.log, "bench: go build ./cmd/sheaf")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/sheaf")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as the README builds it
	cmd.Dir = b.root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("sheaf cannot be built: %w\n%s", err, tail(string(out), 20))
	}
	return binary, nil
}

// probe refuses a sheaf without the shims of core modules, by having it bundle
// one: what it left out would count as speed.
func (b *bench) probe(ctx context.Context, binary string) error {
	dir, err := os.MkdirTemp(b.work, "probe-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	entry, out := filepath.Join(dir, "entry.js"), filepath.Join(dir, "out.js")
	if err := os.WriteFile(entry, []byte("require('buffer');\n"), 0o666); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, entry, "-o", out)
	cmd.Dir = dir
	cmd.Env = environment()
	printed, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return fmt.Errorf("%s does not bundle require(\"buffer\"). A sheaf without the shims of Node's core modules is not measured: "+
			"run \"go generate ./...\" in %s, and build sheaf again. It said:\n%s", binary, b.root, tail(string(printed), 10))
	case err != nil:
		return err
	}
	if info, err := os.Stat(out); err != nil || info.Size() < 10_000 {
		return fmt.Errorf("%s bundles require(\"buffer\") without the module: is it sheaf?", binary)
	}
	return nil
}
