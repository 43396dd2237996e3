// assert: the shim, and what Node has gained since.
'use strict';
const assert = require('shim:assert');

assert.AssertionError.prototype.code = 'ERR_ASSERTION';

function matches(text, pattern, message, want) {
  if (pattern.test(text) === want) return;
  if (message instanceof Error) throw message;
  throw new assert.AssertionError({
    message: message || 'The input ' + (want ? 'did not match' : 'was expected to not match') + ' the regular expression ' + pattern + ". Input:\n\n'" + text + "'\n",
    actual: text, expected: pattern, operator: want ? 'match' : 'doesNotMatch',
  });
}

async function outcome(promise) {
  try {
    await (typeof promise === 'function' ? promise() : promise);
  } catch (err) {
    return () => { throw err; };
  }
  return () => {};
}

for (const a of [assert, assert.strict]) {
  Object.assign(a, {
    AssertionError: assert.AssertionError,
    match: (text, pattern, message) => matches(text, pattern, message, true),
    doesNotMatch: (text, pattern, message) => matches(text, pattern, message, false),
    rejects: (promise, ...rest) => outcome(promise).then((f) => a.throws(f, ...rest)),
    doesNotReject: (promise, ...rest) => outcome(promise).then((f) => a.doesNotThrow(f, ...rest)),
  });
}
module.exports = assert;
