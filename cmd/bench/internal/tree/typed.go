package tree

import (
	"fmt"
	"math/rand/v2"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// typedTemplates are pieces of TypeScript, as templates are of JavaScript.
var typedTemplates = []string{
	`
/** $S */
export interface $Aa$Bb$N<T = unknown> {
  readonly $A: string;
  $B?: T[];
  children: Map<string, $Aa$Bb$N<T>>;
  on(event: '$A' | '$B', listener: (value: T, index: number) => void): () => void;
}
export type Keys$N<T extends $Aa$Bb$N> = { [K in keyof T]?: T[K] extends Function ? never : K };
export function is$Aa$N<T>(value: unknown): value is $Aa$Bb$N<T> {
  return typeof value === 'object' && value !== null && '$A' in value;
}
`, `
export enum $Aa$N { $Aa = $N, $Bb = $Aa << 1, None = 0 }
// $S
export const $A$Bb$N: Readonly<Record<keyof typeof $Aa$N, number>> = { $Aa: $N, $Bb: $N * 2, None: 0 } as const;
`, `
export abstract class $Bb$Aa$N<Item extends { id: number }> {
  static readonly limit: number = $N;
  #$A = new Map<number, Item>();
  private $B: Item | null = null;
  constructor(protected readonly name: string, public depth = $N, private options?: Partial<Item>) {}
  abstract $A(item: Item): boolean;
  get size(): number { return this.#$A.size ?? 0; }
  add(item: Item, ...rest: Item[]): this {
    for (const one of [item, ...rest]) {
      if (this.$A(one)) { this.#$A.set(one.id, { ...this.options, ...one }); this.$B = one; }
    }
    return this;
  }
  protected async load<K extends keyof Item>(key: K): Promise<Item[K] | undefined> {
    const found = await Promise.resolve(this.$B?.[key]);
    return found!;
  }
}
`, `
export function $A$Bb$N<T, R>(list: readonly T[], map: (item: T) => R | undefined, fallback?: R): R[] {
  const result: R[] = [];
  for (let i = 0; i < list.length; i++) {
    const value = map(list[i] as T) ?? fallback;
    if (value !== undefined) result.push(value as R);
    else if (i % $N === 0) throw new RangeError(` + "`$S ${i} ${String(list[i])}`" + `);
  }
  return result;
}
export const $B$Aa$N = <T,>(value: T): T => value;
`,
}

// elementTemplates are pieces with JSX.
var elementTemplates = []string{
	`
interface $Aa$Bb$NProps { $A: string; items?: string[]; onSelect?(index: number): void }
export const $Aa$Bb$N = ({ $A, items = [], onSelect }: $Aa$Bb$NProps) => {
  const selected: number = items.indexOf($A);
  return (
    <section className="$A" data-count={items.length}>
      <h2 title={$A}>$S &amp; {selected >= 0 ? items[selected] : '$B'}</h2>
      <ul>
        {items.map((item, i) => <li key={i} onClick={() => onSelect?.(i)}>{item}, {i + $N}</li>)}
      </ul>
      {/* $S */}
      {selected > $N && <>$S <b>{selected}</b></>}
    </section>
  );
};
`, `
export function $Bb$A$N(props: { [key: string]: unknown }): unknown {
  const style = { width: $N, color: '$A' } as const;
  if (props.$A === undefined) return null;
  return <div {...props} style={style} id={` + "`$B-${$N}`" + `}><input type="text" value={props.$A as string} disabled /></div>;
}
`,
}

// WriteTyped writes a program of TypeScript and JSX files, of which the main
// one reaches as many as are asked for.
func WriteTyped(dir string, o Options) (Tree, error) {
	p := &plan{rng: rand.New(rand.NewPCG(o.Seed, 0x75)), count: max(o.Modules, 2)}
	app := &pkg{}
	for i := range p.count {
		size := min(max(p.logNormal(medianSize, 1), leastSize), 100<<10)
		m := &module{pkg: app, number: i, size: int(size), key: p.rng.IntN(modulus)}
		m.path = typedPath(p, i)
		app.modules = append(app.modules, m)
	}
	factory := p.count - 1 // what JSX calls; it imports nothing
	for i, m := range app.modules[:factory] {
		if i > 0 {
			from := app.modules[(i-1)/4+p.rng.IntN(i-(i-1)/4)]
			from.add(require{to: m})
		}
	}
	for i, m := range app.modules[:factory] {
		m.add(require{to: app.modules[factory]})
		for range p.rng.IntN(4) {
			m.add(require{to: app.modules[i+1+p.rng.IntN(factory-i)]})
		}
	}
	w := newWriter(dir, p)
	for _, m := range app.modules {
		w.typed(m)
		w.bytes += int64(len(w.text))
		if err := w.file(app, m.path); err != nil {
			return Tree{}, err
		}
	}
	w.text = []byte(`{
  // What both esbuild and TypeScript read.
  "compilerOptions": { "target": "es2022", "strict": true, "jsx": "react", "jsxFactory": "h", "jsxFragmentFactory": "Fragment" }
}
`)
	err := w.file(app, "tsconfig.json")
	main := app.modules[0]
	return Tree{Entry: main.path, Modules: p.count, Bytes: w.bytes, Value: main.value()}, err
}

// typedPath is where a module lies: two of three have JSX.
func typedPath(p *plan, i int) string {
	switch i {
	case 0:
		return "main.ts"
	case p.count - 1:
		return "src/h.ts"
	}
	ext := ".tsx"
	if i%3 == 0 {
		ext = ".ts"
	}
	return fmt.Sprintf("src/%s%d/%s%d%s", p.word(), i/25, p.word(), i, ext)
}

// typed makes a TypeScript module's text.
func (w *writer) typed(m *module) {
	b := w.text[:0]
	p := w.plan
	sum := strconv.Itoa(m.key)
	for i, r := range m.requires {
		names := fmt.Sprintf("value as v%d", i)
		if r.to.number == p.count-1 {
			names += ", h, Fragment"
		}
		b = fmt.Appendf(b, "import { %s } from '%s';\n", names, relative(path.Dir(m.path), strings.TrimSuffix(r.to.path, path.Ext(r.to.path))))
		sum += fmt.Sprintf(" + v%d", i)
	}
	p.templates = typedTemplates
	switch {
	case m.number == p.count-1:
		b = append(b, `export const Fragment = Symbol('fragment');
export function h(type: unknown, props: object | null, ...children: unknown[]) {
  return { type, props, children };
}
`...)
	case m.path[len(m.path)-1] == 'x':
		p.templates = append(typedTemplates[:len(typedTemplates):len(typedTemplates)], elementTemplates...)
	}
	b = w.fill(b, m.size-200)
	// Nothing may be left out: the value hangs on all that is declared.
	var names []string
	for _, match := range declared.FindAllSubmatch(b, -1) {
		names = append(names, string(match[1]))
	}
	b = fmt.Appendf(b, "const all: unknown[] = [%s];\n", strings.Join(names, ", "))
	b = fmt.Appendf(b, "export const value: number = (%s + all.length) %% %d;\n", sum, int(modulus))
	m.key += len(names)
	if m.number == 0 {
		b = append(b, "(globalThis as any)."+Global+" = value;\n"...)
	}
	w.text = b
}

// declared finds what a module declares besides types.
var declared = regexp.MustCompile(`(?m)^export (?:abstract class|enum|const|function) ([\w$]+)`)
