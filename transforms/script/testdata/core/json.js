const texts = ['', '{', '{x', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '[', '[1', '[1,', '[1,]', '[1 2', '01', '-', '-x', '1.', '1e', '1e+', '"abc', '"a\nb"', '"\\x"', '"\\u12"', '"\\u1', '"\\u', '"\\', 'tru', 'trux', 'undefined', 'NaN', '[object Object]', 'Infinity', '1 2', '{} x', '{"a" 1}', 'x'.repeat(30), '["' + 'a'.repeat(30) + '", b]', '{"a": b, "' + 'c'.repeat(30) + '": 1}', '.5', "'a'", '00', '-01', '1e5x', '\u00e9', '  ', '\0', '\ufeff{}', '\u{1F600}', '[1]]', '{"b":[{"c":nul}]}', '\u00a0{}'];
// Texts with one or two characters changed, always the same ones.
let n = 7;
const chance = (below) => (n = (n * 1103515245 + 12345) % 2147483648) % below;
for (const text of ['{"name": "x", "list": [1, -2.5e+3, true, false, null, {"a": "b\\n\\u00e9"}], "more": {}}', '[[], {}, "\\"", 0, {"k": [1, 2, 3]}]\n']) {
  for (let i = 0; i < 300; i++) {
    const at = chance(text.length), other = '"{}[]:,-.e0u\\ n\n'[chance(16)];
    texts.push(text.slice(0, at) + (i % 3 ? other : '') + text.slice(at + chance(3)));
  }
}
for (const text of texts) {
  try {
    exports[text] = JSON.stringify(JSON.parse(text));
  } catch (err) {
    exports[text] = err.name + ': ' + err.message;
  }
}
try { JSON.parse('[1]', () => { throw new SyntaxError('its own'); }); } catch (err) { exports.reviver = err.message; }
exports.notText = [undefined, null, {}, 1].map((x) => { try { return JSON.parse(x); } catch (err) { return err.message; } });
