package script_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"sheaf/testdata/testenv"
	"sheaf/transforms/script"
)

// observer is a transform that requires the file it is given and says what that
// exports, once all promises among it are kept.
const observer = `
var stream = require('stream');
module.exports = function (file) {
  return new stream.Transform({
    transform: function (c, e, next) { next() },
    flush: function (next) {
      var seen = require(file), names = Object.keys(seen), out = {};
      Promise.all(names.map(function (n) { return seen[n] })).then(function (values) {
        names.forEach(function (n, i) { out[n] = values[i] });
        next(null, JSON.stringify(out));
      }).catch(next);
    }
  });
}`

// TestCoreModules has each engine look at what core modules and the language
// do, and compares what they saw.
func TestCoreModules(t *testing.T) {
	testenv.Node(t)
	files, err := filepath.Glob("testdata/core/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	seen := map[string]map[string]json.RawMessage{}
	for _, engine := range []string{"node", "goja"} {
		h, dir := host(t, map[string]string{"observer.js": observer}, script.Options{Engine: engine, Environ: append(os.Environ(), "NO_DEPRECATION=1", "NODE_NO_WARNINGS=1")})
		for _, file := range files {
			path, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]json.RawMessage
			code, err := runOn(t, h, dir, "./observer", path)
			if err == nil {
				err = json.Unmarshal(code, &got)
			}
			if err != nil {
				t.Errorf("%s: %s: %v", engine, file, err)
				continue
			}
			if engine == "node" {
				seen[file] = got
				continue
			}
			for name, want := range seen[file] {
				if string(got[name]) != string(want) {
					t.Errorf("%s: %s:\n\tnode %s\n\tgoja %s", filepath.Base(file), name, want, got[name])
				}
			}
		}
	}
}
