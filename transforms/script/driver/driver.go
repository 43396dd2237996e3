// Package driver is the part of running an npm transform that is JavaScript in
// every engine: it loads the module, calls it, feeds it a file and collects
// what comes out.
package driver

import _ "embed"

// Source is an expression whose value is the driver: a function that takes what
// the engine has for it; see the comment at its top.
//
//go:embed driver.js
var Source string
