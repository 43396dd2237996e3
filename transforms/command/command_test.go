package command

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"sheaf/bundle/diag"
	"sheaf/transforms"
)

// TestMain makes the test binary the program that is run: it does what its
// first argument says.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "upper":
			b := make([]byte, 1<<20)
			n, _ := os.Stdin.Read(b)
			os.Stdout.WriteString(strings.ToUpper(string(b[:n])))
			os.Exit(0)
		case "name":
			os.Stdout.WriteString(os.Getenv("FILENAME"))
			os.Exit(0) // standard input is not read
		case "fail":
			os.Stdout.WriteString("half of it")
			os.Stderr.WriteString("oops\nline two\n")
			os.Exit(3)
		case "sleep":
			time.Sleep(time.Minute)
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

func run(ctx context.Context, code string, words ...string) (string, error) {
	out, err := New("the line", words).Transform(ctx, transforms.Input{File: "/x/main.js", Code: []byte(code)})
	return string(out.Code), err
}

func TestCommand(t *testing.T) {
	if got, err := run(t.Context(), "abc\n", os.Args[0], "upper"); got != "ABC\n" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := run(t.Context(), strings.Repeat("x", 4<<20), os.Args[0], "name"); got != "/x/main.js" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestCommandFails(t *testing.T) {
	for _, c := range []struct {
		words []string
		text  string
		note  string
	}{
		{[]string{os.Args[0], "fail"}, `command "the line" failed: exit status 3`, "oops\nline two"},
		{[]string{"/no/such/program"}, `command "the line" could not be run`, ""},
	} {
		got, err := run(t.Context(), "abc", c.words...)
		var list diag.List
		if !errors.As(err, &list) || got != "" {
			t.Fatalf("%q, %v", got, err)
		}
		m := list[0]
		if !strings.HasPrefix(m.Text, c.text) || m.Where == nil || m.Where.File != "/x/main.js" {
			t.Errorf("%+v", m)
		}
		if c.note != "" && (len(m.Notes) != 1 || m.Notes[0].Text != c.note) {
			t.Errorf("notes %+v", m.Notes)
		}
	}
	if _, err := run(t.Context(), "abc"); err == nil {
		t.Error("an empty command ran")
	}
}

func TestCommandCancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := run(ctx, "abc", os.Args[0], "sleep"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %v to end", took)
	}
}
