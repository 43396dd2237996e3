package esbuild

import (
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"sheaf/transforms"
)

// TestIsModule is which TypeScript texts are taken for ES modules, without
// parsing them.
func TestIsModule(t *testing.T) {
	for code, want := range map[string]bool{
		"import x from 'y'":                   true,
		"  import 'y'":                        true,
		"\uFEFFimport 'y'":                    true,
		"a(); import {b} from 'c'":            true,
		"a()\n\n  import * as b from 'c'":     true,
		"function f() {} export { f }":        true,
		"export default 1":                    true,
		"export type A = 1":                   true,
		"export abstract class A {}":          true,
		"x = 1 // export\nexport const y = 2": true,
		"/* import x from 'y' */ export = 1":  false,
		"/*\nimport x from 'y'\n*/":           false,
		"/* a */\nimport x from 'y'":          true,
		"import('x')":                         false,
		"x.import; x.export":                  false,
		"import fs = require('fs')":           true,
		"export = 1":                          false,
		"important = 1\nexported = 2":         false,
		"x = import.meta.url":                 true,
		"x = my_import.meta":                  false,
		"/* import.meta */ x = 1":             false,
		"const s = 'import x'":                false,
		"":                                    false,
	} {
		s := source{Input: transforms.Input{Code: []byte(code)}, ext: ".ts", loader: api.LoaderTS}
		if got := s.isModule(); got != want {
			t.Errorf("%q: %v", code, got)
		}
	}
}
