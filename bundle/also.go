package bundle

// Also has Watch watch further files, there or not: absolute paths. Whatever
// changes from the call on leads to a build, which tells [WatchOptions.Begin] of
// it; if the bundle does not hang on the file, nothing comes of it. Also may be
// called at any time and by any goroutine.
func (b *Builder) Also(paths ...string) { b.also.Add(paths...) }
