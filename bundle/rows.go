package bundle

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sheaf/bundle/internal/jstext"
	"sheaf/bundle/internal/pack"
	"sheaf/bundle/internal/paths"
	"sheaf/bundle/internal/row"
	"sheaf/bundle/srcmap"
)

// WriteList writes the file of each module on a line of its own, as
// Browserify's --list does.
func (r *Result) WriteList(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, m := range r.out.Load().All {
		b.WriteString(m.File)
		b.WriteByte('\n')
	}
	return b.Flush()
}

// WriteDeps writes the modules as module-deps' rows, a JSON array of objects
// with id, file, source, deps and, where they apply, entry, order and expose:
// what Browserify's --deps prints and Pack reads.
func (r *Result) WriteDeps(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString("[\n")
	all := r.out.Load().All
	for i, m := range all {
		if i > 0 {
			b.WriteString("\n,\n")
		}
		writeRow(b, m)
	}
	if len(all) > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	return b.Flush()
}

func writeRow(b *bufio.Writer, m *row.Row) {
	var buf []byte
	field := func(name string) {
		if len(buf) > 0 {
			buf = append(buf, ',')
		}
		buf = jstext.AppendQuote(buf, name)
		buf = append(buf, ':')
	}
	if m.Entry {
		field("entry")
		buf = append(buf, "true"...)
		if m.Order >= 0 {
			field("order")
			buf = fmt.Append(buf, m.Order)
		}
	}
	switch {
	case m.Expose != "":
		field("expose")
		buf = jstext.AppendQuote(buf, m.Expose)
	case m.Entry && !m.Given:
		field("expose")
		buf = append(buf, "false"...)
	}
	field("id")
	buf = jstext.AppendQuote(buf, m.ID)
	field("file")
	buf = jstext.AppendQuote(buf, m.File)
	field("source")
	buf = append(buf, '"')
	buf = jstext.AppendEscaped(buf, m.Head)
	buf = jstext.AppendEscaped(buf, m.Source)
	buf = jstext.AppendEscaped(buf, m.Tail)
	buf = append(buf, '"')
	field("deps")
	buf = appendDeps(buf, m.Deps)
	b.WriteByte('{')
	b.Write(buf)
	b.WriteByte('}')
}

// appendDeps appends what the names mean as JSON; those that mean nothing are
// left out, as JSON.stringify does.
func appendDeps(buf []byte, deps []row.Dep) []byte {
	buf = append(buf, '{')
	first := true
	for _, d := range deps {
		if d.To == nil && d.Value == row.Undefined {
			continue
		}
		if !first {
			buf = append(buf, ',')
		}
		first = false
		buf = jstext.AppendQuote(buf, d.Key)
		buf = append(buf, ':')
		switch {
		case d.To != nil:
			buf = jstext.AppendQuote(buf, d.To.Path)
		default:
			buf = append(buf, "false"...)
		}
	}
	return append(buf, '}')
}

// Pack makes a bundle of rows that were walked before: a JSON array of objects
// as WriteDeps and module-deps write them. Of the options only those count that
// say how a bundle is written.
func Pack(ctx context.Context, rows io.Reader, o Options) (*Result, error) {
	o.Transforms = nil // they have done their work
	p, err := newPlan(&o)
	if err != nil {
		return nil, failure(err)
	}
	list, err := readRows(rows)
	if err != nil {
		return nil, failure(err)
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	p.pack.Exposed = map[string]bool{}
	var read int64
	for _, r := range list {
		read += int64(len(r.Source))
		if r.Expose != "" {
			p.pack.Exposed[r.Expose] = true
			p.pack.HasExports = true
		}
	}
	out, err := pack.Pack(list, p.pack)
	if err != nil {
		return nil, failure(err)
	}
	r := resultOf(out)
	r.Stats, r.options = Stats{Modules: len(out.Rows), Bytes: read}, o
	return r, nil
}

// A jsonRow is a row as module-deps writes it.
type jsonRow struct {
	ID     any
	File   string
	Source *string
	Deps   map[string]any
	Entry  bool
	Order  *int
	Expose any
}

func readRows(r io.Reader) ([]*row.Row, error) {
	raw, err := readJSON(r)
	if err != nil {
		return nil, err
	}
	list := make([]*row.Row, len(raw))
	byName := make(map[string]*row.Row, 2*len(raw))
	for i := range raw {
		m, err := raw[i].row()
		if err != nil {
			return nil, fmt.Errorf("row %d of standard input: %w", i+1, err)
		}
		list[i] = m
		if byName[m.File] == nil {
			byName[m.File] = m
		}
	}
	for _, m := range list {
		byName[m.ID] = m
	}
	for i, m := range list {
		for key, value := range raw[i].Deps {
			m.Deps = append(m.Deps, dep(key, value, byName))
		}
		slices.SortFunc(m.Deps, func(a, b row.Dep) int { return paths.CompareUTF16(a.Key, b.Key) })
	}
	return list, nil
}

// readJSON reads an array of rows. A text without anything is one without rows.
func readJSON(r io.Reader) ([]jsonRow, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("cannot read standard input: %w", err)
	}
	var list []json.RawMessage
	if len(bytes.TrimSpace(text)) > 0 {
		err := json.Unmarshal(text, &list)
		var odd *json.UnmarshalTypeError
		if errors.As(err, &odd) {
			return nil, fmt.Errorf("what is on standard input is a JSON %s, not an array of rows as --deps prints it", odd.Value)
		}
		if err != nil {
			return nil, fmt.Errorf("the rows on standard input are not an array as --deps prints it: %w", err)
		}
	}
	raw := make([]jsonRow, len(list))
	for i, text := range list {
		err := json.Unmarshal(text, &raw[i])
		var odd *json.UnmarshalTypeError
		switch {
		case errors.As(err, &odd) && odd.Field == "":
			return nil, fmt.Errorf("row %d of standard input: it is a %s, not an object", i+1, odd.Value)
		case errors.As(err, &odd):
			return nil, fmt.Errorf("row %d of standard input: its %s is a %s", i+1, strings.ToLower(odd.Field), odd.Value)
		}
	}
	return raw, nil
}

func (j *jsonRow) row() (*row.Row, error) {
	m := &row.Row{File: j.File, Path: j.File, Entry: j.Entry, Order: -1, MapComment: -1}
	switch id := j.ID.(type) {
	case string:
		m.ID = id
	case float64:
		m.ID = number(id)
	case nil:
		m.ID = j.File
	}
	if m.ID == "" {
		return nil, errors.New("it has no id")
	}
	if m.File == "" {
		m.File, m.Path = m.ID, m.ID
	}
	if j.Source == nil {
		return nil, errors.New("it has no source")
	}
	m.Source = []byte(*j.Source)
	m.JSON = len(m.File) > 5 && m.File[len(m.File)-5:] == ".json"
	m.Lines = int32(srcmap.CountLines(m.Source))
	if len(srcmap.Comments(m.Source, 0)) > 0 {
		m.MapComment = 0
	}
	if j.Order != nil {
		m.Order = *j.Order
	}
	if name, ok := j.Expose.(string); ok {
		m.Expose = name
	}
	return m, nil
}

func dep(key string, value any, byName map[string]*row.Row) row.Dep {
	d := row.Dep{Key: key}
	switch v := value.(type) {
	case string:
		d.To = byName[v]
	case float64:
		d.To = byName[number(v)]
	case bool:
		d.Value = row.False
	}
	return d
}

// number is an id that is a number, as JavaScript has it in an object's keys.
func number(id float64) string { return strconv.FormatFloat(id, 'f', -1, 64) }
