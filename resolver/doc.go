// Package resolver finds the file a module name stands for, by the rules of
// Node's require with the browser field of package.json on top.
//
// What comes in is a name as it stands in a require call and the directory of
// the file it stands in; what goes out is a [File] with its nearest [Package],
// or the word that the name is supplied by the caller, or that a browser field
// makes it an empty module. Rules and corners are those of browser-resolve 2
// over resolve 1.22 as Browserify 17 drives them (real paths after the search,
// NODE_PATH, core modules before node_modules); the exports and imports maps
// are Node's own and are by default asked only where those rules find nothing.
//
// The package knows files and packages, nothing of JavaScript: it never opens
// a file but package.json, never writes, and never touches the network.
//
// # Where it differs from Browserify
//
// Only where Browserify fails. A name with node: asks for the core module of
// that name. A core module without a shim may be a package in node_modules. A
// byte order mark before a package.json is passed over. What a browser field
// puts in the place of a file that was found may lack its extension or be the
// name of a module; so may what it puts in the place of a path that others
// require. Packages whose mains lead in a circle, and links that do, end in an
// index file or in an error. The exports and imports fields are consulted, and
// the package of a file ([File.Package]) is the nearest one to its real path,
// while [Result.Package] is the one that Browserify takes transforms from.
//
// # How it is fast
//
// A [Resolver] keeps one tree of directories. A directory is listed once, and
// every later question about a name in it is a hash lookup, so a miss costs no
// system call. Names are walked part by part from directory to directory
// without building path strings. A package.json is read once by a scanner that
// takes what is needed and checks the rest. Answers are kept by directory and
// name. What explains a failure (the list of places looked at, the hints) is
// computed by a second run of the same code, only when a search has failed.
package resolver
