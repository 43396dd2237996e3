package tree

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	medianSize  = 1500 // bytes
	spreadSize  = 1.4  // sigma: the mean is then 2.66 times the median
	leastSize   = 100
	largestSize = 1 << 20

	maxRequires    = 12
	maxChildren    = 9 // requires that reach a module for the first time; leaves room for others
	levels         = 6 // of packages, besides the application's own
	modulus        = 1e6 + 3
	ownShare       = 10 // one module in so many is the application's own
	largestPackage = 1200
)

// A plan is what modules there are and what they require.
type plan struct {
	rng      *rand.Rand
	count    int
	packages []*pkg // by level; the first is the application
	above    []int  // for each level, the index of the first package above it

	templates []string // pieces of code
	avoid     []string // words that are no names
}

// A pkg is a package, or the application itself.
type pkg struct {
	number  int
	level   int // 0: the application
	modules []*module
	kind    kind   // of package.json
	name    string // as it is required
	dir     string // relative to the root, "" for the application
}

type module struct {
	pkg    *pkg
	number int // in its package; 0 is the main module
	depth  int // main's is 0
	size   int // bytes to fill
	key    int // what it adds to the program's value

	requires []require
	back     bool // requires its main module in a function

	path  string // relative to the package
	alias string // the path by which its package's modules require it, if not its own
	known int    // value plus 1, once computed
}

// A require is an edge, main module or not.
type require struct {
	to    *module
	whole bool // the package is required by its name
}

func newPlan(o Options) *plan {
	p := &plan{rng: rand.New(rand.NewPCG(o.Seed, 0x5eaf)), count: max(o.Modules, 1), templates: templates}
	p.fillPackages()
	for _, pkg := range p.packages {
		p.reachModules(pkg)
	}
	p.reachPackages()
	for _, pkg := range p.packages {
		for _, m := range pkg.modules {
			p.more(m)
		}
	}
	return p
}

// logNormal draws a number with that median and sigma.
func (p *plan) logNormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*p.rng.NormFloat64())
}

// fillPackages makes the packages and their modules.
func (p *plan) fillPackages() {
	own := max(p.count/ownShare, 1)
	p.packages = []*pkg{{modules: make([]*module, own)}}
	for left := p.count - own; left > 0; {
		size := int(min(max(p.logNormal(5, 1.8), 1), largestPackage, float64(p.count/8+1)))
		size = min(size, left)
		left -= size
		level := 1 + p.rng.IntN(levels)
		if size == 1 && level == levels {
			level-- // it shall have something to require
		}
		p.packages = append(p.packages, &pkg{level: level, modules: make([]*module, size)})
	}
	slices.SortStableFunc(p.packages, func(a, b *pkg) int { return a.level - b.level })
	p.above = make([]int, levels+1)
	for i, pkg := range p.packages {
		pkg.number = i
		for level := range pkg.level {
			if p.above[level] == 0 {
				p.above[level] = i
			}
		}
		for j := range pkg.modules {
			size := min(max(p.logNormal(medianSize, spreadSize), leastSize), largestSize)
			pkg.modules[j] = &module{pkg: pkg, number: j, size: int(size), key: p.rng.IntN(modulus)}
		}
	}
}

// reachModules has each module of a package but the main one required by
// another. Depth grows with the logarithm of the number.
func (p *plan) reachModules(pkg *pkg) {
	for j, m := range pkg.modules {
		if j == 0 {
			continue
		}
		from := (j - 1) / 6
		i := from + p.rng.IntN((j-1)/2-from+1)
		for len(pkg.modules[i].requires) >= maxChildren {
			i++ // j-1 has none yet
		}
		parent := pkg.modules[i]
		parent.requires = append(parent.requires, require{to: m})
		m.depth = parent.depth + 1
	}
}

// reachPackages has each package but the application required by a module of a
// lower level.
func (p *plan) reachPackages() {
	for _, pkg := range p.packages[1:] {
		below := p.lowerThan(pkg.level)
		for {
			from := p.packages[p.rng.IntN(below)]
			m := from.modules[p.rng.IntN(len(from.modules))]
			if len(m.requires) < maxRequires {
				m.requires = append(m.requires, require{to: pkg.modules[0], whole: true})
				break
			}
		}
	}
}

// lowerThan returns how many packages have a lower level; they come first.
func (p *plan) lowerThan(level int) int {
	n, _ := slices.BinarySearchFunc(p.packages, level, func(pkg *pkg, level int) int { return pkg.level - level })
	return n
}

// more has a module require more of what lies below it, up to a number that
// its size has room for.
func (p *plan) more(m *module) {
	want := int(min(max(math.Round(p.logNormal(3, .8)), 1), maxRequires))
	want = min(want, max(m.size/80, 1))
	for try := 0; len(m.requires) < want && try < 3*want; try++ {
		var r require
		if p.rng.IntN(4) > 0 {
			r = p.inside(m)
		} else {
			r = p.outside(m)
		}
		m.add(r)
	}
	if len(m.requires) == 0 {
		m.add(p.inside(m))
	}
	if len(m.requires) == 0 {
		m.add(p.outside(m))
	}
	m.back = len(m.requires) == 0 && m.number > 0
}

// inside draws a deeper module of the same package.
func (p *plan) inside(m *module) require {
	to := m.pkg.modules[p.rng.IntN(len(m.pkg.modules))]
	if to.depth <= m.depth {
		return require{}
	}
	return require{to: to}
}

// outside draws a package of a higher level, or a module in it.
func (p *plan) outside(m *module) require {
	first := p.above[m.pkg.level]
	if first == 0 {
		return require{}
	}
	pkg := p.packages[first+p.rng.IntN(len(p.packages)-first)]
	if p.rng.IntN(10) < 7 {
		return require{to: pkg.modules[0], whole: true}
	}
	return require{to: pkg.modules[p.rng.IntN(len(pkg.modules))]}
}

// add adds a require, if it is one and of a module that was not required yet.
func (m *module) add(r require) {
	if r.to == nil || slices.ContainsFunc(m.requires, func(old require) bool { return old.to == r.to }) {
		return
	}
	m.requires = append(m.requires, r)
}

// value computes what the module exports under that name.
func (m *module) value() int {
	if m.known == 0 {
		sum := m.key
		for _, r := range m.requires {
			sum += r.to.value()
		}
		m.known = sum%modulus + 1
	}
	return m.known - 1
}
