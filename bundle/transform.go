package bundle

import (
	"context"
	"time"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/graph"
)

// A Transformed is what transforms made of a file.
type Transformed struct {
	Code     []byte
	Deps     []string      // what they say the file depends on besides what it requires
	Watch    []string      // absolute paths that Code hangs on besides the file
	Read     int           // bytes of the file
	Elapsed  time.Duration // that the transforms took, with the start of what runs them
	Warnings diag.List
}

// RunTransforms runs the Transforms of the options on their one entry as a
// build would, and nothing else: for who writes a transform and wants to see
// what it does. The error is as [Build]'s.
func RunTransforms(ctx context.Context, o Options) (*Transformed, error) {
	p, err := newPlan(&o)
	if err != nil {
		return nil, failure(err)
	}
	defer p.close()
	s, err := graph.RunTransforms(ctx, p.graph)
	unkept, err := p.settle(ctx, true, err)
	if ctx.Err() != nil {
		return nil, err
	}
	if err != nil {
		return nil, failure(err)
	}
	return &Transformed{
		Code: s.Code, Deps: s.Deps, Watch: s.Watch, Read: s.Bytes, Elapsed: s.Elapsed,
		Warnings: append(s.Warnings, unkept...),
	}, nil
}
