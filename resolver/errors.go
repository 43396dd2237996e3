package resolver

import (
	"fmt"
	"strings"
)

// NotFoundError says that a name stands for nothing.
type NotFoundError struct {
	Spec   string   // the name as asked for
	From   string   // the directory it was asked for in
	Tried  []string // the paths looked at, in order
	Reason string   // why what is there does not do, or ""
	Hint   string   // what to do about it, or ""
}

func (e *NotFoundError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "cannot find module %q from %q", e.Spec, e.From)
	if e.Reason != "" {
		b.WriteString(": " + e.Reason)
	}
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// CoreError says that a name is one of Node's core modules, and that nothing
// stands in for it.
type CoreError struct {
	Name string // without node:
	Spec string // the name as asked for
	From string // the directory it was asked for in
}

func (e *CoreError) Error() string {
	name := e.Name
	if isSchemeOnlyCore(name) {
		name = "node:" + name // without that it is a package's
	}
	return fmt.Sprintf("Node's core module %q has no browser version (asked for from %q); "+
		"exclude it, or map it in the browser field of package.json, to false or to a module that can stand in for it",
		name, e.From)
}

// PackageError says that a package.json cannot be used.
type PackageError struct {
	File   string // its path
	Offset int    // where, in bytes
	Line   int    // the same, from 1; 0 if it is no matter of a place
	Column int    // in bytes, from 1
	Err    error  // what is wrong
}

func (e *PackageError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
}

func (e *PackageError) Unwrap() error { return e.Err }

// newPackageError finds line and column of an offset in src, before which a
// mark of bom bytes stood.
func newPackageError(file, src string, bom, offset int, err error) *PackageError {
	offset = min(offset, len(src))
	before := src[:offset]
	line := strings.Count(before, "\n")
	column := offset - strings.LastIndexByte(before, '\n')
	if line == 0 {
		column += bom
	}
	return &PackageError{File: file, Offset: offset + bom, Line: line + 1, Column: column, Err: err}
}
