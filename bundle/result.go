package bundle

import (
	"bufio"
	"context"
	"io"
	"iter"
	"net/url"
	"path/filepath"
	"slices"
	"sync/atomic"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/outfile"
	"sheaf/bundle/internal/pack"
	"sheaf/bundle/internal/paths"
)

// A Result is a bundle that was built. It holds the sources until it is
// dropped, and writes them without putting them together first. Any number of
// goroutines may use it at the same time.
type Result struct {
	Warnings diag.List
	Stats    Stats

	// out is exchanged by a Builder for another that is written the same.
	out     atomic.Pointer[pack.Output]
	options Options
}

// resultOf returns a Result of what was packed, or is being packed.
func resultOf(out *pack.Output) *Result {
	r := &Result{}
	r.out.Store(out)
	return r
}

// Size returns the number of bytes of the script.
func (r *Result) Size() (n int64) {
	for _, p := range r.out.Load().Code() {
		n += int64(len(p))
	}
	return n
}

// WriteTo writes the script, with an inline source map at its end if one was
// asked for.
func (r *Result) WriteTo(w io.Writer) (int64, error) {
	return writeAll(w, r.code(r.options.MapFile))
}

// code yields the script's pieces, several at a time, with a last line that names
// its map if it is to have one.
func (r *Result) code(mapFile string) iter.Seq[[][]byte] {
	out := r.out.Load()
	if r.options.SourceMap != MapLinked || mapFile == "" || len(out.Map()) == 0 {
		return out.Ready()
	}
	name := url.URL{Path: filepath.ToSlash(mapFile)} // with a blank in it, browsers see no map
	line := "//# sourceMappingURL=" + name.String() + "\n"
	return slices.Values([][][]byte{out.Code(), {[]byte(line)}})
}

// ownMap returns the pieces of the source map, if it is one of its own.
func (r *Result) ownMap() [][]byte {
	if r.options.SourceMap != MapLinked && r.options.SourceMap != MapExternal {
		return nil // without waiting for anything
	}
	return r.out.Load().Map()
}

// WriteMap writes the source map, if it was asked for as one of its own
// (MapLinked, MapExternal); else nothing.
func (r *Result) WriteMap(w io.Writer) (int64, error) {
	return writeAll(w, slices.Values([][][]byte{r.ownMap()}))
}

// writeAll writes pieces through a buffer: many of them are a few bytes long.
func writeAll(w io.Writer, pieces iter.Seq[[][]byte]) (n int64, err error) {
	b := bufio.NewWriterSize(w, 64<<10)
	for list := range pieces {
		for _, p := range list {
			k, err := b.Write(p)
			n += int64(k)
			if err != nil {
				return n, err
			}
		}
	}
	return n, b.Flush()
}

// WriteFile writes the script to the file called name, and the source map, if
// it is one of its own, to what MapFile names: beside the script, or name with
// ".map" added if MapFile is "". Directories that are missing are made. Each
// file appears whole or not at all: when writing fails, or ctx ends first, what
// was there before stays.
func (r *Result) WriteFile(ctx context.Context, name string) error {
	mapFile := r.options.MapFile
	if mapFile == "" {
		mapFile = filepath.Base(name) + ".map"
	}
	if err := r.WriteMapFile(ctx, paths.Resolve(filepath.Dir(name), mapFile)); err != nil {
		return err
	}
	return outfile.Write(ctx, name, r.code(mapFile))
}

// WriteMapFile is WriteMap to the file called name, which appears as WriteFile's
// do. If there is no map of its own, nothing is written.
func (r *Result) WriteMapFile(ctx context.Context, name string) error {
	pieces := r.ownMap()
	if len(pieces) == 0 {
		return nil
	}
	return outfile.Write(ctx, name, slices.Values([][][]byte{pieces}))
}
