package scan

// word identifies the names that mean something: keywords, contextual keywords
// and the names the scan looks for. Any other name is wNone.
type word uint8

const (
	wNone word = iota
	// The free names, in the order of Globals, and require: see nameBit.
	wProcess
	wGlobal
	wBuffer
	wSetImmediate
	wClearImmediate
	wFilename
	wDirname
	wRequire
	// Names with a meaning in some place only, and always fine as identifiers.
	wAsync
	wGet
	wSet
	wOf
	wUsing
	wTarget
	wMeta
	wConstructor
	wPrototype
	wProto
	wIsBuffer
	// From here on a name is not always a valid identifier: see checkName.
	wEval
	wArguments
	wYield
	wAwait
	wLet
	wStatic
	wStrictReserved // implements, interface, package, private, protected, public
	// The same, written with an escape sequence: never a keyword.
	wEscapedYield
	wEscapedAwait
	wEscapedLet
	wEscapedStatic
	wEscapedReserved
	// Reserved words.
	wBreak
	wCase
	wCatch
	wClass
	wConst
	wContinue
	wDebugger
	wDefault
	wDelete
	wDo
	wElse
	wEnum
	wExport
	wExtends
	wFalse
	wFinally
	wFor
	wFunction
	wIf
	wImport
	wIn
	wInstanceof
	wNew
	wNull
	wReturn
	wSuper
	wSwitch
	wThis
	wThrow
	wTrue
	wTry
	wTypeof
	wVar
	wVoid
	wWhile
	wWith
	wLastReserved = wWith
	wLastFree     = wRequire
	wUnsure       = wEval // the first that is not always an identifier
)

type wordText struct {
	text string
	word word
}

var wordTexts = []wordText{
	{}, // index 0 means "no word"
	{"process", wProcess}, {"global", wGlobal}, {"Buffer", wBuffer}, {"setImmediate", wSetImmediate},
	{"clearImmediate", wClearImmediate}, {"__filename", wFilename}, {"__dirname", wDirname}, {"require", wRequire},
	{"async", wAsync}, {"get", wGet}, {"set", wSet}, {"of", wOf}, {"using", wUsing}, {"target", wTarget}, {"meta", wMeta},
	{"constructor", wConstructor}, {"prototype", wPrototype}, {"__proto__", wProto}, {"isBuffer", wIsBuffer},
	{"eval", wEval}, {"arguments", wArguments}, {"yield", wYield}, {"await", wAwait}, {"let", wLet}, {"static", wStatic},
	{"implements", wStrictReserved}, {"interface", wStrictReserved}, {"package", wStrictReserved},
	{"private", wStrictReserved}, {"protected", wStrictReserved}, {"public", wStrictReserved},
	{"break", wBreak}, {"case", wCase}, {"catch", wCatch}, {"class", wClass}, {"const", wConst}, {"continue", wContinue},
	{"debugger", wDebugger}, {"default", wDefault}, {"delete", wDelete}, {"do", wDo}, {"else", wElse}, {"enum", wEnum},
	{"export", wExport}, {"extends", wExtends}, {"false", wFalse}, {"finally", wFinally}, {"for", wFor},
	{"function", wFunction}, {"if", wIf}, {"import", wImport}, {"in", wIn}, {"instanceof", wInstanceof}, {"new", wNew},
	{"null", wNull}, {"return", wReturn}, {"super", wSuper}, {"switch", wSwitch}, {"this", wThis}, {"throw", wThrow},
	{"true", wTrue}, {"try", wTry}, {"typeof", wTypeof}, {"var", wVar}, {"void", wVoid}, {"while", wWhile}, {"with", wWith},
}

// The shortest and longest word.
const (
	minWord = 2
	maxWord = 14
)

// wordIndex is a perfect hash: it gives the index in wordTexts of the only word
// that a text can be. A test looks for collisions.
var wordIndex [1 << wordBits]uint8

const (
	wordBits = 10
	wordSeed = 0x1027C4D1
)

func init() {
	for i, w := range wordTexts[1:] {
		t := w.text
		wordIndex[wordHash(t[0], t[1], t[len(t)-1], len(t))] = uint8(i + 1)
	}
}

// wordHash hashes a text of at least minWord bytes by its first two bytes, its
// last one and its length.
func wordHash(first, second, last byte, n int) uint32 {
	return (uint32(first) | uint32(second)<<8 | uint32(last)<<16 | uint32(n)<<24) * wordSeed >> (32 - wordBits)
}

// lookup returns the word that text is.
func lookup(text []byte) word {
	n := len(text)
	if n < minWord || n > maxWord {
		return wNone
	}
	if w := &wordTexts[wordIndex[wordHash(text[0], text[1], text[n-1], n)]]; w.text == string(text) {
		return w.word
	}
	return wNone
}

// lookupEscaped returns the word for a name that was written with an escape
// sequence, and which therefore is no keyword (though it stays reserved).
func lookupEscaped(text []byte) word {
	switch w := lookup(text); {
	case w <= wLastFree, w >= wConstructor && w <= wArguments:
		return w
	case w >= wBreak:
		return wEscapedReserved
	case w == wYield:
		return wEscapedYield
	case w == wAwait:
		return wEscapedAwait
	case w == wLet:
		return wEscapedLet
	case w == wStatic || w == wStrictReserved:
		return wEscapedStatic
	}
	return wNone
}
