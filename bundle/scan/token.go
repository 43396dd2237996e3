package scan

// tokenKind is a lexical class. The order matters: everything from tQuestion on
// may continue an expression as an operator, everything from tStar on is binary.
type tokenKind uint8

const (
	tStart tokenKind = iota // before the first token
	tEOF
	tName    // identifier or keyword: see token.word
	tPrivate // #name
	tNumber  // number or bigint
	tString  // string
	tLBrace
	tRBrace
	tRParen
	tRBrack
	tEllipsis
	tSemi
	tComma
	tColon
	tArrow
	tTemplate // the ` that begins a template: the first of what subscripts reads
	tLParen
	tLBrack
	tDot
	tOptional // ?., the last of it
	tInc
	tDec
	tNot
	tTilde
	tQuestion
	tAssign        // =
	tAssignOp      // += and the like
	tAssignLogical // &&= ||= ??=
	tDivAssign     // /=, or the beginning of a regular expression
	tStar
	tPlus
	tMinus
	tDiv // or the beginning of a regular expression
	tBinary
)

// The precedences of binary operators.
const (
	precCoalesce   = 1 // and ||
	precAnd        = 2
	precBitOr      = 3
	precBitXor     = 4
	precBitAnd     = 5
	precEquality   = 6
	precRelational = 7
	precShift      = 8
	precAdd        = 9
	precMultiply   = 10
	precPower      = 11
)

type tokenFlags uint8

const (
	newline  tokenFlags = 1 << iota // a line ended before the token
	escaped                         // a name or string has an escape sequence
	octal                           // strict code refuses it: 010 or "\01"
	octal89                         // likewise: 08 or "\8"
	coalesce                        // the operator is ??, not ||
)

type token struct {
	kind       tokenKind
	word       word
	prec       uint8 // of a binary operator
	flags      tokenFlags
	start, end int
}

// The classes of a byte where a token may begin. Those up to cDigit continue a name.
const (
	cLetter = iota
	cDigit
	cHigh // not ASCII
	cBackslash
	cSpace
	cLine
	cQuote
	cDot
	cEquals
	cPunct // any other that needs a closer look
	cBad
	cSingle // a token by itself: its kind is added
)

var class = [256]uint8{}

// single gives the tokens of one byte that begin no longer one.
var single = [256]tokenKind{
	'{': tLBrace, '}': tRBrace, '(': tLParen, ')': tRParen, '[': tLBrack, ']': tRBrack,
	';': tSemi, ',': tComma, ':': tColon, '~': tTilde, '`': tTemplate,
}

func init() {
	for i := range class {
		c := byte(i)
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '$' || c == '_':
			class[i] = cLetter
		case '0' <= c && c <= '9':
			class[i] = cDigit
		case c == ' ' || c == '\t' || c == '\v' || c == '\f':
			class[i] = cSpace
		case c == '\n' || c == '\r':
			class[i] = cLine
		case c == '"' || c == '\'':
			class[i] = cQuote
		case c >= 0x80:
			class[i] = cHigh
		case c == '\\':
			class[i] = cBackslash
		case c == '.':
			class[i] = cDot
		case c == '=':
			class[i] = cEquals
		case single[i] != 0:
			class[i] = cSingle + uint8(single[i])
		case c > ' ' && c != '@' && c < 0x7F:
			class[i] = cPunct
		default:
			class[i] = cBad
		}
	}
}
