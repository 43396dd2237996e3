package bundle

import (
	"bufio"
	"context"
	"io"
	"net/url"
	"path/filepath"
	"slices"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/outfile"
	"sheaf/bundle/internal/pack"
	"sheaf/bundle/internal/paths"
)

// A Result is a bundle that was built. It holds the sources until it is
// dropped, and writes them without putting them together first.
type Result struct {
	Warnings diag.List
	Stats    Stats

	out     *pack.Output
	options Options
}

// Size returns the number of bytes of the script.
func (r *Result) Size() (n int64) {
	for _, p := range r.out.Code {
		n += int64(len(p))
	}
	return n
}

// WriteTo writes the script, with an inline source map at its end if one was
// asked for.
func (r *Result) WriteTo(w io.Writer) (int64, error) {
	return writeAll(w, r.code(r.options.MapFile))
}

// code returns the script's pieces, with a last line that names its map if it
// is to have one.
func (r *Result) code(mapFile string) [][]byte {
	if len(r.out.Map) == 0 || r.options.SourceMap != MapLinked || mapFile == "" {
		return r.out.Code
	}
	name := url.URL{Path: filepath.ToSlash(mapFile)} // with a blank in it, browsers see no map
	line := "//# sourceMappingURL=" + name.String() + "\n"
	return append(slices.Clip(r.out.Code), []byte(line))
}

// WriteMap writes the source map, if it was asked for as one of its own
// (MapLinked, MapExternal); else nothing.
func (r *Result) WriteMap(w io.Writer) (int64, error) { return writeAll(w, r.out.Map) }

// writeAll writes pieces through a buffer: many of them are a few bytes long.
func writeAll(w io.Writer, pieces [][]byte) (n int64, err error) {
	b := bufio.NewWriterSize(w, 64<<10)
	for _, p := range pieces {
		k, err := b.Write(p)
		n += int64(k)
		if err != nil {
			return n, err
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
	if len(r.out.Map) == 0 {
		return nil
	}
	return outfile.Write(ctx, name, r.out.Map)
}
