package difftest

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

//go:embed testdata/combos.txtar
var combosTree []byte

// The pieces that random command lines over testdata/combos.txtar are made of.
var (
	// Entries are what Browserify calls by one name only: what is an entry
	// without its extension, or through a link, and required as well, is in its
	// bundles twice or not at all (see entries.txtar).
	comboEntries = []string{"main.js", "./app/", "lib/a.js", "other.js", "lib/index.js", "data.json"}
	comboFlags   = []string{
		"-d", "--full-paths", "-s Name", "-s a.b", "--node", "--bare", "--no-dedupe", "--ig", "--igv process,__filename",
		"--dg false", "--im", "--no-builtins", "--no-commondir", "--no-bundle-external", "--no-bf --no-builtins", "--preserve-symlinks",
		"--basedir lib", "--extension .txt", "--noparse=./lib/b.js", "--noparse=twin", "--list", "--deps",
		"-r ./lib/a.js", "-r ./lib/a.js:a", "-r ./lib/b.js:path", "-r twin", "-r twin:left", "-r left", "-r events", "-r util:u",
		"-r ./data.json:data", "-r ./lib/index.js:lib", "-r ./lib/same1.js:s", "-r ./main.js:left",
		"-x ./lib/a.js", "-x ./lib/a", "-x twin", "-x left", "-x events", "-x path", "-x './lib/*.js'", "-x ./data.json",
		"-u ./lib/b.js", "-u twin", "-u events", "-u 'lib/*.js'", "-u _process", "-i ./lib/b.js", "-i left", "-i 'lib/same*.js'",
		"-i events", "-i buffer", "-i ./lib/index.js", "-i ./data.json",
	}
)

// TestCombinations builds one project with random command lines.
func TestCombinations(t *testing.T) {
	posix(t)
	browserify(t)
	sheaf(t)
	p := project{files: map[string][]byte{}, setup: "ln -s ../shared node_modules/shared"}
	for _, f := range txtar.Parse(combosTree).Files {
		p.files[f.Name] = f.Data
	}
	random := rand.New(rand.NewPCG(17, 0))
	for i := range *combos {
		line := combination(random)
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			t.Parallel()
			want, got := both(t, p, line)
			if list := diff(t, line, nil, want, got); len(list) > 0 {
				t.Errorf("$ %s\n\t%s", line, strings.Join(list, "\n\t"))
			}
		})
	}
}

// combination returns a command line with one or two entries, or none, and one
// to four flags.
func combination(r *rand.Rand) string {
	words := []string{"browserify"}
	for range max(0, r.IntN(4)-1) + 1 {
		words = append(words, comboEntries[r.IntN(len(comboEntries))])
	}
	flags := slices.Clone(comboFlags)
	r.Shuffle(len(flags), func(i, j int) { flags[i], flags[j] = flags[j], flags[i] })
	flags = flags[:1+r.IntN(4)]
	words = append(words, slices.DeleteFunc(flags, func(f string) bool {
		// Browserify's bundles with --full-paths do not find exposed files,
		// and its maps misname directories.
		return slices.Contains(flags, "--full-paths") && strings.HasPrefix(f, "-r ") ||
			f == "-d" && slices.Contains(words, "./app/")
	})...)
	if r.IntN(8) == 0 {
		words = slices.DeleteFunc(words, func(w string) bool { return slices.Contains(comboEntries, w) })
	}
	return strings.Join(words, " ") + " < /dev/null"
}
