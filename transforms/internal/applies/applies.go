// Package applies chooses files by the option "appliesTo" that npm transforms made
// with browserify-transform-tools have.
//
// What comes in are the option's lists; what goes out is a function that tells
// whether a file is one of those meant. The package never looks at a file.
package applies

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Names are the lists' names. The first of them that is given counts.
var Names = []string{"regex", "files", "excludeExtensions", "includeExtensions"}

// To returns what tells whether a file (an absolute path) is meant, nil if none of
// the lists is given. Paths are relative to dir. Regular expressions are Go's, and
// those of JavaScript between slashes that are the same in both.
func To(lists map[string][]string, dir string) (func(file string) bool, error) {
	for _, name := range Names {
		list := lists[name]
		if list == nil {
			continue
		}
		switch name {
		case "regex":
			return matches(list)
		case "files":
			for i, f := range list {
				if !filepath.IsAbs(f) {
					list[i] = filepath.Join(dir, f)
				}
			}
			return func(file string) bool { return slices.Contains(list, file) }, nil
		case "excludeExtensions":
			has := HasSuffix(list)
			return func(file string) bool { return !has(file) }, nil
		}
		return HasSuffix(list), nil
	}
	return nil, nil
}

// HasSuffix returns what tells whether a file's name ends in one of the suffixes.
func HasSuffix(suffixes []string) func(file string) bool {
	return func(file string) bool {
		return slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(file, s) })
	}
}

func matches(patterns []string) (func(string) bool, error) {
	var list []*regexp.Regexp
	for _, p := range patterns {
		re, err := Pattern(p)
		if err != nil {
			return nil, fmt.Errorf(`option "appliesTo.regex": %w`, err)
		}
		list = append(list, re)
	}
	return func(file string) bool {
		return slices.ContainsFunc(list, func(re *regexp.Regexp) bool { return re.MatchString(filepath.ToSlash(file)) })
	}, nil
}

// Pattern compiles a regular expression, as it is or written as JavaScript's
// literals are: /x/i.
func Pattern(text string) (*regexp.Regexp, error) {
	pattern := text
	if i := strings.LastIndexByte(text, '/'); i > 0 && text[0] == '/' && strings.Trim(text[i+1:], "gimsuy") == "" {
		pattern = strings.ReplaceAll(text[1:i], `\/`, "/")
		if flags := strings.Map(known, text[i+1:]); flags != "" {
			pattern = "(?" + flags + ")" + pattern
		}
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("%q is no regular expression that sheaf knows: %w", text, err)
	}
	return re, nil
}

// known keeps the flags that change what matches, and that Go has.
func known(flag rune) rune {
	if strings.ContainsRune("ims", flag) {
		return flag
	}
	return -1
}
