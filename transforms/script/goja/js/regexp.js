// RegExp: goja's, with patterns that are repaired. It is a proxy, so that all
// else is as it was.
'use strict';
const host = require('host:regexp');
const Native = RegExp;
const { prototype } = Native;
const sourceOf = Object.getOwnPropertyDescriptor(prototype, 'source').get;

// repaired returns the arguments to make a regular expression with.
function repaired(args) {
  let pattern = args[0];
  const flags = args[1];
  if (flags === undefined) return args;
  if (pattern instanceof Native) pattern = pattern.source;
  return typeof pattern === 'string' && typeof flags === 'string' ? [host.repair(pattern, flags), flags] : args;
}

const Repaired = new Proxy(Native, {
  apply: (native, self, args) => args[1] === undefined && args[0] instanceof Native && args[0].constructor === Repaired ? args[0] : native(...repaired(args)),
  construct: (native, args, target) => Reflect.construct(native, repaired(args), target),
});

const define = (object, properties) => {
  const all = Object.getOwnPropertyDescriptors(properties);
  for (const name of Reflect.ownKeys(all)) Object.defineProperty(object, name, { ...all[name], enumerable: false });
};

// goja splits in haste if it finds its own, and takes no proxy for a function
// that may have made something.
const hasInstance = Function.prototype[Symbol.hasInstance];
define(Native, {
  get [Symbol.species]() { return this === Repaired ? Native : this; },
  [Symbol.hasInstance](object) { return hasInstance.call(this === Repaired ? Native : this, object); },
});
define(prototype, {
  get source() {
    const source = sourceOf.call(this);
    return source.startsWith('(?') ? host.original(source) : source;
  },
  toString() {
    if (Object(this) !== this) throw new TypeError('RegExp.prototype.toString requires that \'this\' be an Object');
    return '/' + this.source + '/' + this.flags;
  },
  constructor: Repaired,
});
define(globalThis, { RegExp: Repaired });
