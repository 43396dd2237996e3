package graph

import (
	"context"
	"errors"
	"time"

	"sheaf/bundle/diag"
	"sheaf/transforms"
)

// A Single is what the transforms made of one file.
type Single struct {
	Code     []byte
	Deps     []string
	Watch    []string
	Warnings diag.List
	Bytes    int           // that were read
	Elapsed  time.Duration // from the first transform to the last
}

// RunTransforms runs the transforms of the options on the one input, and nothing
// else: neither what a package.json names nor anything that comes after. The
// error is as Walk's.
func RunTransforms(ctx context.Context, o Options) (*Single, error) {
	w := newWalk(o, newResolver(&o))
	w.ctx = ctx
	w.addInputs()
	if w.messages.Failed() {
		return nil, w.messages
	}
	if len(w.modules) != 1 {
		return nil, errors.New("this is no file that transforms see")
	}
	m := w.modules[0]
	k := newWorker(w)
	defer k.files.close()
	k.module = m
	code, err := k.text(m)
	if err != nil {
		m.unread = err
		return nil, w.allMessages()
	}
	list := make([]transforms.Transform, len(o.Transforms))
	for i, t := range o.Transforms {
		list[i] = t.Transform
	}
	start := time.Now()
	out, deps, ok := k.apply(m, list, code)
	elapsed := time.Since(start)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	messages := w.allMessages()
	if !ok || messages.Failed() {
		return nil, messages
	}
	return &Single{Code: out, Deps: deps, Watch: m.watch, Warnings: messages, Bytes: len(code), Elapsed: elapsed}, nil
}
