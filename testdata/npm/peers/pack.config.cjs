// The configuration of webpack and rspack, which they share: one script for
// browsers, nothing minified or cached, core modules left to the page. What
// varies comes with --env: entry, out (an absolute path), map, externals (names
// with commas between) and count (a file for the number of modules).
'use strict';
const fs = require('fs'), path = require('path');

module.exports = env => ({
  mode: 'none',
  target: 'web',
  context: process.cwd(),
  entry: './' + env.entry,
  output: { path: path.dirname(env.out), filename: path.basename(env.out) },
  devtool: env.map ? 'inline-source-map' : false,
  externals: Object.fromEntries((env.externals || '').split(',').filter(Boolean).map(name => [name, 'commonjs ' + name])),
  cache: false,
  performance: false,
  stats: 'errors-only',
  infrastructureLogging: { level: 'error' },
  plugins: env.count ? [{ apply: compiler => compiler.hooks.done.tap('count', stats => count(stats, env.count)) }] : [],
});

function count(stats, file) {
  const modules = [...stats.compilation.modules].filter(module => module.resource).length;
  fs.writeFileSync(file, JSON.stringify({ modules }));
}
