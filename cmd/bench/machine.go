package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// A machine is where figures come from. What is not known is "".
type machine struct {
	System string `json:"system"` // GOOS/GOARCH
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Go     string `json:"go"`
	Node   string `json:"node"`

	// Load is the load average of the minute before the first run, or -1.
	Load float64 `json:"load"`
}

func describe(ctx context.Context, node string) machine {
	m := machine{
		System: runtime.GOOS + "/" + runtime.GOARCH,
		Cores:  runtime.NumCPU(),
		Go:     runtime.Version(),
		Load:   -1,
	}
	if node != "" {
		m.Node = answer(ctx, node, "--version")
	}
	switch runtime.GOOS {
	case "linux":
		if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
			m.CPU = modelName(string(text))
		}
		if text, err := os.ReadFile("/proc/loadavg"); err == nil {
			m.Load = firstNumber(string(text))
		}
	case "darwin":
		m.CPU = answer(ctx, "sysctl", "-n", "machdep.cpu.brand_string")
		m.Load = firstNumber(answer(ctx, "sysctl", "-n", "vm.loadavg"))
	}
	return m
}

// answer is what a command prints, or "" if it fails.
func answer(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// modelName finds the processor's name in /proc/cpuinfo.
func modelName(cpuinfo string) string {
	for line := range strings.Lines(cpuinfo) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// firstNumber reads the one-minute average of "0.42 0.31 …" or "{ 0.42 … }", or
// returns -1.
func firstNumber(text string) float64 {
	for _, field := range strings.Fields(text) {
		if n, err := strconv.ParseFloat(field, 64); err == nil {
			return n
		}
	}
	return -1
}

func (m machine) String() string {
	cores := "cores"
	if m.Cores == 1 {
		cores = "core"
	}
	s := fmt.Sprintf("%d %s", m.Cores, cores)
	if m.CPU != "" {
		s += " of " + m.CPU
	}
	s += ", " + m.System
	if m.Node != "" {
		s += ", Node " + m.Node
	}
	s += ", " + m.Go
	if m.Load >= 0 {
		s += fmt.Sprintf(", load average before %.1f", m.Load)
	}
	return s
}
