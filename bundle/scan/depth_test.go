package scan

import (
	"strings"
	"testing"
	"time"
)

// depths are ways to nest. A test asks Node how deep it goes.
var depths = []struct{ name, open, middle, close string }{
	{"parentheses", "(", "1", ")"},
	{"arrays", "[", "", "]"},
	{"objects", "({a:", "1", "})"},
	{"blocks", "{", "", "}"},
	{"functions", "function f(){", "", "}"},
	{"function expressions", "(function(){return ", "1", "})"},
	{"arrow functions", "(a)=>", "1", ""},
	{"arrow functions in defaults", "(a=", "1", ")=>1"},
	{"calls", "f(", "", ")"},
	{"members", "a[", "1", "]"},
	{"operators", "!", "1", ""},
	{"typeof", "typeof ", "1", ""},
	{"powers", "1**", "1", ""},
	{"assignments", "a=", "1", ""},
	{"conditional in the middle", "a?", "1", ":1"},
	{"if", "if(1)", ";", ""},
	{"while", "while(1)", ";", ""},
	{"for", "for(;;)", ";", ""},
	{"switch", "switch(1){case 1:", "", "}"},
	{"try", "try{", "", "}finally{}"},
	{"new", "new ", "a", ""},
	{"templates", "`${", "1", "}`"},
	{"classes", "class A{a(){", "", "}}"},
	{"extends", "(class extends ", "a", "{})"},
	{"array patterns", "[a,", "b", "]=[c]"},
	{"labelled blocks", "{a:;", "", "}"},
	{"awaits", "(async()=>await ", "1", ")"},
	{"spread", "[...", "a", "]"},
	{"binding patterns", "(([a=", "1", "])=>1)"},
}

func nest(open, middle, close string, n int) string {
	return strings.Repeat(open, n) + middle + strings.Repeat(close, n)
}

func TestDepth(t *testing.T) {
	for _, tt := range depths {
		if _, err := scanString(nest(tt.open, tt.middle, tt.close, 500)); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		_, err := scanString(nest(tt.open, tt.middle, tt.close, 200000))
		if e, ok := err.(*SyntaxError); !ok || !strings.HasPrefix(e.Msg, "nested too deeply") {
			t.Errorf("%s: got %v for 200,000, want that they are nested too deeply", tt.name, err)
		}
	}
	_, err := scanString(nest("(", "1", ")", 10000))
	if err == nil {
		t.Error("10,000 parentheses are accepted")
	}
}

// Long is not deep: these grow without nesting, or could be written so.
func TestLength(t *testing.T) {
	const n = 50000
	tests := []struct{ name, src string }{
		{"sum", strings.Repeat("a+", n) + "1"},
		{"mixed operators", strings.Repeat("1||1&&", n) + "1"},
		{"members", "a" + strings.Repeat(".b", n)},
		{"calls", "a" + strings.Repeat("()", n)},
		{"commas", strings.Repeat("a,", n) + "1"},
		{"array", "[" + strings.Repeat("a,", n) + "]"},
		{"else if", strings.Repeat("if(1);else ", n) + ";"},
		{"conditional", strings.Repeat("a?b:", n) + "1"},
		{"yield", "function*g(){" + strings.Repeat("yield ", n) + "1}"},
		{"statements", strings.Repeat("{let a}", n)},
		{"var", "var a" + strings.Repeat(",a", n)},
		{"group", "/" + nest("(?=", "", ")", n) + "/"},
	}
	for _, tt := range tests {
		if _, err := scanString(tt.src); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	labels := ""
	for i := range 5000 {
		labels += "l" + string(rune(0x4e00+i)) + ":"
	}
	if _, err := scanString(labels + ";"); err != nil {
		t.Errorf("labels: %v", err)
	}
}

// TestLinear holds against sources that would take exponential or quadratic time
// if they were read naively.
func TestLinear(t *testing.T) {
	tests := []struct{ name, src string }{
		{"arrow functions in defaults", nest("(a=", "1", ")=>1", 1200)},
		{"arrow functions in defaults, in calls", nest("(a=f(", "1", "))=>1", 1000)},
		{"async arrow functions in defaults", nest("async(a=", "1", ")=>1", 1200)},
		{"parentheses that may be parameters", nest("(", "a", ")", 1600)},
		{"async calls", nest("async(", "a", ")", 1300)},
		{"arrow functions in bodies in defaults", nest("(a=()=>{", "", "})=>1", 900)},
		{"objects that may be patterns", "(" + nest("{a:", "b", "}", 1300) + ")"},
		{"comment of slashes", "/*" + strings.Repeat("/", 1<<20) + "*/"},
		{"private names", "class A{" + manyPrivate(20000) + "}"},
		{"names that hash alike", "var " + strings.Repeat("a,", 100000) + "b"},
		{"var in blocks", nest("{", strings.Repeat("var a,b,c;", 1000), "}", 2000)},
	}
	for _, tt := range tests {
		start := time.Now()
		if _, err := scanString(tt.src); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s: %v for %d bytes", tt.name, d, len(tt.src))
		}
	}
}

func manyPrivate(n int) string {
	var b strings.Builder
	name := func(i int) string {
		text := ""
		for ; i > 0; i /= 10 {
			text += string(rune('a' + i%10))
		}
		return text
	}
	for i := range n {
		b.WriteString("#x" + name(i+1) + ";")
	}
	b.WriteString("m(){")
	for i := range n {
		b.WriteString("this.#x" + name(i+1) + ";")
	}
	b.WriteString("}")
	return b.String()
}
