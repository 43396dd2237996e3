// The order in which things happen.
const seen = [];
const say = (s) => () => { seen.push(s); };
exports.order = new Promise((done) => {
  setTimeout(() => {
    setTimeout(say('timeout'), 0);
    setImmediate(() => { seen.push('immediate'); process.nextTick(say('tick in immediate')); Promise.resolve().then(say('promise in immediate')); });
    Promise.resolve().then(() => { seen.push('promise'); process.nextTick(say('tick in promise')); }).then(say('promise 2'));
    process.nextTick(() => { seen.push('tick'); process.nextTick(say('tick in tick')); Promise.resolve().then(say('promise in tick')); });
    queueMicrotask(say('microtask'));
    (async () => { seen.push('async'); await null; seen.push('awaited'); })();
    seen.push('sync');
    setTimeout(() => done(seen), 30);
  }, 1);
});
exports.timers = new Promise((done) => {
  const list = [];
  let n = 0;
  setTimeout(() => list.push('b'), 20);
  setTimeout(() => list.push('a'), 5);
  clearTimeout(setTimeout(() => list.push('never'), 5));
  clearImmediate(setImmediate(() => list.push('never')));
  const i = setInterval(() => { list.push(++n); if (n === 3) { clearInterval(i); setTimeout(() => done(list.filter((x) => typeof x === 'number').concat(list.filter((x) => typeof x !== 'number'))), 60); } }, 2);
  const u = setTimeout(() => {}, 1e6);
  u.unref();
  list.push(u.hasRef());
});
exports.args = new Promise((done) => setTimeout((...a) => done(a), 1, 'x', 2));
exports.bad = [() => setTimeout('x'), () => process.nextTick()].map((f) => { try { f(); } catch (e) { return [e.name, e.code]; } });
