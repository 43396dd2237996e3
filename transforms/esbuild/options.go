package esbuild

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// options are what a user says of a conversion beyond tsconfig.json.
type options struct {
	compiler   map[string]json.RawMessage // compilerOptions of a tsconfig.json, which they override
	target     api.Target                 // 0: nothing is lowered
	project    string                     // the tsconfig.json to use; "": the nearest
	extensions []string                   // taken besides the transform's own
}

// compilerOptions are the options of tsconfig.json that change what comes out.
var compilerOptions = []string{
	"alwaysStrict", "experimentalDecorators", "jsx", "jsxFactory", "jsxFragmentFactory", "jsxImportSource",
	"target", "useDefineForClassFields", "verbatimModuleSyntax",
}

// readOptions reads a transform's options. strict refuses those that are not
// known; the names from npm pass over them, since what the tools of those names
// are told is mostly of no account here.
func readOptions(raw json.RawMessage, strict bool) (options, error) {
	o := options{compiler: map[string]json.RawMessage{}}
	if len(raw) == 0 {
		return o, nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return o, fmt.Errorf("options are not an object: %w", err)
	}
	for name, value := range given {
		var err error
		switch {
		case strings.HasPrefix(name, "_"), name == "global":
		case name == "project", name == "p":
			err = json.Unmarshal(value, &o.project)
		case name == "extension", name == "extensions", name == "x":
			o.extensions, err = readExtensions(value)
		case name == "target":
			o.target, err = readTarget(value)
		case slices.Contains(compilerOptions, name):
			o.compiler[name] = value
		case strict:
			return o, fmt.Errorf("there is no option %q: there are extension, project and, as in tsconfig.json, %s", name, strings.Join(compilerOptions, ", "))
		}
		if err != nil {
			return o, fmt.Errorf("option %q: %w", name, err)
		}
	}
	return o, nil
}

func readExtensions(value json.RawMessage) ([]string, error) {
	var list []string
	if err := json.Unmarshal(value, &list); err != nil {
		var one string
		if err := json.Unmarshal(value, &one); err != nil {
			return nil, fmt.Errorf("it is neither a string nor a list of strings")
		}
		list = []string{one}
	}
	for i, ext := range list {
		list[i] = "." + strings.TrimPrefix(strings.ToLower(ext), ".")
	}
	return list, nil
}

// targets are the versions of the language that can be asked for. esbuild
// cannot lower classes and generators, so what is older stands for ES2015.
var targets = map[string]api.Target{
	"es3": api.ES2015, "es5": api.ES2015, "es6": api.ES2015, "es2015": api.ES2015, "es2016": api.ES2016,
	"es2017": api.ES2017, "es2018": api.ES2018, "es2019": api.ES2019, "es2020": api.ES2020, "es2021": api.ES2021,
	"es2022": api.ES2022, "es2023": api.ES2023, "es2024": api.ES2024, "es2025": api.ESNext, "esnext": api.ESNext,
}

func readTarget(value json.RawMessage) (api.Target, error) {
	var name string
	if err := json.Unmarshal(value, &name); err != nil {
		return 0, fmt.Errorf("it is not a string such as \"es2017\"")
	}
	name = strings.ToLower(name)
	t, ok := targets[name]
	if !ok && len(name) == len("es2026") && name > "es2025" && name < "es3000" {
		return api.ESNext, nil
	}
	if !ok {
		return 0, fmt.Errorf("%q is none of es2015 (es6), es2016, … es2025, esnext", name)
	}
	return t, nil
}
