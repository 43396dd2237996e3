//go:build !windows

package node

// ours is the link that is used.
var ours = own
