package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"sheaf/testdata/testenv"
)

// TestLocks holds what the lock files promise: exact versions, every system's
// binaries, and no registry's name.
func TestLocks(t *testing.T) {
	peers := filepath.Join(testenv.Root(t), "testdata", "npm", "peers")
	for _, dir := range []string{peers, filepath.Join(testenv.Root(t), "testdata", "bench")} {
		texts, err := readSet(dir)
		if err != nil {
			t.Fatal(err)
		}
		if m := regexp.MustCompile(`"resolved"|https?://registry`).Find(texts["package-lock.json"]); m != nil {
			t.Errorf("%s: the lock file has %s", dir, m)
		}
		var set struct{ Dependencies map[string]string }
		if err := json.Unmarshal(texts["package.json"], &set); err != nil {
			t.Fatal(err)
		}
		for name, version := range set.Dependencies {
			if got, err := lockedVersion(dir, name); err != nil || got != version {
				t.Errorf("%s: package.json wants %s, the lock file has %q (%v)", name, version, got, err)
			}
		}
	}
	for _, pkg := range []string{"@oven/bun-linux-x64", "@oven/bun-darwin-aarch64", "@esbuild/linux-x64", "@esbuild/darwin-arm64",
		"@rspack/binding-linux-x64-gnu", "@rspack/binding-darwin-arm64"} {
		if l, err := lockedPackage(peers, pkg); err != nil || !strings.HasPrefix(l.Integrity, "sha512-") {
			t.Errorf("%s: %+v, %v", pkg, l, err)
		}
	}
	if _, err := lockedPackage(peers, "left-pad"); err != errNotLocked {
		t.Errorf("a package that is not there: %v", err)
	}
}

func TestBunPackage(t *testing.T) {
	for _, test := range []struct {
		goos, goarch string
		musl, avx2   bool
		want         string
	}{
		{"linux", "amd64", false, true, "@oven/bun-linux-x64"},
		{"linux", "amd64", false, false, "@oven/bun-linux-x64-baseline"},
		{"linux", "amd64", true, true, "@oven/bun-linux-x64-musl"},
		{"linux", "amd64", true, false, "@oven/bun-linux-x64-musl-baseline"},
		{"linux", "arm64", false, false, "@oven/bun-linux-aarch64"},
		{"darwin", "arm64", false, false, "@oven/bun-darwin-aarch64"},
		{"darwin", "amd64", true, true, "@oven/bun-darwin-x64"},
		{"windows", "amd64", false, true, "@oven/bun-windows-x64"},
	} {
		if got, err := bunPackage(test.goos, test.goarch, test.musl, test.avx2); err != nil || got != test.want {
			t.Errorf("%+v: %q, %v", test, got, err)
		}
	}
	if _, err := bunPackage("plan9", "386", false, false); err == nil || !strings.Contains(err.Error(), "plan9/386") {
		t.Errorf("a system without Bun: %v", err)
	}
}

func TestFlagged(t *testing.T) {
	const cpuinfo = "model name\t: avx2 in a name\nflags\t\t: fpu avx avx512f sse2\n"
	if flagged(cpuinfo, "avx2") || !flagged(cpuinfo, "avx512f") || flagged("", "avx") {
		t.Error("flags are read wrongly")
	}
	if !flagged(strings.ReplaceAll(cpuinfo, "sse2", "avx2"), "avx2") {
		t.Error("the last flag is not found")
	}
}

// archive writes a package's archive and returns its name and integrity.
func archive(t *testing.T, files map[string]string) (string, string) {
	t.Helper()
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for name, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := gz.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "package.tgz")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum512(b.Bytes())
	return name, "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}

func TestUnpack(t *testing.T) {
	name, integrity := archive(t, map[string]string{"package/package.json": "{}", "package/bin/bun": "binary"})
	if err := verify(name, integrity); err != nil {
		t.Error(err)
	}
	if err := verify(name, ""); err != nil {
		t.Error(err)
	}
	if err := verify(name, "sha512-AAAA"); err == nil || !strings.Contains(err.Error(), "package-lock.json") {
		t.Errorf("another archive than the locked one: %v", err)
	}
	to := filepath.Join(t.TempDir(), "bun")
	if err := unpack(name, "package/bin/bun", to); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(to)
	info, _ := os.Stat(to)
	if err != nil || string(text) != "binary" || info.Mode()&0o100 == 0 {
		t.Errorf("%q, mode %v, %v", text, info.Mode(), err)
	}
	if err := unpack(name, "package/bin/node", to+"2"); err == nil || !strings.Contains(err.Error(), "has no package/bin/node") {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestHashOf(t *testing.T) {
	one := map[string][]byte{"a": []byte("xy"), "b": nil}
	for _, other := range []map[string][]byte{
		{"a": []byte("x"), "b": []byte("y")}, {"a": []byte("xy")}, {"a": []byte("xy"), "c": nil},
	} {
		if hashOf(one) == hashOf(other) {
			t.Errorf("%v and %v have the same hash", one, other)
		}
	}
	same := map[string][]byte{"b": nil}
	same["a"] = []byte("xy")
	if hashOf(one) != hashOf(same) || len(hashOf(one)) != 12 {
		t.Errorf("hashes %q and %q of the same files", hashOf(one), hashOf(same))
	}
}

// fakeNPM puts an npm on PATH that runs a line of shell.
func fakeNPM(t *testing.T, line string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "npm"), []byte("#!/bin/sh\n"+line+"\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+"/usr/bin"+string(os.PathListSeparator)+"/bin")
}

// An install that fails leaves nothing; one that was made lies under the name
// that its files give it and is found again without npm.
func TestInstall(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("npm is a shell script in this test")
	}
	ownCache(t)
	b := &bench{log: &bytes.Buffer{}}
	set := t.TempDir()
	if _, err := b.install(context.Background(), "set", set, nil); err == nil || !strings.Contains(err.Error(), "package-lock.json") {
		t.Errorf("a set without a lock file: %v", err)
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		if err := os.WriteFile(filepath.Join(set, name), []byte(`{"name":"set","lockfileVersion":3,"packages":{}}`), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	texts, err := readSet(set)
	if err != nil {
		t.Fatal(err)
	}
	cache, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "")
	if _, err := b.install(context.Background(), "set", set, nil); err == nil || !strings.Contains(err.Error(), "npm") {
		t.Errorf("without npm: %v", err)
	}
	fakeNPM(t, "mkdir node_modules && echo no such package && exit 1")
	if _, err := b.install(context.Background(), "set", set, nil); err == nil || !strings.Contains(err.Error(), "no such package") {
		t.Errorf("with an npm that fails: %v", err)
	}
	fakeNPM(t, "mkdir node_modules && echo $@ > node_modules/words")
	unfinished := func(string) error { return os.ErrInvalid }
	if _, err := b.install(context.Background(), "set", set, unfinished); err != os.ErrInvalid {
		t.Errorf("with something that cannot be made of the packages: %v", err)
	}
	if left, err := os.ReadDir(cache); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	finish := func(dir string) error { return os.WriteFile(filepath.Join(dir, "made"), nil, 0o666) }
	want := filepath.Join(cache, "set-"+hashOf(texts))
	if got, err := b.install(context.Background(), "set", set, finish); err != nil || got != want {
		t.Fatalf("%q, %v", got, err)
	}
	words, err := os.ReadFile(filepath.Join(want, "node_modules", "words"))
	if err != nil || !strings.HasPrefix(string(words), "ci --ignore-scripts ") {
		t.Errorf("npm was called with %q (%v)", words, err)
	}
	for _, name := range []string{"made", "package.json"} {
		if _, err := os.Stat(filepath.Join(want, name)); err != nil {
			t.Error(err)
		}
	}
	t.Setenv("PATH", "")
	if got, err := b.install(context.Background(), "set", set, nil); err != nil || got != want {
		t.Errorf("the second time: %q, %v", got, err)
	}
}

func TestWriteThree(t *testing.T) {
	dir := t.TempDir()
	if err := writeThree(dir); err == nil {
		t.Error("no error without three")
	}
	build := filepath.Join(dir, "node_modules", "three", "build")
	if err := os.MkdirAll(build, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(build, "three.cjs"), []byte("three();\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := writeThree(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"three-1.js":  "exports.copy = 1;\nthree();\n",
		"three-10.js": "exports.copy = 10;\nthree();\n",
	} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "three10.js"))
	if err != nil || strings.Count(string(text), "\n") != 10 || !strings.HasSuffix(string(text), "exports.t10 = require('./three-10.js');\n") {
		t.Errorf("three10.js: %q, %v", text, err)
	}
}
