package bundle_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sheaf/bundle"
	"sheaf/bundle/diag"
	"sheaf/transforms"
)

// project writes files into a temporary directory and returns it.
func project(files map[string]string) string {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			panic(err)
		}
	}
	return dir
}

func ExampleBuild() {
	dir := project(map[string]string{
		"main.js":  "console.log(require('./greet')('world'))\n",
		"greet.js": "module.exports = name => 'hello ' + name\n",
	})
	defer os.RemoveAll(dir)

	result, err := bundle.Build(context.Background(), bundle.Options{
		Basedir: dir,
		Entries: []bundle.Entry{{File: "main.js"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range result.Modules() {
		fmt.Println(m.ID, filepath.Base(m.File), m.Entry)
	}
	if err := result.WriteFile(context.Background(), filepath.Join(dir, "out", "bundle.js")); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 greet.js false
	// 2 main.js true
}

// What went wrong is a list of messages with their places.
func ExampleBuild_errors() {
	dir := project(map[string]string{
		"main.js":  "require('./nope')\nrequire('./other')\n",
		"other.js": "var x = ;\n",
	})
	defer os.RemoveAll(dir)

	_, err := bundle.Build(context.Background(), bundle.Options{
		Basedir: dir,
		Cwd:     dir,
		Entries: []bundle.Entry{{File: "main.js"}},
	})
	var list diag.List
	if errors.As(err, &list) {
		for _, m := range list {
			fmt.Printf("%s:%d:%d\n", m.Where.File, m.Where.Line, m.Where.Column)
		}
	}
	// Output:
	// main.js:1:9
	// other.js:1:9
}

// shout is a transform written in Go.
type shout struct{}

func (shout) Name() string { return "shout" }

func (shout) Transform(_ context.Context, in transforms.Input) (transforms.Output, error) {
	return transforms.Output{Code: bytes.ToUpper(in.Code)}, nil
}

func (shout) Applies(file string) bool { return filepath.Ext(file) == ".txt" }

func ExampleOptions_transforms() {
	dir := project(map[string]string{
		"main.js": "require('./title.txt')\n",
		// Once in capitals, it is JavaScript that means nothing.
		"title.txt": "'a title'\n",
	})
	defer os.RemoveAll(dir)

	result, err := bundle.Build(context.Background(), bundle.Options{
		Basedir:    dir,
		Entries:    []bundle.Entry{{File: "main.js"}},
		Transforms: []bundle.Transform{{Use: shout{}}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var script bytes.Buffer
	if _, err := result.WriteTo(&script); err != nil {
		fmt.Println(err)
	}
	fmt.Println(bytes.Contains(script.Bytes(), []byte("'A TITLE'")))
	// Output: true
}
