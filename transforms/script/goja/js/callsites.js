// What Error.prepareStackTrace is handed: V8's CallSites, of a stack's lines.
'use strict';

module.exports = function (lines) {
  return lines.filter(Boolean).map((line) => {
    const m = /^\s*at (?:(.*) \()?(.*?):(\d+):(\d+)\(\d+\)\)?$/.exec(line) || [line, '', '', 0, 0];
    const [, fn, file, row, column] = m;
    return {
      getFileName: () => file || null,
      getScriptNameOrSourceURL: () => file || null,
      getLineNumber: () => +row || null,
      getColumnNumber: () => +column || null,
      getFunctionName: () => fn || null,
      getTypeName: () => 'Object',
      getMethodName: () => null,
      getThis: () => undefined,
      getFunction: () => undefined,
      getEvalOrigin: () => undefined,
      isNative: () => !file,
      isToplevel: () => true,
      isEval: () => false,
      isConstructor: () => false,
      isAsync: () => false,
      isPromiseAll: () => false,
      getPromiseIndex: () => null,
      toString: () => (fn ? fn + ' (' : '') + file + ':' + row + ':' + column + (fn ? ')' : ''),
    };
  });
};
