package scan

import "encoding/binary"

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

const wordHead = 8 // bytes: no two words have the same

// words is a perfect hash of the words, by their heads as numbers (see wordKey). A
// test looks for collisions.
var words [1 << wordBits]struct {
	head uint64
	word word
	text uint8 // index in wordTexts
	size uint8 // bytes of the text
}

const (
	wordBits = 8
	wordSeed = 0x966A3EEC7AF2D9B7
)

func init() {
	for i, w := range wordTexts {
		head := wordKey([]byte(w.text))
		e := &words[wordHash(head)]
		e.head, e.word, e.text, e.size = head, w.word, uint8(i), uint8(len(w.text))
	}
}

func wordHash(head uint64) uint64 { return head * wordSeed >> (64 - wordBits) }

// wordKey returns the head of a text as a number. What is shorter has zeros after it.
func wordKey(text []byte) uint64 {
	if len(text) >= wordHead {
		return binary.LittleEndian.Uint64(text)
	}
	var head [wordHead]byte
	copy(head[:], text)
	return binary.LittleEndian.Uint64(head[:])
}

// lookup returns the word that text is.
func lookup(text []byte) word {
	head := wordKey(text)
	if w := &words[wordHash(head)]; w.head == head && wordTexts[w.text].text == string(text) {
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
