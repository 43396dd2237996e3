// What an engine may not read as it is.
async function* count(n) { for (let i = 0; i < n; i++) yield i; }
class A { #p = 1; static s = 2; get p() { return this.#p; } static { this.t = 3; } has(o) { return #p in o; } }
const list = [];
(function (a) { var b; function f() { return [a, b]; } list.push(f(), b === undefined); })(1, 2, 3);
[5, 6].map(function (x) { var y, z; const f = () => [x, y, z]; list.push(f()); y = x; });
(function () { var first; var args = arguments; list.push((() => [first, args.length])()); })(7, 8);
module.exports = Promise.resolve([]).then(async (out) => {
  for await (const i of count(3)) out.push(i);
  const it = { async *[Symbol.asyncIterator]() { yield 'x'; } };
  for await (const x of it) out.push(x);
  out.push(new A().p, A.s, A.t, new A().has(new A()), null ?? 'n', list?.length, 2n ** 70n > 1n, 'aXbX'.replaceAll('X', '-'), [1, [2]].flat(), Object.fromEntries([['k', 1]]));
  out.push('2020-01-02'.match(/(?<y>\d+)-(?<m>\d+)/u).groups.y, 'ab'.replace(/(?<=a)b/, 'c'), [..."a1b2".matchAll(/\d/g)].map((m) => m.index), /\p{Lu}/u.test('É'), Array.from('a\u{1F600}').length);
  out.push(await import('./index.js').then((m) => m.default), list, structuredClone(new Map([[1, { a: new Date(0) }]])).get(1).a.getTime(), typeof globalThis.global, [3, 1, 2].toSorted?.() || [1, 2, 3]);
  return JSON.stringify(out);
});
