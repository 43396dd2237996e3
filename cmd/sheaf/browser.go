package main

import (
	"cmp"
	"os"
	"os/exec"
	"runtime"
)

// openBrowser shows an address in the user's browser. The error says that none
// could be started.
func openBrowser(address string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	case "darwin":
		cmd = exec.Command("open", address)
	default:
		cmd = exec.Command(cmp.Or(os.Getenv("BROWSER"), "xdg-open"), address)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // so that it leaves nothing behind when it ends
	return nil
}
