// The errors that core modules throw when they are called with what they do not
// take.
'use strict';

function received(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'function') return 'function ' + value.name;
  if (typeof value === 'object') return value.constructor && value.constructor.name ? 'an instance of ' + value.constructor.name : '[Object: null prototype] {}';
  let text = typeof value === 'string' ? "'" + value + "'" : String(value);
  if (text.length > 28) text = text.slice(0, 25) + "..." + (typeof value === 'string' ? "'" : '');
  return 'type ' + typeof value + ' (' + text + ')';
}

// wrongType says that an argument is not what it must be, such as "of type
// string".
exports.wrongType = function (name, must, value) {
  return Object.assign(new TypeError('The "' + name + '" argument must be ' + must + '. Received ' + received(value)), { code: 'ERR_INVALID_ARG_TYPE' });
};
