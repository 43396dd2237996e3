package goja

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// The properties of characters that \p{…} may ask for, as far as goja does not
// know them itself. The Unicode Character Database calls most of these derived
// (DerivedCoreProperties.txt, DerivedNormalizationProps.txt) and says of what.

// knownAs is what goja calls properties that it knows by another name.
var knownAs = sync.OnceValue(func() map[string]string {
	const pairs = `
	AHex ASCII_Hex_Digit, Bidi_C Bidi_Control, Dep Deprecated, Dia Diacritic, EBase Emoji_Modifier_Base, EComp Emoji_Component,
	EMod Emoji_Modifier, EPres Emoji_Presentation, Ext Extender, ExtPict Extended_Pictographic, Hex Hex_Digit,
	IDSB IDS_Binary_Operator, IDST IDS_Trinary_Operator, Ideo Ideographic, Join_C Join_Control, LOE Logical_Order_Exception,
	NChar Noncharacter_Code_Point, Pat_Syn Pattern_Syntax, Pat_WS Pattern_White_Space, QMark Quotation_Mark,
	RI Regional_Indicator, SD Soft_Dotted, STerm Sentence_Terminal, Term Terminal_Punctuation, UIdeo Unified_Ideograph,
	VS Variation_Selector, space White_Space`
	return table(pairs)
})

// scripts are the scripts of ISO 15924's codes.
var scripts = sync.OnceValue(func() map[string]string {
	const pairs = `
	Adlm Adlam, Aghb Caucasian_Albanian, Arab Arabic, Armi Imperial_Aramaic, Armn Armenian, Avst Avestan,
	Bali Balinese, Bamu Bamum, Bass Bassa_Vah, Batk Batak, Beng Bengali, Bhks Bhaiksuki, Bopo Bopomofo,
	Brah Brahmi, Brai Braille, Bugi Buginese, Buhd Buhid, Cakm Chakma, Cans Canadian_Aboriginal, Cari Carian,
	Cher Cherokee, Chrs Chorasmian, Copt Coptic, Cpmn Cypro_Minoan, Cprt Cypriot, Cyrl Cyrillic,
	Deva Devanagari, Diak Dives_Akuru, Dogr Dogra, Dsrt Deseret, Dupl Duployan, Egyp Egyptian_Hieroglyphs,
	Elba Elbasan, Elym Elymaic, Ethi Ethiopic, Geor Georgian, Glag Glagolitic, Gong Gunjala_Gondi,
	Gonm Masaram_Gondi, Goth Gothic, Gran Grantha, Grek Greek, Gujr Gujarati, Guru Gurmukhi, Hang Hangul,
	Hani Han, Hano Hanunoo, Hatr Hatran, Hebr Hebrew, Hira Hiragana, Hluw Anatolian_Hieroglyphs,
	Hmng Pahawh_Hmong, Hmnp Nyiakeng_Puachue_Hmong, Hung Old_Hungarian, Ital Old_Italic, Java Javanese,
	Kali Kayah_Li, Kana Katakana, Khar Kharoshthi, Khmr Khmer, Khoj Khojki, Kits Khitan_Small_Script,
	Knda Kannada, Kthi Kaithi, Lana Tai_Tham, Laoo Lao, Latn Latin, Lepc Lepcha, Limb Limbu, Lina Linear_A,
	Linb Linear_B, Lyci Lycian, Lydi Lydian, Mahj Mahajani, Maka Makasar, Mand Mandaic, Mani Manichaean,
	Marc Marchen, Medf Medefaidrin, Mend Mende_Kikakui, Merc Meroitic_Cursive, Mero Meroitic_Hieroglyphs,
	Mlym Malayalam, Mong Mongolian, Mroo Mro, Mtei Meetei_Mayek, Mult Multani, Mymr Myanmar, Nagm Nag_Mundari,
	Nand Nandinagari, Narb Old_North_Arabian, Nbat Nabataean, Nkoo Nko, Nshu Nushu, Ogam Ogham, Olck Ol_Chiki,
	Orkh Old_Turkic, Orya Oriya, Osge Osage, Osma Osmanya, Ougr Old_Uyghur, Palm Palmyrene, Pauc Pau_Cin_Hau,
	Perm Old_Permic, Phag Phags_Pa, Phli Inscriptional_Pahlavi, Phlp Psalter_Pahlavi, Phnx Phoenician,
	Plrd Miao, Prti Inscriptional_Parthian, Qaac Coptic, Qaai Inherited, Rjng Rejang, Rohg Hanifi_Rohingya,
	Runr Runic, Samr Samaritan, Sarb Old_South_Arabian, Saur Saurashtra, Sgnw SignWriting, Shaw Shavian,
	Shrd Sharada, Sidd Siddham, Sind Khudawadi, Sinh Sinhala, Sogd Sogdian, Sogo Old_Sogdian,
	Sora Sora_Sompeng, Soyo Soyombo, Sund Sundanese, Sylo Syloti_Nagri, Syrc Syriac, Tagb Tagbanwa, Takr Takri,
	Tale Tai_Le, Talu New_Tai_Lue, Taml Tamil, Tang Tangut, Tavt Tai_Viet, Telu Telugu, Tfng Tifinagh,
	Tglg Tagalog, Thaa Thaana, Tibt Tibetan, Tirh Tirhuta, Tnsa Tangsa, Ugar Ugaritic, Vaii Vai, Vith Vithkuqi,
	Wara Warang_Citi, Wcho Wancho, Xpeo Old_Persian, Xsux Cuneiform, Yezi Yezidi, Yiii Yi,
	Zanb Zanabazar_Square, Zinh Inherited, Zyyy Common`
	return table(pairs)
})

// table reads pairs of words that commas part.
func table(pairs string) map[string]string {
	m := map[string]string{}
	for pair := range strings.SplitSeq(pairs, ",") {
		if words := strings.Fields(pair); len(words) == 2 {
			m[words[0]] = words[1]
		}
	}
	return m
}

// derived returns the characters that have a property which goja does not know,
// or nil if nobody does.
func derived(name string) spans {
	in := func(names ...string) (all spans) {
		for _, name := range names {
			if t := unicode.Categories[name]; t != nil {
				all = append(all, spansOf(t)...)
			} else {
				all = append(all, spansOf(unicode.Properties[name])...)
			}
		}
		return all.merged()
	}
	switch name {
	case "Any":
		return everything
	case "ASCII":
		return spans{{0, unicode.MaxASCII}}
	case "Assigned":
		return everything.without(derived("Cn"))
	case "Cn", "Unassigned":
		return everything.without(in("L", "M", "N", "P", "S", "Z", "Cc", "Cf", "Co", "Cs"))
	case "Alphabetic", "Alpha":
		return in("L", "Nl", "Other_Alphabetic")
	case "Lowercase", "Lower":
		return in("Ll", "Other_Lowercase")
	case "Uppercase", "Upper":
		return in("Lu", "Other_Uppercase")
	case "Cased":
		return in("Lt", "Ll", "Other_Lowercase", "Lu", "Other_Uppercase")
	case "Case_Ignorable", "CI":
		return append(in("Mn", "Me", "Cf", "Lm", "Sk"), midWord...).merged()
	case "Default_Ignorable_Code_Point", "DI":
		return in("Other_Default_Ignorable_Code_Point", "Cf", "Variation_Selector").
			without(spans{{0xfff9, 0xfffb}, {0x13430, 0x13440}}).without(in("White_Space", "Prepended_Concatenation_Mark"))
	case "Grapheme_Extend", "Gr_Ext":
		return in("Me", "Mn", "Other_Grapheme_Extend")
	case "Grapheme_Base", "Gr_Base":
		return everything.without(in("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Me", "Mn", "Other_Grapheme_Extend")).without(derived("Cn"))
	case "ID_Start", "IDS":
		return in("L", "Nl", "Other_ID_Start").without(in("Pattern_Syntax", "Pattern_White_Space"))
	case "ID_Continue", "IDC":
		return in("L", "Nl", "Other_ID_Start", "Mn", "Mc", "Nd", "Pc", "Other_ID_Continue").without(in("Pattern_Syntax", "Pattern_White_Space"))
	case "XID_Start", "XIDS":
		return derived("ID_Start").without(unclosed).without(spans{{0xe33, 0xe33}, {0xeb3, 0xeb3}, {0xff9e, 0xff9f}})
	case "XID_Continue", "XIDC":
		return derived("ID_Continue").without(unclosed)
	}
	return nil
}

var (
	// everything is all there is.
	everything = spans{{0, unicode.MaxRune}}

	// midWord is what Word_Break calls MidLetter, MidNumLet and Single_Quote.
	midWord = spans{{'\'', '\''}, {'.', '.'}, {':', ':'}, {0xb7, 0xb7}, {0x387, 0x387}, {0x55f, 0x55f}, {0x5f4, 0x5f4},
		{0x2018, 0x2019}, {0x2024, 0x2024}, {0x2027, 0x2027}, {0xfe13, 0xfe13}, {0xfe52, 0xfe52}, {0xfe55, 0xfe55},
		{0xff07, 0xff07}, {0xff0e, 0xff0e}, {0xff1a, 0xff1a}}

	// unclosed are the characters of identifiers which NFKC makes others of that
	// cannot stand there.
	unclosed = spans{{0x37a, 0x37a}, {0x309b, 0x309c}, {0xfc5e, 0xfc63}, {0xfdfa, 0xfdfb}, {0xfe70, 0xfe70}, {0xfe72, 0xfe72},
		{0xfe74, 0xfe74}, {0xfe76, 0xfe76}, {0xfe78, 0xfe78}, {0xfe7a, 0xfe7a}, {0xfe7c, 0xfe7c}, {0xfe7e, 0xfe7e}}
)

// spans are characters: from the first of each to its last.
type spans []struct{ first, last rune }

func spansOf(t *unicode.RangeTable) (all spans) {
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			all = append(all, spans{{lo, hi}}...)
			return
		}
		for ; lo <= hi; lo += stride {
			all = append(all, spans{{lo, lo}}...)
		}
	}
	for _, r := range t.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return all
}

// merged returns s in order, with nothing twice.
func (s spans) merged() (all spans) {
	sorted := slices.Clone(s)
	slices.SortFunc(sorted, func(a, b struct{ first, last rune }) int { return cmp.Compare(a.first, b.first) })
	for _, next := range sorted {
		if n := len(all); n > 0 && next.first <= all[n-1].last+1 {
			all[n-1].last = max(all[n-1].last, next.last)
		} else {
			all = append(all, next)
		}
	}
	return all
}

// without returns what is in s and not in others. Both are merged.
func (s spans) without(others spans) (all spans) {
	i := 0
	for _, span := range s {
		for ; i < len(others) && others[i].last < span.first; i++ {
		}
		first := span.first
		for j := i; j < len(others) && others[j].first <= span.last; j++ {
			if others[j].first > first {
				all = append(all, spans{{first, others[j].first - 1}}...)
			}
			first = max(first, others[j].last+1)
		}
		if first <= span.last {
			all = append(all, spans{{first, span.last}}...)
		}
	}
	return all
}
