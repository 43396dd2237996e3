package bundle

// The transforms that are known by name in every build. Others are registered
// by the program that uses them.
import (
	_ "sheaf/transforms/amd"
	_ "sheaf/transforms/bower"
	_ "sheaf/transforms/coffee"
	_ "sheaf/transforms/env"
	_ "sheaf/transforms/globals"
	_ "sheaf/transforms/inline"
	_ "sheaf/transforms/text"
)
