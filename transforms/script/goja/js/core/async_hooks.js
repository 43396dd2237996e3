// async_hooks: stores that hold while a function runs.
'use strict';

class AsyncLocalStorage {
  run(store, fn, ...args) {
    const before = this._store;
    this._store = store;
    try { return fn(...args); } finally { this._store = before; }
  }
  exit(fn, ...args) { return this.run(undefined, fn, ...args); }
  getStore() { return this._store; }
  enterWith(store) { this._store = store; }
  disable() { this._store = undefined; }
}

class AsyncResource {
  runInAsyncScope(fn, self, ...args) { return fn.apply(self, args); }
  emitDestroy() { return this; }
  asyncId() { return 1; }
  triggerAsyncId() { return 0; }
  bind(fn) { return fn; }
  static bind(fn) { return fn; }
}

module.exports = {
  AsyncLocalStorage: AsyncLocalStorage,
  AsyncResource: AsyncResource,
  createHook: () => ({ enable() { return this; }, disable() { return this; } }),
  executionAsyncId: () => 1,
  triggerAsyncId: () => 0,
  executionAsyncResource: () => ({}),
};
