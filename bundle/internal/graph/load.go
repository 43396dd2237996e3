package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sheaf/bundle/builtins"
	"sheaf/bundle/diag"
	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/scan"
	"sheaf/bundle/srcmap"
	"sheaf/resolver"
	"sheaf/resolver/pages"
	"sheaf/transforms/esbuild"
)

// A worker is what one goroutine needs to load modules, reused from one to the
// next.
type worker struct {
	*walk
	scanner scan.Scanner
	files   reader
	chunks  srcmap.Encoder
	module  *module  // the one in hand
	as      string   // its as when it was taken: others may find a lesser path while it is loaded
	targets []target // of the module in hand
	specs   []string
	names   nameFilter // of specs
	spare   []row.Dep  // to cut dependency lists from
	stock   stock      // modules for what it finds
	walks   bool       // others wait for what it finds
	layered bool       // the walk's layered when the module was taken
	told    int        // targets of the module in hand that they know of

	plain *resolver.Package // the last one that names no transforms: mostly it is the next module's

	// A file that was read before it was known that it is needed.
	ahead     *resolver.File
	aheadText []byte
}

func newWorker(w *walk) *worker {
	k := &worker{walk: w, files: newReader(), chunks: srcmap.Encoder{Form: w.o.MapForm}}
	k.scanner.Reuse = true
	return k
}

// deps returns the dependencies of the module in hand. Those that need not wait
// for the lock are linked.
func (k *worker) deps() []row.Dep {
	n := len(k.targets)
	if n == 0 {
		return nil
	}
	if n > len(k.spare) {
		k.spare = pages.More(k.spare, max(n, 64), max(n, 1024))
	}
	list := k.spare[:n:n]
	k.spare = k.spare[n:]
	for i := range k.targets {
		t := &k.targets[i]
		list[i].Key, list[i].Value, list[i].Soft = t.key, t.value, t.soft
		if to := k.known(t); to != nil {
			list[i].To = &to.row
		}
	}
	return list
}

// known returns the module that a target means, if it is in the table of modules
// and there is nothing to learn about it from the target.
func (k *worker) known(t *target) *module {
	if t.file == nil || t.as != "" || k.layered {
		return nil
	}
	return k.walk.files.get(t.file)
}

// load does all that is to be done for one module but enter what it requires
// into the table of modules, which is link's. If the module's text is to be
// converted, that is as far as it goes: it returns the conversion, of which
// resume does the rest.
func (k *worker) load(m *module) *conversion {
	k.begin(m, k.as)
	if k.memory != nil && k.recall(m) {
		return nil
	}
	r := &m.row
	r.MapComment = -1
	if m.shim != nil && !k.transformed(m) {
		k.loadShim(m)
		return nil
	}
	code, err := k.text(m)
	if err != nil {
		m.unread = err
		return nil
	}
	if k.memory != nil {
		m.read = hash(code)
	}
	k.bytes.Add(int64(len(code)))
	read := code
	code, extra, ok := k.transform(m, code)
	if !ok {
		return nil
	}
	if len(code) != len(read) || len(code) > 0 && &code[0] != &read[0] {
		m.before = read
	}
	made := code // by transforms
	if !utf8.Valid(code) {
		code = k.replaceInvalid(m, code)
	}
	r.JSON = strings.HasSuffix(r.Path, ".json")
	r.Verbatim = k.isNoParse(m)
	code = k.trim(m, code)
	switch {
	case r.JSON:
		k.setSource(r, code)
		if k.checkJSON(m, code) {
			if k.o.Minify {
				k.minifyJSON(m, code)
			}
			k.resolveAll(m, nil, extra)
		}
	case esbuild.Wants(r.Path) && (bytes.Equal(made, read) || !k.isScript(code)):
		return k.conversion(m, code, extra)
	default:
		return k.scan(m, code, extra)
	}
	return nil
}

// begin takes a module in hand, of which as is the path by which it was reached.
func (k *worker) begin(m *module, as string) {
	k.module, k.as, k.targets, k.told = m, as, k.targets[:0], 0
}

// setSource sets a row's text and what a map needs of it.
func (k *worker) setSource(r *row.Row, code []byte) {
	r.Source = code
	if k.o.Map {
		r.Lines = int32(srcmap.CountLines(code))
		if !k.o.Minify || r.JSON { // else it is in the text's own map
			r.Content = k.encode(code)
		}
	}
}

// encode returns a text as it stands in the map. The chunks of a first walk share
// memory, as texts do: see reader.
func (k *worker) encode(code []byte) srcmap.Chunk {
	if k.files.exact {
		return k.o.MapForm.Encode(code)
	}
	return k.chunks.Encode(code)
}

// loadShim takes over what is known of a core module's shim.
func (k *worker) loadShim(m *module) {
	r, s := &m.row, m.shim
	r.JSON, r.MapComment = s.JSON, s.MapComment
	if s.Source == nil {
		k.setSource(r, []byte{}) // a text, if an empty one
	} else {
		k.setSource(r, s.Source)
	}
	k.bytes.Add(int64(len(r.Source)))
	if s.JSON {
		return
	}
	m.used = k.define(s.Globals)
	specs := k.specs[:0]
	for i := range s.Deps {
		specs = append(specs, s.Deps[i].Spec)
	}
	if m.used != 0 {
		specs = k.o.Globals.Needs(specs, m.used)
	}
	for _, spec := range specs {
		t, err := k.resolveShim(m, spec)
		if err != nil {
			k.fail(diag.Message{Text: err.Error(), Where: k.place(m)})
			continue
		}
		t.key = spec
		k.targets = append(k.targets, t)
	}
	k.specs = specs
	sortTargets(k.targets)
}

// text returns a module's text as it was given, or is on disk.
func (k *worker) text(m *module) ([]byte, error) {
	switch {
	case m.given != nil:
		return m.given, nil
	case m.shim != nil:
		return m.shim.Source, nil
	case m.file == k.ahead:
		return k.aheadText, nil
	}
	quiet := k.memory != nil && k.memory.quiet && k.memory.stale[m.file.Path]
	return k.files.read(m.file.Path, quiet)
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// trim removes a byte-order mark and a "#!" line. Of the latter the line end
// stays, as insert-module-globals leaves it, unless that does not see the file.
func (k *worker) trim(m *module, code []byte) []byte {
	// Two stages of Browserify each remove one mark.
	code = bytes.TrimPrefix(bytes.TrimPrefix(code, byteOrderMark), byteOrderMark)
	if m.row.JSON || len(code) < 2 || code[0] != '#' || code[1] != '!' {
		return code
	}
	i, n := lineEnd(code)
	if k.o.Globals == nil || m.row.Verbatim {
		i += n
	}
	return code[i:]
}

// lineEnd returns where the first line of a text ends, and how many bytes its end
// has: LF with or without CR before it, CR, U+2028, U+2029, or none. (Browserify
// knows LF only, and drops what comes before the next one.)
func lineEnd(code []byte) (at, n int) {
	i := bytes.IndexAny(code, "\n\r\u2028\u2029")
	switch {
	case i < 0:
		return len(code), 0
	case bytes.HasPrefix(code[i:], []byte("\r\n")):
		return i + 1, 1
	case code[i] == '\n' || code[i] == '\r':
		return i, 1
	}
	return i, len("\u2028")
}

// scan finds what a script requires and which globals it uses, and resolves
// that. If it turns out to be an ES module, it returns its conversion.
func (k *worker) scan(m *module, code []byte, extra []string) *conversion {
	res, err := k.look(code)
	if err == nil && res.ESM >= 0 && m.original == nil {
		return k.conversion(m, code, extra)
	}
	k.setSource(&m.row, code)
	if err != nil {
		if !k.awaitsTopLevel(m, code) {
			k.failIn(m, k.syntaxError(m, code, err))
		}
		return nil
	}
	m.row.MapComment = res.MapComment
	if m.row.Verbatim {
		k.resolveAll(m, nil, extra)
		return nil
	}
	if k.memory == nil && (k.o.Minify || m.folds) {
		res.Refs = slices.Clone(res.Refs) // another text is looked at
	}
	switch {
	case k.o.Minify:
		res = k.minify(m, code, res)
		m.row.MapComment = res.MapComment
	case m.folds && len(res.Refs) > 0:
		res.Refs = k.fold(code, res.Refs)
	}
	if !k.skipsGlobals(m) {
		m.used = k.define(res.Globals)
	}
	k.resolveAll(m, res.Refs, extra)
	return nil
}

// look scans a text. What it refers to is valid until the next one, unless there
// are to be other walks: it is then had apart from the text, which it is kept
// longer than.
func (k *worker) look(code []byte) (scan.Result, error) {
	res, err := k.scanner.Scan(code)
	if k.memory != nil {
		own := slices.Clone(res.Refs)
		for i := range own {
			own[i].Spec = strings.Clone(own[i].Spec)
		}
		clear(res.Refs) // the scanner would keep the text
		res.Refs = own
	}
	return res, err
}

// define returns which globals are defined for a module where free are free.
func (k *worker) define(free scan.Globals) scan.Globals {
	if k.o.Globals == nil {
		return 0
	}
	return k.o.Globals.Used(free)
}

// resolveAll resolves a module's references, what transforms say it depends on
// and what the text around it needs, each name once, and sorts them.
func (k *worker) resolveAll(m *module, refs []scan.Ref, extra []string) {
	if k.memory != nil {
		m.memo.keep(refs, extra, m.messages)
	}
	specs := k.specs[:0]
	k.names = nameFilter{}
	for i := range refs {
		ref := &refs[i]
		if ref.Kind == scan.Import {
			continue
		}
		m.resolves = m.resolves || ref.Kind == scan.Resolve
		if k.names.add(ref.Spec) && slices.Contains(specs, ref.Spec) {
			k.mustResolve(m, refs, i)
			continue
		}
		specs = append(specs, ref.Spec)
		k.resolveRef(m, ref)
		if len(k.targets)-k.told >= tellAt || k.told == 0 && len(k.targets) >= tellFirst && len(refs) >= tellAt {
			k.tell(m)
		}
	}
	added := len(specs)
	for _, spec := range extra {
		if !k.names.add(spec) || !slices.Contains(specs, spec) {
			specs = append(specs, spec)
		}
	}
	if m.used != 0 {
		specs = k.o.Globals.Needs(specs, m.used)
	}
	for _, spec := range specs[added:] {
		k.resolveExtra(m, spec, slices.Contains(extra, spec))
	}
	k.specs = specs
	sortTargets(k.targets)
}

// tellAt is how many targets are kept back at most: an index file may have
// hundreds, and others would wait. The first come early, for then they have
// nothing to do yet.
const tellAt, tellFirst = 64, 8

// tell enters the targets that were found since the last time into the table of
// modules, so that others can take them from the queue.
func (k *worker) tell(m *module) {
	if !k.walks {
		return
	}
	k.stock.refill()
	k.mu.Lock()
	for i := range k.targets[k.told:] {
		k.walk.module(&k.stock, &k.targets[k.told+i], m.top)
	}
	k.mu.Unlock()
	k.told = len(k.targets)
}

// fewTargets are what most modules have at most.
const fewTargets = 24

// sortTargets sorts targets by key. They are large, so that if there are many it
// is their places that are sorted first.
func sortTargets(list []target) {
	if len(list) <= fewTargets {
		for i := 1; i < len(list); i++ {
			at := i
			for at > 0 && paths.CompareUTF16(list[i].key, list[at-1].key) < 0 {
				at--
			}
			if at < i {
				t := list[i]
				copy(list[at+1:], list[at:i])
				list[at] = t
			}
		}
		return
	}
	type place struct {
		key string
		at  int
	}
	places := make([]place, len(list))
	for i := range list {
		places[i] = place{list[i].key, i}
	}
	slices.SortFunc(places, func(a, b place) int { return paths.CompareUTF16(a.key, b.key) })
	old := slices.Clone(list)
	for i, p := range places {
		list[i] = old[p.at]
	}
}

// resolveRef resolves one reference of a module's source.
func (k *worker) resolveRef(m *module, ref *scan.Ref) {
	t, err := k.lookup(m, ref.Spec)
	switch {
	case err == nil:
		t.key, t.soft = ref.Spec, ref.Kind == scan.Resolve
		k.targets = append(k.targets, t)
	case k.o.IgnoreMissing && isNotFound(err):
		k.targets = append(k.targets, target{key: ref.Spec})
	case isOptional(ref) && isNotFound(err), ref.Kind == scan.Resolve:
		k.warnOptional(m, ref)
	default:
		k.fail(k.resolveError(m, ref, err))
	}
}

// mustResolve looks at a second reference to a name: the first may have been
// one that need not resolve, and this one is not.
func (k *worker) mustResolve(m *module, refs []scan.Ref, i int) {
	if refs[i].Kind != scan.Resolve {
		for j := range k.targets {
			if k.targets[j].key == refs[i].Spec {
				k.targets[j].soft = false
			}
		}
	}
	if isOptional(&refs[i]) {
		return
	}
	for j := range refs[:i] {
		if refs[j].Spec != refs[i].Spec || refs[j].Kind == scan.Import {
			continue
		}
		if !isOptional(&refs[j]) {
			return
		}
	}
	for _, t := range k.targets {
		if t.key == refs[i].Spec {
			return
		}
	}
	k.resolveRef(m, &refs[i])
}

// resolveExtra resolves a name that does not stand in the source. said tells
// whether it is a transform that says that the module depends on it.
func (k *worker) resolveExtra(m *module, spec string, said bool) {
	t, err := k.lookup(m, spec)
	if err != nil {
		if k.o.IgnoreMissing && isNotFound(err) {
			t = target{}
		} else {
			msg := diag.Message{Text: err.Error(), Where: k.place(m), Err: err}
			if said {
				msg.Notes = []diag.Note{{Text: "that the file depends on it was said by a transform: " + strings.Join(k.transformNames(m), ", ")}}
			}
			k.fail(msg)
			return
		}
	}
	t.key = spec
	k.targets = append(k.targets, t)
}

func (k *worker) lookup(m *module, spec string) (target, error) {
	if m.shim != nil {
		return k.resolveShim(m, spec)
	}
	if spec == IsBufferSpec {
		return k.isBuffer()
	}
	return k.resolve(m, spec)
}

// IsBufferSpec is what modules that need no more of Buffer than isBuffer
// require.
const IsBufferSpec = builtins.Root + builtins.IsBufferPackage + "/index.js"

// checkJSON reports whether a JSON module's text is valid.
func (k *worker) checkJSON(m *module, code []byte) bool {
	if json.Valid(code) {
		return true
	}
	var v any
	err := json.Unmarshal(code, &v)
	at := len(code)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = min(max(int(syntax.Offset)-1, 0), len(code))
	}
	k.failIn(m, diag.Message{
		Text:  "invalid JSON: " + wholeCharacter(strings.TrimPrefix(err.Error(), "json: "), code[at:]),
		Where: diag.At(k.display(m.row.Path), code, at, at+1),
		Err:   err,
	})
	return false
}

// wholeCharacter mends what encoding/json says of the text that begins with
// rest: it names the first byte of a character as if that were all of it.
func wholeCharacter(said string, rest []byte) string {
	r, size := utf8.DecodeRune(rest)
	if size < 2 {
		return said
	}
	return strings.Replace(said, strconv.QuoteRune(rune(rest[0])), strconv.QuoteRune(r), 1)
}

// isNoParse tells whether the user wants a file taken as it is.
func (k *worker) isNoParse(m *module) bool {
	return len(k.o.NoParse) > 0 && slices.Contains(k.o.NoParse, m.row.Path)
}

// skipsGlobals tells whether the user named the file, its package or its path in
// node_modules as one whose globals are left alone: by the path it was reached
// by, as in insert-module-globals, which may be through a link.
func (k *worker) skipsGlobals(m *module) bool {
	if len(k.o.NoParse) == 0 {
		return false
	}
	file := m.row.Path
	if k.as != "" {
		file = k.as
	}
	if slices.Contains(k.o.NoParse, file) {
		return true
	}
	file = strings.ReplaceAll(file, "\\", "/")
	if i := strings.LastIndex(file, "/node_modules/"); i >= 0 {
		file = file[i+len("/node_modules/"):]
	}
	name, _, _ := strings.Cut(file, "/")
	return slices.Contains(k.o.NoParse, name) || slices.Contains(k.o.NoParse, file)
}
