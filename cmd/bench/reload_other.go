//go:build !linux

package main

// reload reads a program anew where its place in memory is known to matter,
// which is on Linux.
func reload(string) {}
