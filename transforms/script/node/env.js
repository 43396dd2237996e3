// Makes a process.env and a process.argv that note what is looked at, and are in
// all else those that Node has.
//
// environment(noted) is evaluated in the worker, before any transform.
(function (noted) {
'use strict';
const env = process.env;
const inspect = require('util').inspect.custom;
const keys = Object.keys;

function all() {
  noted('e', '*');
  for (const name of keys(env)) noted('e', name);
}

// telling returns a prototype for the target of a Proxy. What prints one looks at
// its target, and asks no trap, but it asks that how it is to be printed. looked is
// called then; what is printed is the object that it returns.
function telling(prototype, looked) {
  return Object.create(prototype, {
    [inspect]: { value: looked },
    [Symbol.toStringTag]: { get: () => { looked(); } }, // if it does not ask for the former
  });
}

// This is filled when it is to be printed. What it has can be deleted, so that it
// never forbids what a trap says.
const shown = Object.create(telling(Object.getPrototypeOf(env), () => {
  all();
  for (const name of keys(shown)) delete shown[name];
  Object.assign(shown, env);
  return env;
}));

const watched = new Proxy(shown, {
  get: (_, name) => { if (typeof name === 'string') noted('e', name); return env[name]; },
  has: (_, name) => { if (typeof name === 'string') noted('e', name); return name in env; },
  set: (_, name, value, receiver) => Reflect.set(env, name, value, receiver === watched ? env : receiver),
  deleteProperty: (_, name) => Reflect.deleteProperty(env, name),
  defineProperty: (_, name, d) => Reflect.defineProperty(env, name, d),
  getOwnPropertyDescriptor: (_, name) => {
    if (typeof name === 'string') noted('e', name);
    const d = Reflect.getOwnPropertyDescriptor(env, name);
    return d && Object.assign(d, { configurable: true }); // those of Windows that begin with = are not
  },
  ownKeys: () => { noted('e', '*'); return Reflect.ownKeys(env); },
  getPrototypeOf: () => Reflect.getPrototypeOf(env),
  setPrototypeOf: (_, to) => Reflect.setPrototypeOf(env, to),
  preventExtensions: () => Reflect.preventExtensions(env),
});
process.env = watched;

// keys asks for all descriptors, and looks at no value. Much asks for the names
// that begin in some way: that is not to hang on what all the others are.
Object.keys = Object.defineProperties((object) => {
  if (object !== watched) return keys(object);
  noted('e', '*');
  return keys(env);
}, Object.getOwnPropertyDescriptors(keys));

const args = process.argv;

// whole has a trap note that all of the arguments are looked at.
function whole(trap) {
  return function () { noted('a', '*'); return trap.apply(null, arguments); };
}

process.argv = new Proxy(Object.setPrototypeOf(args, telling(Array.prototype, () => { noted('a', '*'); return args.slice(); })), {
  get(_, name) {
    if (name !== 'includes' && name !== 'indexOf') { noted('a', '*'); return name === inspect ? undefined : args[name]; }
    return function (word) { // most ask for one
      noted('a', arguments.length === 1 && typeof word === 'string' ? word : '*');
      return args[name](...arguments);
    };
  },
  has: whole(Reflect.has),
  getOwnPropertyDescriptor: whole(Reflect.getOwnPropertyDescriptor),
  ownKeys: whole(Reflect.ownKeys),
  getPrototypeOf: () => Array.prototype,
});
})
