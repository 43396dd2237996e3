package esbuild

import "testing"

func TestCaught(t *testing.T) {
	for after, want := range map[string]bool{
		").catch(f)":                                 true,
		" ) /* c */\n .catch (f)":                    true,
		").then(f).catch(f)":                         true,
		").then(f, g)":                               true,
		").then((a, b) => [a, b], f)":                true,
		").then(f).finally(g).catch(h)":              true,
		").then(x => `${x, 1}`).catch(f)":            true,
		").then(x => /[)]/.test(x)).catch(f)":        true,
		").then(() => { a(b, c) }).then(d).catch(f)": true,
		")":                               false,
		");":                              false,
		").then(f)":                       false,
		").then(f,)":                      false,
		").then()":                        false,
		").then((a, b) => a)":             false,
		").then(x => `${x}, ${f(x, 1)}`)": false,
		").then({a, b})":                  false,
		").finally(f, g)":                 false,
		").then(f); x.catch(g)":           false,
		").then(f), x.catch(g)":           false,
		").then(() => x().catch(g))":      false,
		").catch":                         false,
		").x.catch(f)":                    false,
		").then(":                         false,
		").then(f, ":                      false,
		").default":                       false,
		", { with: {} }).catch(f)":        false,
	} {
		if got := caught([]byte(after)); got != want {
			t.Errorf("import(x%s: %v, want %v", after, got, want)
		}
	}
}
