package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// checker is the program that loads bundles; it has the details.
//
//go:embed check.js
var checker []byte

// A checkJob is what check.js is asked, and a checkAnswer what it says.
type (
	checkJob struct {
		File      string   `json:"file"`
		Module    bool     `json:"module"`
		Table     bool     `json:"table"`
		Count     string   `json:"count"`
		Externals []string `json:"externals"`
		Proof     string   `json:"proof"`
		Stops     string   `json:"stops"`
	}
	checkAnswer struct {
		Modules int    `json:"modules"`
		Done    string `json:"done"`  // how far the bundle was run
		Error   string `json:"error"` // or what was wrong
	}
)

// inspect counts the modules of the bundle that the warm-up left and loads it.
// What is wrong goes into the result.
func (b *bench) inspect(ctx context.Context, r *runner) error {
	if r.result.Error != "" {
		return nil
	}
	if b.node == "" {
		r.result.Check = "not checked: no Node"
		return nil
	}
	count, err := b.countModules(ctx, r)
	if err != nil {
		return err
	}
	answer, err := b.check(ctx, checkJob{
		File: r.job.out, Module: r.tool.module, Table: r.tool.table, Count: count,
		Externals: r.job.app.externals, Proof: r.job.app.proof, Stops: r.job.app.stops,
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		r.result.Check = "not checked"
		r.result.note("its bundle could not be checked: %v", err)
	case answer.Error != "":
		r.result.Check = "fails"
		r.result.note("its bundle %s", answer.Error)
	default:
		r.result.Check = answer.Done
	}
	r.result.Modules = answer.Modules
	return nil
}

// countModules runs the tool once more, to have it count its modules, and
// returns the file in which it does, or "".
func (b *bench) countModules(ctx context.Context, r *runner) (string, error) {
	if r.tool.count == nil {
		return "", nil
	}
	dir := filepath.Join(filepath.Dir(r.job.out), "count")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	again := r.job
	again.out, again.count = filepath.Join(dir, "bundle.js"), filepath.Join(dir, "count.json")
	_, err := r.run(ctx, r.tool.count(again))
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		r.result.note("its modules could not be counted: %v", err)
		return "", nil
	}
	return again.count, nil
}

// check has Node run check.js.
func (b *bench) check(ctx context.Context, job checkJob) (answer checkAnswer, err error) {
	question, err := json.Marshal(job)
	if err != nil {
		return answer, err
	}
	script := filepath.Join(b.work, "check.js")
	if err := os.WriteFile(script, checker, 0o666); err != nil {
		return answer, err
	}
	limited, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	cmd := exec.CommandContext(limited, b.node, "--experimental-vm-modules", "--no-warnings", "--max-old-space-size=8192", script, string(question))
	var out, messages bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = environment(), &out, &messages
	if err := cmd.Run(); err != nil {
		return answer, fmt.Errorf("%w: %s", err, tail(messages.String(), 3))
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		return answer, fmt.Errorf("check.js: %w", err)
	}
	return answer, nil
}

// compare notes where tools that should find the same modules do not.
func (a *appResult) compare(app *app) {
	browserify := 0
	for _, t := range a.Tools {
		if t.Name == "browserify" {
			browserify = t.Modules
		}
	}
	for _, t := range a.Tools {
		switch {
		case t.Modules == 0:
		case app.modules > 0 && t.Modules != app.modules:
			t.note("it finds %d modules, and there are %d", t.Modules, app.modules)
		case app.modules == 0 && browserify > 0 && isOurs(t.Name) && t.Modules != browserify:
			t.note("it finds %d modules, and Browserify %d", t.Modules, browserify)
		}
	}
}
