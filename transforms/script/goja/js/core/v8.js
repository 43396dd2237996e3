// v8: what packages use of it, structured clones.
'use strict';

function structuredClone(value, options, seen = new Map()) {
  if (typeof value === 'function' || typeof value === 'symbol') throw Object.assign(new Error(String(value) + ' could not be cloned.'), { name: 'DataCloneError', code: 25 });
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const clone = (v) => structuredClone(v, options, seen);
  const keep = (copy) => { seen.set(value, copy); return copy; };
  if (value instanceof Date) return keep(new Date(+value));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer || Buffer.isBuffer(value) || ArrayBuffer.isView(value) && !(value instanceof DataView)) return keep(value.slice());
  if (value instanceof Map) {
    const copy = keep(new Map());
    value.forEach((v, k) => copy.set(clone(k), clone(v)));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    value.forEach((v) => copy.add(clone(v)));
    return copy;
  }
  if (value instanceof Error) {
    const copy = keep(new (globalThis[value.name] || Error)(value.message));
    copy.stack = value.stack;
    return copy;
  }
  const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = clone(value[key]);
  return copy;
}

// A clone in a box passes for the bytes of one.
const boxes = new WeakMap();
module.exports = {
  structuredClone: (value) => structuredClone(value),
  serialize: (value) => { const box = Buffer.alloc(1); boxes.set(box, structuredClone(value)); return box; },
  deserialize: (box) => structuredClone(boxes.get(box)),
  getHeapStatistics: () => ({ total_heap_size: 1e8, used_heap_size: 5e7, heap_size_limit: 4e9 }),
  setFlagsFromString: () => {},
  cachedDataVersionTag: () => 0,
  startupSnapshot: { isBuildingSnapshot: () => false },
};
