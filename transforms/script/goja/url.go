package goja

import (
	"net/netip"
	"net/url"
)

// netModule is what js/core/net.js stands on.
func netModule() map[string]any {
	return map[string]any{
		// isIP returns 4 or 6, or 0 for what is no address.
		"isIP": func(text string) int {
			switch at, err := netip.ParseAddr(text); {
			case err != nil:
				return 0
			case at.Is4():
				return 4
			}
			return 6
		},
	}
}

// urlModule is what js/core/url.js stands on, beside goja_nodejs's URL.
func urlModule() map[string]any {
	return map[string]any{
		// resolve returns what a URL, or a name relative to a base, is in
		// full; "" if it is none.
		"resolve": func(input, base string) string {
			u, err := url.Parse(input)
			if err != nil {
				return ""
			}
			from := &url.URL{}
			if base != "" {
				if from, err = url.Parse(base); err != nil || !from.IsAbs() {
					return ""
				}
			}
			if u.Opaque != "" || !u.IsAbs() && base == "" {
				return ""
			}
			return from.ResolveReference(u).String()
		},
	}
}
