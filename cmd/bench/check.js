// Looks at one bundle. The question is JSON in the first argument (checkJob in
// check.go), the answer JSON on standard output (checkAnswer).
//
// A bundle is run in a context of its own that has what pages have except a
// DOM: a program that wants one ends with the error that the question names, and
// then all before that has run. Where a tool leaves modules to the page, the
// page's require has them.
'use strict';
const fs = require('fs'), vm = require('vm');

function page(externals) {
  const global = {
    setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, queueMicrotask, performance, URL, URLSearchParams,
    TextEncoder, TextDecoder, AbortController, Event, EventTarget, MessageChannel, atob, btoa, structuredClone, fetch,
    crypto: globalThis.crypto,
    navigator: { userAgent: 'Mozilla/5.0 (check)', language: 'en', platform: 'check', maxTouchPoints: 0 },
    location: new URL('http://localhost/'),
    console: Object.fromEntries(Object.keys(console).map(name => [name, () => {}])),
    process: { env: { NODE_ENV: 'development' } },
    require(name) {
      if (externals.includes(name)) return require(name);
      throw new Error(`the page has no module "${name}"`);
    },
  };
  global.window = global.self = global;
  return vm.createContext(global);
}

const firstLine = error => String(error && error.message || error).split('\n')[0].slice(0, 200);

// load runs the bundle and returns what is wrong, or undefined.
async function load(job, text, context) {
  let run;
  try {
    if (job.module) {
      const module = new vm.SourceTextModule(text, { context, identifier: job.file });
      await module.link(name => { throw new Error(`it imports "${name}"`); });
      run = () => module.evaluate();
    } else {
      const script = new vm.Script(text, { filename: job.file });
      run = () => script.runInContext(context);
    }
  } catch (error) {
    return { error: 'does not parse: ' + firstLine(error) };
  }
  try {
    await run();
  } catch (error) {
    if (job.stops && firstLine(error).includes(job.stops)) return { done: 'ran until it wants a DOM' };
    return { error: 'throws: ' + firstLine(error) };
  }
  if (job.stops) return { error: `runs without coming to the point where it needs a DOM ("${job.stops}")` };
  if (job.proof && vm.runInContext(job.proof, context) !== true) return { error: 'runs, but this is not so then: ' + job.proof };
  return { done: 'ran' };
}

// tableSize counts the modules of Browserify's format, by putting another
// function in the place of the prelude.
function tableSize(text) {
  const start = text.indexOf('(function(){function '), end = text.indexOf('})()({', start);
  if (start < 0 || start > 4000 || end < 0) return 0;
  const context = { size: modules => { context.answer = Object.keys(modules).length; } };
  vm.runInNewContext(text.slice(0, start) + 'size' + text.slice(end + 4), context);
  return context.answer;
}

// counted reads what a tool wrote about its modules: a metafile as esbuild and
// Bun write it, without the modules of their own that stand for none, or the
// number itself.
function counted(file) {
  const told = JSON.parse(fs.readFileSync(file, 'utf8'));
  return told.modules ?? Object.keys(told.inputs).filter(name => !name.startsWith('(disabled):') && !name.startsWith('<')).length;
}

async function main() {
  const job = JSON.parse(process.argv[2]);
  const text = fs.readFileSync(job.file, 'utf8');
  const answer = await load(job, text, page(job.externals || []));
  try {
    if (job.count) answer.modules = counted(job.count);
    else if (job.table) answer.modules = tableSize(text);
  } catch (error) {
    answer.error ??= 'could not be counted: ' + firstLine(error);
  }
  return answer;
}

process.on('unhandledRejection', () => {}); // what a bundle does later is not looked at
main().then(answer => {
  fs.writeSync(1, JSON.stringify(answer));
  process.exit(0);
}, error => {
  fs.writeSync(2, error.stack + '\n');
  process.exit(1);
});
