// This module stands in for the real one, by a replace line in sheaf's go.mod.
// goja imports that for its profiler, which sheaf never starts; and at the
// start of every process it would compile 15 regular expressions, which is a
// third of what linking goja costs a program that runs no transform.
module github.com/google/pprof

go 1.26.0
