package difftest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sheaf/bundle/builtins"
	"sheaf/testdata/testenv"
)

//go:embed testdata/hook.js
var hook []byte

var reference struct {
	sync.Mutex
	dir string
}

// browserify returns a directory that holds the command browserify: the real
// one, which says that its shims lie below builtins.Root (see testdata/hook.js).
//
// Ids follow from the order of the modules' paths. The shims of Browserify are
// sorted by where it is installed, ours come last; telling Browserify so makes
// its own code sort, deduplicate and number them, so that ids are equal or
// wrong.
func browserify(t testing.TB) string {
	t.Helper()
	node, set := testenv.Node(t), testenv.Modules(t, "browserify")
	reference.Lock()
	defer reference.Unlock()
	if reference.dir != "" {
		return reference.dir
	}
	dir := filepath.Join(scratch, "browserify-bin")
	script := fmt.Sprintf("#!/bin/sh\nREFERENCE_MODULES='%s/' REFERENCE_ROOT='%s' exec '%s' -r '%s' '%s' \"$@\"\n",
		filepath.Join(set, "node_modules"), builtins.Root, node,
		filepath.Join(dir, "hook.js"), filepath.Join(set, "node_modules", "browserify", "bin", "cmd.js"))
	write(t, filepath.Join(dir, "hook.js"), hook)
	write(t, filepath.Join(dir, "browserify"), []byte(script))
	if err := os.Chmod(filepath.Join(dir, "browserify"), 0o777); err != nil {
		t.Fatal(err)
	}
	reference.dir = dir
	return dir
}

func write(t testing.TB, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o666); err != nil {
		t.Fatal(err)
	}
}

// key is the hash of all that a reference answer depends on: what is given, and
// Browserify's own version.
func key(t testing.TB, parts ...string) string {
	t.Helper()
	sum := sha256.New()
	put := func(s string) { fmt.Fprintf(sum, "%d:%s", len(s), s) }
	put("7") // the format of what is kept
	put(filepath.Base(testenv.Modules(t, "browserify")))
	put(string(hook))
	for _, p := range parts {
		put(p)
	}
	return hex.EncodeToString(sum.Sum(nil))[:24]
}

// remember returns what was kept under the key, or makes and keeps it.
func remember[T any](t testing.TB, key string, make func() T) T {
	t.Helper()
	file := filepath.Join(testenv.Cache(t), "answers", key+".json.gz")
	var v T
	if f, err := os.Open(file); err == nil {
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err == nil {
			err = json.NewDecoder(z).Decode(&v)
		}
		if err == nil {
			return v
		}
		t.Logf("what was kept is not readable, and is made again: %v", err)
	}
	v = make()
	if t.Failed() {
		return v
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err := json.NewEncoder(z).Encode(v); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	keep(t, file, &b)
	return v
}

// keep writes a file so that other processes see all of it or nothing.
func keep(t testing.TB, file string, r io.Reader) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".new-")
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(f, r)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		os.Remove(f.Name())
		t.Fatal(err)
	}
}

// place stands for the case's directory in what is kept and compared.
const place = "/the-case"

// canonical makes equal what the two tools may write differently: where the
// case lies, and where the shims do (as an absolute path, or relative to
// wherever; with what hook.js puts before their ids).
func canonical(t testing.TB, s, dir string) string {
	t.Helper()
	set := filepath.Base(testenv.Modules(t, "browserify")) + "/node_modules/"
	s = rename(s, set, func(c byte) bool { return !strings.ContainsRune("\"'` \t\r\n(", rune(c)) })
	s = rename(s, strings.TrimPrefix(builtins.Root, "/"), func(c byte) bool { return c == '.' || c == '/' })
	s = strings.ReplaceAll(s, "\uffff"+builtins.Root, builtins.Root)
	if dir == "" {
		return s
	}
	s = mapComment.ReplaceAllStringFunc(s, func(comment string) string {
		head, encoded, _ := strings.Cut(comment, ";base64,")
		text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
		if err != nil || !bytes.Contains(text, []byte(dir)) {
			return comment
		}
		return head + ";base64," + base64.StdEncoding.EncodeToString(bytes.ReplaceAll(text, []byte(dir), []byte(place))) + "\n"
	})
	return strings.ReplaceAll(s, dir, place)
}

// rename puts builtins.Root for each path that ends in end; what is before end
// belongs to the path as far back as inPath says.
func rename(s, end string, inPath func(byte) bool) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, end)
		if !found {
			b.WriteString(s)
			return b.String()
		}
		for len(before) > 0 && inPath(before[len(before)-1]) {
			before = before[:len(before)-1]
		}
		b.WriteString(before)
		b.WriteString(builtins.Root)
		s = after
	}
}
