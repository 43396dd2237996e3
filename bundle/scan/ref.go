package scan

import (
	"bytes"
	"unsafe"
)

// ref is a Ref that is still being worked on.
type ref struct {
	start, end int32
	kind       Kind
	template   bool
	shadowed   bool
	inTry      bool
}

// addRef notes the literal between litStart and litEnd.
func (s *Scanner) addRef(kind Kind, template bool) {
	s.refs = append(s.refs, ref{start: int32(s.litStart), end: int32(s.litEnd), kind: kind, template: template})
}

// The sizes of the pieces in which memory for results is allocated.
const (
	refChunk  = 256
	specChunk = 1 << 10
)

// takeRefs returns the refs as Refs. Their memory comes from chunks, which are
// left behind when full, or from one that is used again and again.
func (s *Scanner) takeRefs() []Ref {
	n := len(s.refs)
	if n == 0 {
		return nil
	}
	if s.Reuse {
		s.refChunk = s.refChunk[:0]
	}
	if cap(s.refChunk)-len(s.refChunk) < n {
		s.refChunk = make([]Ref, 0, max(refChunk, n))
	}
	first := len(s.refChunk)
	for i := range s.refs {
		r := &s.refs[i]
		s.refChunk = append(s.refChunk, Ref{
			Spec:  s.spec(r),
			Start: r.start, End: r.end,
			Kind:     r.kind,
			Shadowed: r.shadowed && r.kind != Import,
			InTry:    r.inTry,
		})
	}
	return s.refChunk[first:len(s.refChunk):len(s.refChunk)]
}

// spec returns the value of the literal of r: as a part of the source where it
// has no escapes, as nearly all have none. A strings.Builder never changes what
// it has given out, so pieces of its text can be handed out while it grows.
func (s *Scanner) spec(r *ref) string {
	text := s.src[r.start+1 : r.end-1]
	if r.template || bytes.IndexByte(text, '\\') < 0 {
		return unsafe.String(unsafe.SliceData(text), len(text))
	}
	s.decoded = appendString(s.decoded[:0], text)
	text = s.decoded
	if s.specChunk.Cap()-s.specChunk.Len() < len(text) {
		s.specChunk.Reset()
		s.specChunk.Grow(max(specChunk, len(text)))
	}
	first := s.specChunk.Len()
	s.specChunk.Write(text)
	return s.specChunk.String()[first:]
}
