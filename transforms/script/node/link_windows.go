package node

// ours is the link that is used: processes have no descriptors but the standard
// ones here.
var ours = standard
