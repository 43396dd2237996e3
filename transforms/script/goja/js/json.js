// What V8 says of a text that is no JSON.
'use strict';

const context = 10; // characters that are shown before and behind what is wrong
const special = new Set(['NaN', 'Infinity', 'undefined', '[object Object]']);
const isDigit = (c) => c >= '0' && c <= '9';

// module.exports throws V8's SyntaxError, if a text deserves one.
module.exports = function (text) {
  let at = 0;

  function fail(what) { throw new SyntaxError(what + ' in JSON at position ' + at); }

  function unexpected() {
    const c = text[at];
    if (at >= text.length) throw new SyntaxError('Unexpected end of JSON input');
    if (isDigit(c) || c === '-') fail('Unexpected number');
    if (c === '"') fail('Unexpected string');
    if (special.has(text)) throw new SyntaxError('"' + text + '" is not valid JSON');
    const long = text.length > 2 * context, before = long && at >= context, after = long && at < text.length - context;
    const shown = text.slice(before ? at - context : 0, after ? at + context : text.length);
    throw new SyntaxError("Unexpected token '" + c + "', " + (before ? '...' : '') + '"' + shown + '"' + (after ? '...' : '') + ' is not valid JSON');
  }

  function skip() { while (at < text.length && ' \t\n\r'.includes(text[at])) at++; }

  function literal(word) {
    for (let i = 0; i < word.length; i++, at++) if (text[at] !== word[i]) unexpected();
  }

  function digits(missing) {
    if (!isDigit(text[at])) fail(missing);
    while (isDigit(text[at])) at++;
  }

  function number() {
    if (text[at] === '-') at++;
    if (text[at] === '0') {
      at++;
      if (isDigit(text[at])) unexpected();
    } else {
      digits('No number after minus sign');
    }
    if (text[at] === '.') { at++; digits('Unterminated fractional number'); }
    if (text[at] === 'e' || text[at] === 'E') {
      at++;
      if (text[at] === '+' || text[at] === '-') at++;
      digits('Exponent part is missing a number');
    }
  }

  function string() {
    for (at++; text[at] !== '"'; at++) {
      if (at >= text.length) fail('Unterminated string');
      if (text[at] < ' ') fail('Bad control character in string literal');
      if (text[at] !== '\\') continue;
      at++;
      if (at >= text.length) unexpected();
      if (text[at] === 'u') {
        for (let i = 0; i < 4; i++) if (!/[\da-fA-F]/.test(text[++at] || '')) fail('Bad Unicode escape');
      } else if (!'"\\/bfnrt'.includes(text[at])) {
        fail('Bad escaped character');
      }
    }
    at++;
  }

  function object() {
    at++;
    skip();
    if (text[at] === '}') { at++; return; }
    if (text[at] !== '"') fail("Expected property name or '}'");
    for (let first = true; ; first = false) {
      string();
      skip();
      if (text[at] !== ':') first ? fail("Expected ':' after property name") : unexpected();
      at++;
      value();
      if (text[at] === '}') { at++; return; }
      if (text[at] !== ',') fail("Expected ',' or '}' after property value");
      at++;
      skip();
      if (text[at] !== '"') fail('Expected double-quoted property name');
    }
  }

  function array() {
    at++;
    skip();
    if (text[at] === ']') { at++; return; }
    for (;;) {
      value();
      if (text[at] === ']') { at++; return; }
      if (text[at] !== ',') fail("Expected ',' or ']' after array element");
      at++;
    }
  }

  function value() {
    skip();
    const c = text[at];
    if (c === '"') string();
    else if (c === '{') object();
    else if (c === '[') array();
    else if (c === '-' || isDigit(c)) number();
    else if (c === 't') literal('true');
    else if (c === 'f') literal('false');
    else if (c === 'n') literal('null');
    else unexpected();
    skip();
  }

  value();
  if (at < text.length) throw new SyntaxError('Unexpected non-whitespace character after JSON at position ' + at);
};
