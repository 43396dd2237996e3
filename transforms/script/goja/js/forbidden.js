// Core modules that can be loaded, for many packages do that and never use
// them, and that do nothing: there are no processes and no network here.
'use strict';

// module.exports(name, values, why) makes one. What is not among values is a
// function, or a class, that throws when it is called.
module.exports = function (name, values, why) {
  const made = new Map();
  const target = Object.assign({}, values);
  return new Proxy(target, {
    get(object, property) {
      if (property in object || typeof property === 'symbol' || property === '__esModule' || property === 'default' || property === 'then' || property === 'toJSON') return object[property];
      if (!made.has(property)) made.set(property, stub(name, String(property), why));
      return made.get(property);
    },
  });
};

function stub(module, name, why) {
  return function () {
    const tried = module + '.' + name + '(' + (typeof arguments[0] === 'string' ? JSON.stringify(arguments[0]) : '') + ')';
    const err = new Error('it called ' + tried + ', but ' + why + ' in the engine goja: such transforms need Node (--engine=node, and no --sandbox)');
    err.code = 'ERR_ACCESS_DENIED';
    Object.defineProperty(err, 'forbidden', { value: true });
    throw err;
  };
}
