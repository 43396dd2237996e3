//go:build !linux

package outfile

import (
	"bufio"
	"context"
	"iter"
	"os"
)

// fill writes pieces into an empty file, through a buffer.
func fill(ctx context.Context, f *os.File, pieces iter.Seq[[][]byte]) error {
	b := bufio.NewWriterSize(f, 256<<10)
	for list := range pieces {
		for _, p := range list {
			if len(p) > b.Available() {
				if err := context.Cause(ctx); err != nil {
					return err
				}
			}
			if _, err := b.Write(p); err != nil {
				return err
			}
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return b.Flush()
}
