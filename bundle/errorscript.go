package bundle

import (
	"bytes"
	"errors"

	"sheaf/bundle/diag"
	"sheaf/bundle/internal/jstext"
	"sheaf/bundle/internal/pack"
)

// ErrorScript returns a script that shows an error of a build in the browser's
// console: what stands in for a bundle that could not be built while somebody
// works on its sources, as in watchify. err is a diag.List, or any error.
func ErrorScript(err error) *Result {
	var list diag.List
	if !errors.As(err, &list) {
		list = diag.List{{Text: err.Error(), Err: err}}
	}
	var text bytes.Buffer
	_ = diag.Print(&text, list, diag.Style{}) // a Buffer takes everything
	code := []byte("console.error(")
	code = jstext.AppendQuote(code, string(bytes.TrimRight(text.Bytes(), "\n")))
	code = append(code, ");\n"...)
	return resultOf(pack.NewOutput([][]byte{code}, nil, nil))
}
