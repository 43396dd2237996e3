// os.
'use strict';
const host = require('host:os');
const windows = host.platform === 'win32';

module.exports = {
  EOL: windows ? '\r\n' : '\n',
  devNull: windows ? '\\\\.\\nul' : '/dev/null',
  arch: () => host.arch,
  platform: () => host.platform,
  type: () => host.type || host.platform,
  release: () => '',
  version: () => '',
  machine: () => host.arch,
  endianness: () => host.endianness,
  homedir: host.homedir,
  tmpdir: host.tmpdir,
  hostname: host.hostname,
  cpus: () => Array.from({ length: host.cpus }, () => ({ model: '', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } })),
  availableParallelism: () => host.cpus,
  loadavg: () => [0, 0, 0],
  totalmem: () => 4 * 2 ** 30,
  freemem: () => 2 ** 30,
  uptime: () => process.uptime(),
  networkInterfaces: () => ({}),
  userInfo: () => ({ uid: -1, gid: -1, username: process.env.USER || '', homedir: host.homedir(), shell: null }),
  getPriority: () => 0,
  setPriority: () => {},
  constants: { signals: { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGTERM: 15 }, errno: { ENOENT: 2, EACCES: 13, EEXIST: 17 }, priority: {} },
};
