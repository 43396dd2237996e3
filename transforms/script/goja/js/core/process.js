// process: what transforms look at of the process they think they are.
'use strict';
const host = require('host:process');
const EventEmitter = require('shim:events');
const ticks = require('ticks');

const process = Object.create(Object.create(EventEmitter.prototype, { constructor: { value: function process() {}, writable: true, configurable: true } }));
EventEmitter.call(process);

function hrtime(since) {
  const ms = host.milliseconds();
  let seconds = Math.floor(ms / 1e3), nanos = Math.floor(ms % 1e3 * 1e6);
  if (since) {
    seconds -= since[0];
    nanos -= since[1];
    if (nanos < 0) { seconds--; nanos += 1e9; }
  }
  return [seconds, nanos];
}
hrtime.bigint = () => BigInt(Math.floor(host.milliseconds() * 1e6));

// exit tells those who wait for the end, once, and is the end.
function exit(code) {
  if (code !== undefined) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    ticks.attempt(() => { process.emit('exit', process.exitCode | 0); }, []);
  }
  host.exit(process.exitCode | 0);
}

Object.assign(process, {
  title: 'node',
  version: 'v' + host.version,
  versions: { node: host.version, v8: '11.3.244.8-node.26', modules: '115', uv: '1.46.0', unicode: '15.0' },
  release: { name: 'node', lts: 'Iron' },
  platform: host.platform,
  arch: host.arch,
  pid: host.pid,
  ppid: 0,
  execPath: host.execPath,
  argv: [host.execPath].concat(Array.from(host.args)),
  argv0: 'node',
  execArgv: [],
  env: host.env,
  exitCode: undefined,
  features: {},
  config: { target_defaults: {}, variables: {} },
  allowedNodeEnvironmentFlags: new Set(),
  report: {},
  cwd: host.cwd,
  chdir: (dir) => host.chdir(String(dir)),
  nextTick: ticks.nextTick,
  hrtime: hrtime,
  uptime: () => host.milliseconds() / 1e3,
  memoryUsage: Object.assign(() => ({ rss: 1e8, heapTotal: 1e8, heapUsed: 5e7, external: 0, arrayBuffers: 0 }), { rss: () => 1e8 }),
  cpuUsage: () => ({ user: Math.floor(host.milliseconds() * 1e3), system: 0 }),
  umask: () => 0o22,
  exit: exit,
  reallyExit: (code) => host.exit(code | 0),
  abort: () => host.kill('aborted'),
  kill: (pid, signal) => {
    if (pid !== process.pid) throw Object.assign(new Error('kill EPERM'), { code: 'EPERM', errno: -1, syscall: 'kill' });
    if (signal !== 0) host.kill({ SIGKILL: 'killed', SIGINT: 'interrupt', SIGTERM: 'terminated', SIGABRT: 'aborted' }[signal || 'SIGTERM'] || String(signal));
    return true;
  },
  emitWarning: function (warning) {
    const text = warning instanceof Error ? warning.name + ': ' + warning.message : (typeof arguments[1] === 'string' ? arguments[1] : 'Warning') + ': ' + warning;
    host.write('(sheaf) ' + text + '\n');
  },
  binding: (name) => { if (name === 'natives' || name === 'constants') return {}; throw new Error('No such module: ' + name); },
  setUncaughtExceptionCaptureCallback: () => {},
  hasUncaughtExceptionCaptureCallback: () => false,
  getActiveResourcesInfo: () => [],
});
if (host.platform !== 'win32') for (const name of ['getuid', 'geteuid', 'getgid', 'getegid']) process[name] = () => 0;
Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });

// stream returns one that prints. All that is printed goes to standard error,
// for the bundle may go to standard output.
function stream(fd) {
  const { Writable } = require('stream');
  const s = new Writable({ write: (chunk, encoding, done) => { host.write(chunk); done(); } });
  s.write = (chunk, encoding, done) => {
    host.write(typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : chunk);
    if (typeof encoding === 'function') done = encoding;
    if (typeof done === 'function') ticks.nextTick(done);
    return true;
  };
  return Object.assign(s, { fd: fd, _isStdio: true, getColorDepth: () => 1, hasColors: () => false });
}

function lazily(name, make) {
  Object.defineProperty(process, name, {
    configurable: true, enumerable: true,
    get: () => { const value = make(); Object.defineProperty(process, name, { value: value, writable: true, configurable: true, enumerable: true }); return value; },
  });
}
lazily('stdout', () => stream(1));
lazily('stderr', () => stream(2));
lazily('stdin', () => new (require('stream').Readable)({ read: function () { this.push(null); } }));

// As in node/env.js: most that look at the arguments ask for one.
if (host.traced) {
  process.argv = new Proxy(process.argv, {
    get: (args, name) => {
      if (name !== 'includes' && name !== 'indexOf') { host.noteArgument('*'); return args[name]; }
      return function (word) {
        host.noteArgument(arguments.length === 1 && typeof word === 'string' ? word : '*');
        return args[name].apply(args, arguments);
      };
    },
    has: (args, name) => { host.noteArgument('*'); return name in args; },
    getOwnPropertyDescriptor: (args, name) => { host.noteArgument('*'); return Reflect.getOwnPropertyDescriptor(args, name); },
    ownKeys: (args) => { host.noteArgument('*'); return Reflect.ownKeys(args); },
  });
}

module.exports = process;
