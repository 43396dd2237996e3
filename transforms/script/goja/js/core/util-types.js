// util/types: the shim's, and what it cannot tell and goja can.
'use strict';
const { types } = require('shim:util');
const tag = (x) => Object.prototype.toString.call(x).slice(8, -1);
module.exports = Object.assign({}, types, {
  isRegExp: (x) => tag(x) === 'RegExp',
  isDate: (x) => tag(x) === 'Date',
  isNativeError: (x) => x instanceof Error,
  isProxy: () => false,
  isModuleNamespaceObject: () => false,
  isExternal: () => false,
});
