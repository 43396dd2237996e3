package difftest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A mapping says that what stands at a column of a generated line comes from a
// place in a source. Lines and columns are 0-based, columns in UTF-16 units.
type mapping struct {
	col          int
	source       string // "" if the place comes from nowhere
	line, srcCol int
}

func (m mapping) String() string {
	if m.source == "" {
		return fmt.Sprintf("%d:-", m.col)
	}
	return fmt.Sprintf("%d:%s:%d:%d", m.col, m.source, m.line+1, m.srcCol)
}

// A sourceMap is a decoded source map, revision 3. The decoder is the test's
// own, so that an error of the bundler's cannot cancel itself out.
type sourceMap struct {
	lines   [][]mapping       // by generated line
	content map[string]string // by source
	root    string
}

var mapComment = regexp.MustCompile(`(?m)^//# sourceMappingURL=data:application/json;charset=utf-8;base64,([A-Za-z0-9+/=]*)\s*\z`)

// inlineMap decodes the source map at the end of a script, or returns nil if
// there is none.
func inlineMap(script []byte) (*sourceMap, error) {
	from := max(0, strings.LastIndex(string(script), "\n//# sourceMappingURL="))
	m := mapComment.FindSubmatch(script[from:])
	if m == nil {
		return nil, nil
	}
	b, err := base64.StdEncoding.DecodeString(string(m[1]))
	if err != nil {
		return nil, err
	}
	return parseMap(b)
}

func parseMap(b []byte) (*sourceMap, error) {
	var raw struct {
		Version        int
		Sources        []string
		SourcesContent []*string
		SourceRoot     string
		Mappings       string
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, err
	}
	if raw.Version != 3 {
		return nil, fmt.Errorf("version %d", raw.Version)
	}
	m := &sourceMap{content: map[string]string{}, root: raw.SourceRoot}
	var err error
	if m.lines, err = decodeMappings(raw.Mappings, raw.Sources); err != nil {
		return nil, err
	}
	for i, s := range raw.Sources {
		if i < len(raw.SourcesContent) && raw.SourcesContent[i] != nil {
			m.content[s] = *raw.SourcesContent[i]
		}
	}
	return m, nil
}

func decodeMappings(text string, sources []string) ([][]mapping, error) {
	var lines [][]mapping
	var src, line, srcCol int
	for row := range strings.SplitSeq(text, ";") {
		var list []mapping
		col := 0
		for segment := range strings.SplitSeq(row, ",") {
			if segment == "" {
				continue
			}
			n, err := vlq(segment)
			if err != nil {
				return nil, err
			}
			col += n[0]
			m := mapping{col: col}
			if len(n) >= 4 {
				src += n[1]
				line += n[2]
				srcCol += n[3]
				if src < 0 || src >= len(sources) || line < 0 || srcCol < 0 {
					return nil, fmt.Errorf("segment %q points nowhere", segment)
				}
				m.source, m.line, m.srcCol = sources[src], line, srcCol
			}
			list = append(list, m)
		}
		slices.SortStableFunc(list, func(a, b mapping) int { return a.col - b.col })
		lines = append(lines, list)
	}
	return lines, nil
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// vlq decodes a segment: 1, 4 or 5 numbers.
func vlq(segment string) ([]int, error) {
	var list []int
	value, shift := 0, 0
	for i := range len(segment) {
		d := strings.IndexByte(digits, segment[i])
		if d < 0 {
			return nil, fmt.Errorf("segment %q has no digit at %d", segment, i)
		}
		value |= d & 31 << shift
		if d&32 != 0 {
			shift += 5
			continue
		}
		if value&1 != 0 {
			list = append(list, -(value >> 1))
		} else {
			list = append(list, value>>1)
		}
		value, shift = 0, 0
	}
	if n := len(list); shift != 0 || n != 1 && n != 4 && n != 5 {
		return nil, fmt.Errorf("segment %q has %d numbers", segment, n)
	}
	return list, nil
}

// at returns where the place of a script (1-based line, 0-based column) comes
// from: the last mapping at or before it on its line.
func (m *sourceMap) at(line, col int) (mapping, error) {
	if line < 1 || line > len(m.lines) {
		return mapping{}, errors.New("the map has no such line")
	}
	var found *mapping
	for i := range m.lines[line-1] {
		if s := &m.lines[line-1][i]; s.col <= col {
			found = s
		}
	}
	if found == nil {
		return mapping{}, errors.New("the map has nothing at this place")
	}
	return *found, nil
}

// shimSource is how the maps of the two tools may call a shim.
var shimSource = regexp.MustCompile(`^(?:.*/)?(?:browserify-[0-9a-f]{12}|sheaf)/node_modules/`)

// sourceName makes the names of sources that the tools choose themselves equal:
// the prelude's, and how a shim's path is written.
func (m *sourceMap) sourceName(s string) string {
	if len(m.lines) > 0 && len(m.lines[0]) > 0 && m.lines[0][0].source == s {
		return "the prelude"
	}
	return shimSource.ReplaceAllString(s, "shims/")
}

// diffMaps says where two maps part.
func diffMaps(want, got *sourceMap) []string {
	var list []string
	if want == nil || got == nil {
		if want != got {
			list = append(list, fmt.Sprintf("source map: %v, upstream %v", got != nil, want != nil))
		}
		return list
	}
	if want.root != got.root {
		list = append(list, fmt.Sprintf("map: sourceRoot %q, upstream %q", got.root, want.root))
	}
	for i := range max(len(want.lines), len(got.lines)) {
		w, g := want.line(i), got.line(i)
		if w != g {
			list = append(list, fmt.Sprintf("map: line %d is %s, upstream %s", i+1, brief(g), brief(w)))
			break
		}
	}
	named := got.named()
	for _, name := range sortedKeys(want.content) {
		if want.sourceName(name) == "the prelude" {
			continue
		}
		content := intendedContent(name, want.content[name])
		if text, ok := named[want.sourceName(name)]; !ok || text != content {
			list = append(list, fmt.Sprintf("map: content of %s is %q, upstream %q", name, brief(text), brief(content)))
			break
		}
	}
	if len(want.content) != len(got.content) {
		list = append(list, fmt.Sprintf("map: contents of %q, upstream %q", sortedKeys(named), sortedKeys(want.named())))
	}
	return list
}

// named returns the contents by the names that both tools' maps use.
func (m *sourceMap) named() map[string]string {
	list := map[string]string{}
	for name, text := range m.content {
		list[m.sourceName(name)] = text
	}
	return list
}

func (m *sourceMap) line(i int) string {
	if i >= len(m.lines) {
		return ""
	}
	var b strings.Builder
	for _, s := range m.lines[i] {
		if s.source != "" {
			s.source = m.sourceName(s.source)
		}
		b.WriteString(s.String())
		b.WriteByte(' ')
	}
	return b.String()
}
