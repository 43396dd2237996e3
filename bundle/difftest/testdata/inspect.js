// Looks into bundles. Requests come as lines of JSON on standard input and are
// answered as lines of JSON on standard output:
//
//   {id, op: "table", file}         what the bundle is made of, or null if the file is no bundle
//   {id, op: "run", files, node}    what the scripts print when they run in one context, in order
//   {id, op: "keys", file}          what the standalone bundle T exports: names and types
//
// It reads bundles by letting V8 evaluate them with the prelude replaced by a
// function that takes note of its arguments: a module's source is then what
// Function.prototype.toString returns, to the byte.
'use strict';
const vm = require('vm'), fs = require('fs'), util = require('util'), crypto = require('crypto');
const HEAD = 'function(require,module,exports){\n', TAIL = '\n}';

// places returns where in a bundle each module begins, by id.
function places(text) {
  const at = new Map(), mark = ':[' + HEAD;
  for (let i = text.indexOf(mark); i >= 0; i = text.indexOf(mark, i + 1)) {
    let from = i - 1;
    if (text[from] === '"') {
      do from = text.lastIndexOf('"', from - 1); while (from > 0 && text[from - 1] === '\\' );
    } else {
      while (from > 0 && /[0-9]/.test(text[from - 1])) from--;
    }
    let id;
    try { id = String(JSON.parse(text.slice(from, i))); } catch (e) { continue; }
    if (!at.has(id)) at.set(id, from);
  }
  return at;
}

function table(file) {
  const text = fs.readFileSync(file, 'utf8');
  const start = text.indexOf('(function(){function ');
  const end = text.indexOf('})()({', start);
  if (start < 0 || start > 4000 || end < 0) return null;
  let got;
  const context = {
    capture(modules, cache, entries) {
      got = { modules, entries };
      return id => { got.standalone = id; };
    },
    module: { exports: {} }, exports: {},
  };
  const script = text.slice(0, start) + 'capture' + text.slice(end + 4);
  try {
    vm.runInNewContext(script, context, { filename: file });
  } catch (e) { // V8 cannot read it: then the text itself is all there is
    return { before: text.slice(0, start), rows: [], entries: '', after: text.slice(end + 4), standalone: String(e) };
  }
  const at = places(text);
  const position = id => at.get(id) ?? -1;
  const entry = new Map(got.entries.map((id, i) => [String(id), i]));
  const rows = Object.keys(got.modules).sort((a, b) => position(a) - position(b)).map(id => {
    const [f, deps] = got.modules[id], source = f.toString();
    if (!source.startsWith(HEAD) || !source.endsWith(TAIL)) throw new Error('module ' + id + ' is wrapped otherwise');
    // A module may be a bundle itself, made by the tool that is looked at.
    const body = source.slice(HEAD.length, -TAIL.length)
      .replace(/\(function\(\)\{function (r|run)\([^]*?return \1\}\)\(\)(?=\(\{)/, 'PRELUDE');
    return {
      id, hash: crypto.createHash('sha1').update(body).digest('hex'), size: body.length,
      head: body.length > 4000 ? body.slice(0, 300) : body,
      deps: Object.keys(deps).map(k => k + ' -> ' + (deps[k] === undefined ? 'undefined' : JSON.stringify(deps[k]))),
      entry: entry.has(id) ? entry.get(id) : -1,
    };
  });
  const after = text.lastIndexOf('},{},[');
  return {
    before: text.slice(0, start), rows, entries: got.entries.map(x => JSON.stringify(x)).join(),
    after: text.slice(after).replace(/\n\/\/# sourceMappingURL=[^\n]*/, '\n//# sourceMappingURL='),
    standalone: got.standalone === undefined ? '' : JSON.stringify(got.standalone),
  };
}

function context(node, out) {
  const guard = f => (...args) => { try { f(...args); } catch (e) { out('THROWS LATER', e && e.message); } };
  const c = {
    console: { log: out, error: out, warn: out, info: out },
    setTimeout: (f, ms, ...a) => setTimeout(guard(f), Math.min(ms || 0, 5), ...a), clearTimeout,
    setImmediate: (f, ...a) => setImmediate(guard(f), ...a), clearImmediate,
  };
  if (node) Object.assign(c, { require, process, Buffer, __filename: '/v/f.js', __dirname: '/v', global: c });
  else c.window = c.self = c;
  return c;
}

async function run(files, node) {
  const lines = [], out = (...a) => { lines.push(util.format(...a)); };
  const c = context(node, out), before = new Set(Object.keys(c));
  for (const file of files) {
    try {
      vm.runInNewContext(fs.readFileSync(file, 'utf8'), c, { filename: 'bundle.js', timeout: 20000 });
    } catch (e) {
      out('THROWS', e && e.message);
    }
  }
  await new Promise(done => setTimeout(done, 20));
  const made = Object.keys(c).filter(k => !before.has(k)).sort();
  if (made.length) out('GLOBALS', made.map(k => k + ':' + typeof c[k]).join(' '));
  return lines.join('\n');
}

// keys describes a value: its type and, of objects and functions, the types of
// its own properties, two levels down.
function keys(value, depth, out, name) {
  const type = value === null ? 'null' : typeof value;
  out.push(name + ':' + type + (type === 'function' ? '/' + value.length : ''));
  if (depth === 0 || (type !== 'object' && type !== 'function')) return;
  for (const k of Object.getOwnPropertyNames(value).sort()) {
    if (type === 'function' && ['length', 'name', 'arguments', 'caller', 'prototype'].includes(k)) continue;
    let v;
    try { v = value[k]; } catch (e) { out.push(name + '.' + k + ':throws'); continue; }
    keys(v, depth - 1, out, name + '.' + k);
  }
}

async function main(request) {
  switch (request.op) {
    case 'table': return table(request.file);
    case 'run': return run(request.files, request.node);
    case 'keys': return exported(request.file);
  }
  throw new Error('what is ' + request.op + '?');
}

// exported loads a standalone bundle called T into something like a page.
async function exported(file) {
  const lines = [], out = (...a) => { lines.push(util.format(...a)); };
  const c = context(false, out);
  const element = () => ({
    style: {}, nodeType: 1, ownerDocument: null, childNodes: [], innerHTML: '', href: '', protocol: 'http:', host: '', hostname: '', pathname: '/', search: '', hash: '', port: '',
    setAttribute() {}, getAttribute: () => null, addEventListener() {}, removeEventListener() {}, getElementsByTagName: () => [], querySelectorAll: () => [],
    appendChild(child) { this.lastChild = this.firstChild = child; return child; }, removeChild: child => child, insertBefore: child => child,
    cloneNode() { const e = element(); e.lastChild = element(); return e; },
  });
  c.document = Object.assign(element(), {
    nodeType: 9, documentElement: element(), head: element(), body: element(), createElement: element, createEvent: () => ({ timeStamp: 0 }),
    createDocumentFragment: element, createTextNode: element, createComment: element, querySelector: () => null,
    implementation: { createHTMLDocument: () => ({ body: element(), createElement: element }) },
  });
  Object.assign(c, {
    navigator: { userAgent: 'Mozilla/5.0', platform: 'Linux', appVersion: '5.0' }, location: { href: 'http://localhost/', protocol: 'http:', host: 'localhost', hostname: 'localhost', pathname: '/', search: '', hash: '' },
    setInterval: () => 0, clearInterval() {}, requestAnimationFrame: () => 0, addEventListener() {}, removeEventListener() {},
    XMLHttpRequest: function () { this.open = () => {}; this.overrideMimeType = () => {}; this.responseType = ''; },
    performance: { now: () => 0 }, TextEncoder, TextDecoder, URL, URLSearchParams, queueMicrotask, atob, btoa,
    crypto: { getRandomValues: a => a.fill(7) },
  });
  try {
    vm.runInNewContext(fs.readFileSync(file, 'utf8'), c, { filename: 'bundle.js', timeout: 60000 });
  } catch (e) {
    out('THROWS', e && e.message);
  }
  keys(c.T, 2, lines, 'T');
  return lines;
}

process.on('unhandledRejection', () => {}); // a bundle's own promises
let rest = '';
process.stdin.setEncoding('utf8').on('data', chunk => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const request = JSON.parse(line);
    main(request).then(result => ({ id: request.id, result }), e => ({ id: request.id, error: String(e && e.stack || e) }))
      .then(answer => process.stdout.write(JSON.stringify(answer) + '\n'));
  }
});
