package node

import (
	"os/exec"
	"syscall"
)

// endWithParent has a process end when this one does, even in an endless loop
// in which it does not see that its standard input has ended.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
