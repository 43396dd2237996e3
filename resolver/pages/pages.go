// Package pages gets memory from the operating system in larger pieces than it
// comes by itself.
//
// What comes in is memory that is about to be written to from end to end; the
// system provides all of it in one call, which takes a fraction of what a page
// fault for each page takes, the more so where other threads have theirs at the
// same time. The package never changes what memory holds, and where the system
// cannot do this it does nothing.
package pages

import "unsafe"

// least is how many bytes are worth the call.
const least = 16 << 10

// Provide has the system provide the memory of s, up to its capacity. A little it
// leaves to come by itself.
func Provide[T any](s []T) {
	if n := uintptr(cap(s)) * unsafe.Sizeof(*new(T)); n >= least {
		provide(uintptr(unsafe.Pointer(unsafe.SliceData(s))), n)
	}
}

// More returns memory to go on with when old is used up: for first elements if
// there is no old memory, else for many, which the system provides at once.
func More[T any](old []T, first, many int) []T {
	if old == nil {
		return make([]T, first)
	}
	s := make([]T, many)
	Provide(s)
	return s
}
