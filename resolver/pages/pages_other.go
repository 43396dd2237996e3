//go:build !linux

package pages

func provide(at, n uintptr) {}
