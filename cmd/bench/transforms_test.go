package main

import (
	"strings"
	"testing"
)

// Which sheafs take part in what, and with which flags.
func TestVariants(t *testing.T) {
	ours := []*tool{newSheaf("sheaf", "/bin/sheaf", ""), newSheaf("sheaf 2", "/bin/other", "")}
	for name, want := range map[string]string{
		"one": `sheaf: /bin/sheaf one.js -o /out/b.js
sheaf 2: /bin/other one.js -o /out/b.js
`,
		"envify": `sheaf: /bin/sheaf main.js -o /out/b.js -t [ envify --NODE_ENV production ]
sheaf 2: /bin/other main.js -o /out/b.js -t [ envify --NODE_ENV production ]
`,
		"brfs": `sheaf --engine=node: /bin/sheaf main.js -o /out/b.js -t brfs --engine=node --no-cache
sheaf --engine=goja: /bin/sheaf main.js -o /out/b.js -t brfs --engine=goja --no-cache
sheaf --cache: /bin/sheaf main.js -o /out/b.js -t brfs --cache=/out/cache
sheaf 2 --engine=node: /bin/other main.js -o /out/b.js -t brfs --engine=node --no-cache
sheaf 2 --engine=goja: /bin/other main.js -o /out/b.js -t brfs --engine=goja --no-cache
sheaf 2 --cache: /bin/other main.js -o /out/b.js -t brfs --cache=/out/cache
`,
	} {
		a := newApp(name)
		if a.entry == "" {
			a.entry = "main.js"
		}
		var got strings.Builder
		for _, tool := range variantsOf(a, ours, engineNames()) {
			if !isOurs(tool.name) {
				t.Errorf("%s is not taken for a sheaf", tool.name)
			}
			got.WriteString(tool.name + ": " + strings.Join(tool.command(job{app: a, out: "/out/b.js"}), " ") + "\n")
		}
		if got := strings.ReplaceAll(got.String(), `\`, "/"); got != want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// Every name that -apps takes is a program.
func TestTransformApps(t *testing.T) {
	for _, name := range transformNames {
		a := newApp(name)
		if a == nil || a.name != name || len(a.args) == 0 || a.title == "" {
			t.Errorf("%s: %+v", name, a)
		}
		if native := a.variants == nil; native != (name == "envify") || native != strings.Contains(a.title, "native") {
			t.Errorf("%s: native: %v, %s", name, native, a.title)
		}
	}
	if len(transformNames) != len(transformedBy) {
		t.Errorf("%d names, %d programs", len(transformNames), len(transformedBy))
	}
}
