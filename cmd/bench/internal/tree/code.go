package tree

import (
	"slices"
	"strings"
)

// words are what names and comments are made of: none is reserved, or a name
// that the templates declare.
var words = strings.Fields(`access accept action after align alpha anchor animate append apply array assign async attach axis background
	base batch before bind bitmap block body border bounds branch bubble buffer build button cache call camera
	cancel cell chain change channel check child choose clean clear clone close cluster code color column combine
	commit compare compose config connect constant container content context control convert copy core count create
	cursor curve data date debounce decode deep defer define delay delta depth detach diff digest direct dispatch
	distance document domain draw drop duration each easing edge effect element emit empty encode entity entry equal
	error escape event every expand expression extend factor fallback fetch field filter find finish first flatten
	float focus format frame freeze from future gather generate geometry gesture gradient graph grid group guard
	handle hash head height helper hidden history hook host icon identity image index inherit initial inject inner
	input insert inspect instance integer interval invert item iterate join kernel key label last layer layout leaf
	left length level light limit line link list listen loader local locale locate lock log loop lower manager map
	margin mark mask match matrix measure member memory menu merge mesh message meta method mixin mode model modify
	module mount move mutate name native nested network node normal notify number object observe offset open option
	order origin outer output overlay owner pack padding page paint panel parent parse partial pass patch path
	pattern pause peek pick pipe pixel plane plugin point pool popup port position prefix prepare preset previous
	print priority profile program promise property protocol provide proxy publish push query queue random range
	rank reader record reduce reference region register release remove render repeat replace request reset resize
	resolve resource response result resume retry reverse right root rotate route row rule sample scale scene
	schedule schema scope script scroll search section segment select sequence server session shader shadow shape
	share shift signal size slice slot snapshot socket sort source space split stack start state status step storage
	store stream string style submit subscribe suffix surface symbol sync table task template text texture theme
	throttle tick time title toggle token tool topic trace track transform transition traverse tree trigger trim
	type union unique unit update upper value variant vector vendor verify version view visit wait walk watch weight
	width window worker wrap write zero zone zoom`)

func (p *plan) word() string {
	for {
		if w := words[p.rng.IntN(len(words))]; !slices.Contains(p.avoid, w) {
			return w
		}
	}
}

// templates are pieces of code such as libraries are made of. They only define:
// running them costs a bundle's reader nothing. $A and $B become words, $Aa
// one with a capital, $N a number, $D a file to read, $S a sentence; the same sign is the same
// word or number throughout a piece. What a piece declares outside has $N in its
// name, and is so declared once in a module; it is exported, so that no bundler may leave it
// out.
var templates = []string{
	`
/**
 * $S
 *
 * @param {Array} $A $S
 * @param {Object} [options] $S
 * @return {Array}
 */
function $A$Bb$N($A, options) {
  var result = [], length = $A.length;
  options = options || {};
  for (var i = 0; i < length; i++) {
    if (options.$B === true && /^[a-z_$][\w$]*\/(?:[^/\\]|\\.)+$/i.test($A[i])) {
      result.push({ $A: $A[i], $B: i * $N, name: '$S' });
    } else if ($A[i] !== null && typeof $A[i] === "object") {
      result = result.concat($A$Bb($A[i], options));
    }
  }
  return result;
  function $A$Bb(list, o) { return [list.length / $N / (o.depth || 1)]; }
}
exports.$A$Bb$N = $A$Bb$N;
`, `
var $A$Aa$N = function (value) {
  // $S
  switch (value && value.type) {
    case '$A': return value.$A || $N;
    case '$B': return value.$B ? value.$B.$A : null;
    default:
      throw new TypeError('$S: "' + value + '"');
  }
};
exports.$A$Aa$N = $A$Aa$N;
`, `
class $Bb$Aa$N {
  constructor($A, $B) {
    this.$A = $A;
    this._$B = $B === undefined ? $N : $B;
    this.listeners = {};
  }
  get $B() { return this._$B; }
  set $B(value) {
    if (value !== this._$B) { this._$B = value; this.emit('$B', value); }
  }
  emit(type, ...args) {
    const list = this.listeners[type] || [];
    for (const listener of list.slice()) listener.apply(this, args);
    return list.length > 0;
  }
  toString() { return ` + "`$Bb$Aa(${this.$A}, ${this._$B.toFixed($N % 20)})`" + `; }
}
exports.$Bb$Aa$N = $Bb$Aa$N;
`, `
const $A$Bb$N = { $A: $N, $B: [$N, $N, 0x1f, 1e3, .5], '$A-$B': '$S', $Aa: null,
  handler: ({ $A, $B = $N }) => $A > $B ? $A - $B : ($A + $B) / 2,
  text: "$S\n\"$S\"\u00a0"
};
exports.$A$Bb$N = $A$Bb$N;
`, `
function $Aa$Bb$N(target, $A) {
  if (!(this instanceof $Aa$Bb$N)) return new $Aa$Bb$N(target, $A);
  var self = this, done = false;
  try {
    Object.keys(target).forEach(function (key) {
      if (Object.prototype.hasOwnProperty.call(target, key)) self[key] = target[key];
    });
  } catch (err) {
    /* $S */
    done = err.message.replace(/\s+/g, ' ');
  }
  do { $A = $A >>> 1 ^ $N; } while ($A & 1 && !done);
}
$Aa$Bb$N.prototype.$B = function $B(n) {
  return n ? this.$B(n - 1) : void 0; // $S
};
exports.$Aa$Bb$N = $Aa$Bb$N;
`, `
// $S
// $S
var $B$A$N = (function () {
  var $A = Object.create(null), $B = $N;
  return {
    $A: function (key) { return key in $A ? $A[key] : ($A[key] = $B++); },
    $B: function () { while ($B-- > 0) { if ($B % 3 === 0) continue; delete $A['k' + $B]; } }
  };
})();
exports.$B$A$N = $B$A$N;
`,
}

// piece appends one template, filled with this number.
func (p *plan) piece(b []byte, number int) []byte {
	text := p.templates[p.rng.IntN(len(p.templates))]
	one, two := p.word(), p.word()
	for two == one {
		two = p.word()
	}
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 || i+1 == len(text) {
			return append(b, text...)
		}
		b = append(b, text[:i]...)
		rest := text[i+1:]
		switch {
		case strings.HasPrefix(rest, "Aa"):
			b, rest = capital(b, one), rest[2:]
		case strings.HasPrefix(rest, "Bb"):
			b, rest = capital(b, two), rest[2:]
		case rest[0] == 'A':
			b, rest = append(b, one...), rest[1:]
		case rest[0] == 'B':
			b, rest = append(b, two...), rest[1:]
		case rest[0] == 'N':
			b, rest = decimal(b, number), rest[1:]
		case rest[0] == 'D':
			b, rest = decimal(b, number%assets), rest[1:]
		case rest[0] == 'S':
			b, rest = p.sentence(b), rest[1:]
		default:
			b = append(b, '$')
		}
		text = rest
	}
}

// sentence appends some words.
func (p *plan) sentence(b []byte) []byte {
	for i := range 3 + p.rng.IntN(9) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, p.word()...)
	}
	return b
}

// comment appends a comment of exactly n bytes, with its line end, if n is at
// least 3.
func (p *plan) comment(b []byte, n int) []byte { return p.remark(b, "//", n) }

// remark is comment for a language in which comments begin with sign.
func (p *plan) remark(b []byte, sign string, n int) []byte {
	if n < 3 {
		return b
	}
	end := len(b) + n - 1
	b = append(b, sign...)
	for len(b) < end {
		b = append(append(b, ' '), p.word()...)
	}
	return append(b[:end], '\n')
}

func capital(b []byte, word string) []byte {
	return append(append(b, word[0]-'a'+'A'), word[1:]...)
}
