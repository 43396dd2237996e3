package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// bunBinary returns Bun's native binary. npm sometimes installs its package
// without the binary; the package's own archive has it.
func (b *bench) bunBinary(ctx context.Context, dir string) (string, error) {
	pkg, err := bunPackage(runtime.GOOS, runtime.GOARCH, isMusl(), hasAVX2(ctx))
	if err != nil {
		return "", err
	}
	name := "bin/bun"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	installed := filepath.Join(dir, "node_modules", filepath.FromSlash(pkg), filepath.FromSlash(name))
	if isFile(installed) {
		return installed, nil
	}
	packed := filepath.Join(dir, strings.ReplaceAll(pkg, "/", "-"))
	binary := filepath.Join(packed, filepath.Base(name))
	if isFile(binary) {
		return binary, nil
	}
	fmt.Fprintf(b.log, "bench: npm left %s out of %s; fetching the package\n", name, pkg)
	tmp, err := os.MkdirTemp(dir, ".bun-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	if err := packBun(ctx, dir, pkg, name, tmp); err != nil {
		return "", err
	}
	return binary, publish(tmp, packed)
}

// packBun has npm fetch a package and takes one file of it into a directory.
func packBun(ctx context.Context, dir, pkg, name, into string) error {
	version, err := lockedVersion(dir, "bun")
	if err != nil {
		return err
	}
	// Those for older processors are not among bun's dependencies, so that
	// only npm vouches for them.
	lock, err := lockedPackage(dir, pkg)
	if err != nil && !errors.Is(err, errNotLocked) {
		return err
	}
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", "--pack-destination", into, pkg+"@"+version)
	cmd.Dir = into
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("npm could not fetch %s@%s: %w\n%s", pkg, version, err, tail(string(out), 10))
	}
	archives, err := filepath.Glob(filepath.Join(into, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return fmt.Errorf("npm pack %s@%s made %d archives instead of one", pkg, version, len(archives))
	}
	if err := verify(archives[0], lock.Integrity); err != nil {
		return err
	}
	if err := unpack(archives[0], "package/"+name, filepath.Join(into, filepath.Base(name))); err != nil {
		return err
	}
	return os.Remove(archives[0])
}

// verify compares a file with the lock file's integrity. "" stands for none.
func verify(file, integrity string) error {
	if integrity == "" {
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha512.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum.Sum(nil)); got != integrity {
		return fmt.Errorf("%s is not what package-lock.json says: its integrity is %s, not %s", filepath.Base(file), got, integrity)
	}
	return nil
}

// unpack writes one file of a gzipped tar archive, as an executable.
func unpack(archive, name, to string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(archive), err)
	}
	r := tar.NewReader(gz)
	for {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s has no %s", filepath.Base(archive), name)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(archive), err)
		}
		if header.Name != name || header.Typeflag != tar.TypeReg {
			continue
		}
		out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, r)
		return errors.Join(err, out.Close())
	}
}

// bunPackage names the npm package with Bun's binary for a system. avx2 says
// whether an x64 processor has what the usual one needs.
func bunPackage(goos, goarch string, musl, avx2 bool) (string, error) {
	systems := map[string]string{"linux": "linux", "darwin": "darwin", "windows": "windows", "freebsd": "freebsd"}
	processors := map[string]string{"amd64": "x64", "arm64": "aarch64"}
	system, processor := systems[goos], processors[goarch]
	if system == "" || processor == "" {
		return "", fmt.Errorf("there is no Bun for %s/%s", goos, goarch)
	}
	name := "@oven/bun-" + system + "-" + processor
	if goos == "linux" && musl {
		name += "-musl"
	}
	if goarch == "amd64" && !avx2 {
		name += "-baseline"
	}
	return name, nil
}

// isMusl tells whether this system's C library is musl, as on Alpine Linux.
func isMusl() bool {
	if runtime.GOOS != "linux" {
		return false
	}
	loaders, err := filepath.Glob("/lib/ld-musl-*.so.1")
	return err == nil && len(loaders) > 0 && isFile("/etc/alpine-release")
}

// hasAVX2 tells whether the processor has AVX2; where it cannot be asked, yes.
func hasAVX2(ctx context.Context) bool {
	if runtime.GOARCH != "amd64" {
		return false
	}
	switch runtime.GOOS {
	case "linux":
		text, err := os.ReadFile("/proc/cpuinfo")
		return err != nil || flagged(string(text), "avx2")
	case "darwin":
		out, err := exec.CommandContext(ctx, "sysctl", "-n", "hw.optional.avx2_0").Output()
		return err != nil || strings.TrimSpace(string(out)) == "1"
	}
	return true
}

// flagged tells whether /proc/cpuinfo lists a flag.
func flagged(cpuinfo, flag string) bool {
	for line := range strings.Lines(cpuinfo) {
		if rest, ok := strings.CutPrefix(line, "flags"); ok {
			for _, f := range strings.Fields(rest) {
				if f == flag {
					return true
				}
			}
		}
	}
	return false
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
