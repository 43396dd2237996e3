//go:build !linux

package outfile

import (
	"context"
	"os"
)

// fill writes pieces into an empty file, through a buffer.
func fill(ctx context.Context, f *os.File, pieces [][]byte) error {
	buf := make([]byte, 0, 256<<10)
	for _, p := range pieces {
		if len(buf)+len(p) <= cap(buf) {
			buf = append(buf, p...)
			continue
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if _, err := f.Write(buf); err != nil {
			return err
		}
		buf = buf[:0]
		if len(p) < cap(buf) {
			buf = append(buf, p...)
			continue
		}
		if _, err := f.Write(p); err != nil {
			return err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	_, err := f.Write(buf)
	return err
}
