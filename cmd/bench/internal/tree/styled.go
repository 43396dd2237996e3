package tree

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Style is how the sources of a program are written, for a transform that is
// made for such sources.
type Style string

const (
	Env    Style = "env"    // CommonJS that asks process.env.NODE_ENV
	Inline Style = "inline" // CommonJS that reads files beside it with fs
	ES     Style = "es"     // ES modules, with classes, async functions and later syntax
	Coffee Style = "coffee" // CoffeeScript
)

// Styled are the options of WriteStyled.
type Styled struct {
	Files int // at least 1
	Style Style
	Seed  uint64
}

// The sizes of styled sources, in bytes, without what their transform adds.
const (
	leastStyled = 5000
	mostStyled  = 10000
)

// WriteStyled writes a program of one folder into a directory: a main file that
// reaches all others, each of 5 to 10 KB, of which each requires up to four.
func WriteStyled(dir string, o Styled) (Tree, error) {
	s := styles[o.Style]
	pieces := s.pieces
	if s.common {
		pieces = slices.Concat(pieces, templates)
	}
	w := newWriter(dir, &plan{rng: rand.New(rand.NewPCG(o.Seed, 0x57e1)), templates: pieces, avoid: s.avoid})
	w.notes = s.comment
	program := &pkg{}
	for i := range o.Files {
		program.modules = append(program.modules, &module{
			pkg: program, number: i, key: w.plan.rng.IntN(modulus), path: s.file(i),
			size: leastStyled + w.plan.rng.IntN(mostStyled-leastStyled),
		})
	}
	for i, m := range program.modules {
		// The binary tree reaches every file; the other edges make it a graph.
		for _, to := range []int{2*i + 1, 2*i + 2, i + 1 + w.plan.rng.IntN(o.Files), i + 1 + w.plan.rng.IntN(o.Files)} {
			if to < o.Files {
				m.add(require{to: program.modules[to]})
			}
		}
	}
	for _, m := range slices.Backward(program.modules) {
		w.styled(s, m)
		w.bytes += int64(len(w.text))
		if err := w.file(program, m.path); err != nil {
			return Tree{}, err
		}
	}
	if o.Style == Inline {
		if err := w.assets(); err != nil {
			return Tree{}, err
		}
	}
	main := program.modules[0]
	return Tree{Entry: main.path, Modules: o.Files, Bytes: w.bytes, Value: main.value()}, nil
}

// styled makes a module's text.
func (w *writer) styled(s style, m *module) {
	b := append(w.text[:0], s.head...)
	sum := fmt.Sprint(m.key)
	for i, r := range m.requires {
		b = fmt.Appendf(b, s.require, i, strings.TrimSuffix(r.to.path, ".js"))
		sum += fmt.Sprintf(s.term, i)
	}
	end := fmt.Appendf(nil, s.export, sum, int(modulus))
	if m.number == 0 {
		end = fmt.Appendf(end, s.global, Global)
	}
	w.text = append(w.fill(b, m.size-len(end)), end...)
}

// assets writes the files that sources of the style Inline read.
func (w *writer) assets() error {
	dir := filepath.Join(w.dir, "assets")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for i := range assets {
		w.text = w.text[:0]
		for range 12 {
			w.text = append(w.plan.sentence(w.text), '\n')
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.txt", i)), w.text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// assets is how many files there are to read.
const assets = 10

// A style is what the sources of a Style are made of; the texts are formats.
type style struct {
	ext, comment string
	head         string
	require      string // the number, the name
	term         string // the number
	export       string // a sum, modulus
	global       string // Global
	pieces       []string
	avoid        []string // words that the language, the pieces or a transform's parser have for themselves
	common       bool     // the pieces of other programs are used too
}

// file is the name of the i-th file.
func (s *style) file(i int) string {
	if i == 0 {
		return "main" + s.ext
	}
	return fmt.Sprintf("part%02d%s", i, s.ext)
}

var styles = map[Style]style{
	Env: {
		ext: ".js", comment: "//",
		head:    "'use strict';\n",
		require: "var m%d = require('./%s');\n", term: " + m%d.value",
		export: "exports.value = (%s) %% %d;\n", global: "globalThis.%s = exports.value;\n",
		pieces: envPieces, common: true, avoid: []string{"async"},
	},
	Inline: {
		ext: ".js", comment: "//",
		head:    "'use strict';\nvar fs = require('fs');\nvar path = require('path');\n",
		require: "var m%d = require('./%s');\n", term: " + m%d.value",
		export: "exports.value = (%s) %% %d;\n", global: "globalThis.%s = exports.value;\n",
		pieces: inlinePieces, common: true, avoid: []string{"async", "path"},
	},
	ES: {
		ext: ".js", comment: "//",
		require: "import m%d, { value as v%[1]d } from './%[2]s';\n", term: " + v%d",
		export: "export const value = (%s) %% %d;\nexport default { value };\n", global: "globalThis.%s = value;\n",
		pieces: esPieces, avoid: []string{"async", "count", "find", "first", "from", "handle", "head", "item", "name", "source", "text"},
	},
	Coffee: {
		ext: ".coffee", comment: "#",
		require: "m%d = require './%s'\n", term: " + m%d.value",
		export: "exports.value = (%s) %% %d\n", global: "globalThis.%s = exports.value\n",
		pieces: coffeePieces, avoid: []string{"async", "depth", "filter", "handle", "item", "key", "loop", "native", "text", "type"},
	},
}

var envPieces = []string{`
function $A$Bb$N(condition, $A) {
  if (process.env.NODE_ENV !== 'production') {
    if (condition === undefined) throw new Error('$S');
  }
  return condition ? $A : process.env.NODE_ENV === 'test' ? $N : null;
}
exports.$A$Bb$N = $A$Bb$N;
`, `
var $Aa$N = process.env.NODE_ENV === "production" ? function () {} : function ($A) {
  console.warn('$S ' + $A + ' in ' + process.env.NODE_ENV);
};
exports.$Aa$N = $Aa$N;
`}

var inlinePieces = []string{`
var $A$Bb$N = fs.readFileSync(__dirname + '/assets/$D.txt', 'utf8');
exports.$A$Bb$N = function ($A) { return $A$Bb$N.split('\n')[$A % $N]; };
`, `
exports.$Aa$Bb$N = fs.readFileSync(path.join(__dirname, 'assets', '$D.txt'), 'utf8').length;
`}

var esPieces = []string{`
export class $Aa$Bb$N {
  #$A = $N;
  static count = 0;
  constructor($A, { $B = $N, ...rest } = {}) {
    this.#$A = $A ?? this.#$A;
    this.$B = $B;
    Object.assign(this, rest);
    $Aa$Bb$N.count++;
  }
  get $A() { return this.#$A; }
  set $A(value) { if (value !== this.#$A) this.#$A = value; }
  *[Symbol.iterator]() { for (let i = 0; i < this.$B; i++) yield i ** 2; }
  toString() { return ` + "`$Aa(${this.#$A}, ${[...this].map((x) => x * $N).join(', ')})`" + `; }
}
`, `
// $S
export const $A$Bb$N = async ($A, ...$B) => {
  const { first, second: [head, ...tail] = [] } = await $A;
  for await (const item of $B) {
    if (!item?.$B) continue;
    tail.push({ ...item, head, text: ` + "`$S ${item.$A ?? first}`" + ` });
  }
  return tail;
};
`, `
export function $B$A$N($A, $B = new Map()) {
  const seen = new Set([...$B.keys(), '$A']);
  let [low, high] = [0, $A.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1, found = $A[middle];
    if (seen.has(found)) return { middle, found, [` + "`${found}_$N`" + `]: true };
    found < $N ? (low = middle + 1) : (high = middle - 1);
  }
  return ((x) => x?.[0]?.($N) ?? null)($A);
}
`, `
export const $Aa$N = {
  $A: $N, $B: 1_000, '$A-$B': /$A(?<name>\w+)/u,
  async *stream(source) { for (const chunk of source) yield* chunk.split(/\s+/); },
  handler: ({ $A, $B = $N }) => $A > $B ? $A - $B : ($A + $B) / 2,
};
`}

var coffeePieces = []string{`
# $S
class exports.$Aa$Bb$N
  constructor: (@$A, {@$B, others...} = {}) ->
    @listeners = {}
    @$B ?= $N

  on: (type, listener) ->
    (@listeners[type] or= []).push listener
    this

  emit: (type, args...) =>
    listener args... for listener in @listeners[type] ? []
    return

  toString: -> "$Aa(#{@$A}, #{@$B * $N})"
`, `
exports.$A$Bb$N = ($A, $B = $N) ->
  result = []
  for item, i in $A when item?
    switch item.type
      when '$A' then result.push item.$A ? $N
      when '$B', 'other'
        result.push {item, i, text: "$S #{item.$B}"}
      else
        throw new TypeError "$S: #{item}" unless item.optional
  result
`, `
exports.$B$A$N = do ->
  $A = {}
  $B = $N
  (key, options) ->
    {depth = 1, filter} = options or {}
    $A[key] ?= (n * $B for n in [1..depth] by 2 when not filter? or filter n)
    $B += depth unless key in ['$A', '$B']
    try $A[key][-1..][0] / 2
    catch err then err.message.replace /\s+/g, ' '
`, `
exports.$Aa$N =
  $A: $N
  $B: [$N, 0x1f, 1e3]
  text: """
    $S
      "$S"
  """
  handler: ({$A, $B}) -> if $A > $B then $A - $B else ($A + $B) / 2
`}
