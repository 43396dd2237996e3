// The command generate makes the archive of the browser shims in the current
// directory, or in the one named: "go generate" runs it. It needs npm.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"sheaf/bundle/builtins/internal/pack"
)

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := pack.Generate(ctx, dir, os.Stderr); err != nil {
		stop()
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}
