package scan

import (
	"math/rand"
	"regexp"
	"strings"
)

// snippet makes a small program from the tables of pieces_test.go, half of the
// time with mutations.
func snippet(r *rand.Rand) string {
	s := fill(r, statementPieces[r.Intn(len(statementPieces))], 1+r.Intn(3))
	if r.Intn(2) == 0 {
		s = mutate(r, s)
	}
	if r.Intn(2) == 0 {
		s = interesting(r, s)
	}
	if r.Intn(6) == 0 {
		s = `"use strict";` + s
	}
	return s
}

// fill replaces the single capitals in a piece.
func fill(r *rand.Rand, piece string, depth int) string {
	var b strings.Builder
	for i := range len(piece) {
		c := piece[i]
		single := (i == 0 || class[piece[i-1]] > cDigit) && (i+1 == len(piece) || class[piece[i+1]] > cDigit)
		var table []string
		rest := "a"
		switch {
		case !single:
		case c == 'E':
			table = expressionPieces
		case c == 'P':
			table = patternPieces
		case c == 'M':
			table, rest = memberPieces, "m(){}"
		case c == 'S':
			table, rest = statementPieces, ";"
		}
		switch {
		case table == nil:
			b.WriteByte(c)
		case depth <= 0:
			b.WriteString(rest)
		case c == 'E' || c == 'P':
			b.WriteString(table[r.Intn(len(table))])
		default:
			b.WriteString(fill(r, table[r.Intn(len(table))], depth-1))
		}
	}
	return b.String()
}

var plainNames = regexp.MustCompile(`\ba\(\)|\ba\.b\b|\b[abc]\b`)

// interesting renames some of the names a, b and c to names the scan cares for.
func interesting(r *rand.Rand, s string) string {
	others := map[string][]string{
		"a()": {"require('m0')", "require('m1')", "require(`m2`)", "require.resolve('m3')"},
		"a":   {"a", "a", "Buffer", "require"},
		"a.b": {"Buffer.isBuffer", "Buffer.b", "a.process", "Buffer['isBuffer']"},
		"b":   {"process", "b", "b", "global"},
		"c":   {"process", "Buffer", "c", "c"},
	}
	return plainNames.ReplaceAllStringFunc(s, func(name string) string {
		return others[name][r.Intn(4)]
	})
}

var tokens = regexp.MustCompile(`#?[A-Za-z_$\\][\w$\\{}]*|\d+\w*|"[^"]*"|=>|\.\.\.|\?\.|\?\?=?|&&=?|\|\|=?|\*\*=?|[-+*/=!<>]=?=?|\s+|.`)

// mutate deletes, repeats, swaps, inserts or replaces one or two tokens.
func mutate(r *rand.Rand, s string) string {
	toks := tokens.FindAllString(s, -1)
	for range 1 + r.Intn(2) {
		if len(toks) == 0 {
			break
		}
		i := r.Intn(len(toks))
		piece := tokenPieces[r.Intn(len(tokenPieces))]
		switch r.Intn(6) {
		case 0:
			toks = append(toks[:i:i], toks[i+1:]...)
		case 1:
			toks = append(toks[:i+1:i+1], toks[i:]...)
		case 2:
			j := r.Intn(len(toks))
			toks[i], toks[j] = toks[j], toks[i]
		case 3, 4:
			toks = append(toks[:i:i], append([]string{piece}, toks[i:]...)...)
		case 5:
			toks[i] = piece
		}
	}
	var b strings.Builder
	for i, t := range toks {
		if i > 0 && class[toks[i-1][len(toks[i-1])-1]] <= cDigit && class[t[0]] <= cDigit {
			b.WriteByte(' ') // words stay apart
		}
		b.WriteString(t)
	}
	return b.String()
}

// mutateByte deletes, replaces or inserts one byte.
func mutateByte(r *rand.Rand, s string) string {
	const bytes = "(){}[];,.<>=+-*/%&|!?:'\"`\\ \n\r#$_a0e"
	i, c := r.Intn(len(s)), string(bytes[r.Intn(len(bytes))])
	switch r.Intn(3) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + c + s[i+1:]
	}
	return s[:i] + c + s[i:]
}

var regexpFlagPieces = []string{"", "", "", "u", "u", "v", "v", "i", "gu", "uv", "gg", "x", "y"}

// regexpSnippet makes a regular expression.
func regexpSnippet(r *rand.Rand) string {
	for {
		var b strings.Builder
		b.WriteByte('/')
		for range 1 + r.Intn(5) {
			b.WriteString(regexpPieces[r.Intn(len(regexpPieces))])
		}
		b.WriteString("/" + regexpFlagPieces[r.Intn(len(regexpFlagPieces))])
		if s := b.String(); s[1] != '/' && s[1] != '*' {
			return s
		}
	}
}
