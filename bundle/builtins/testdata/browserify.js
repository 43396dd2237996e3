// Prints as JSON what real Browserify, installed in the directory given, makes
// of all its core modules: names, modules (source and deps) and, for the names
// that we add, whether the shims have what they stand for. Paths are relative
// to node_modules.
'use strict'

const fs = require('fs')
const path = require('path')
const { Readable } = require('stream')

const dir = fs.realpathSync(process.argv[2])
const root = path.join(dir, 'node_modules')
const from = name => require(path.join(root, name))
const rel = file => path.relative(root, file).replace(/\\/g, '/')
const mapValues = (o, f) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, f(v)]))

const browserify = from('browserify')
const builtins = from('browserify/lib/builtins.js')

// All core modules, and is-buffer by way of a lone Buffer.isBuffer.
const entry = Object.keys(builtins).map(name => `require(${JSON.stringify(name)})\n`).join('') + 'Buffer.isBuffer\n'
const stream = Readable.from([Buffer.from(entry)], { objectMode: false })
const file = path.join(dir, 'entry.js')

const rows = []
const b = browserify({ basedir: dir, dedupe: false })
b.require(stream, { file, entry: true })
// Later stages change the rows, so they are copied on their way there.
b.pipeline.get('deps').push(from('through2').obj((row, _, next) => {
  rows.push({ file: row.file, source: row.source, deps: { ...row.deps } })
  next(null, row)
}))
b.bundle(err => {
  if (err) throw err
  const modules = {}
  let isBuffer
  for (const row of rows) {
    const deps = mapValues(row.deps, rel)
    if (row.file !== file) modules[rel(row.file)] = { source: row.source, deps }
    else isBuffer = Object.values(deps).find(p => p.startsWith('is-buffer/'))
  }
  const posix = from('path-browserify')
  process.stdout.write(JSON.stringify({
    names: mapValues(builtins, rel),
    modules,
    isBuffer,
    offers: {
      'assert/strict': (() => {
        const strict = from('assert/assert.js').strict
        try { strict.equal(1, '1') } catch (e) { return strict.strict === strict }
        return false
      })(),
      'path/posix': posix.posix === posix && posix.sep === '/',
      'util/types': from('util/util.js').types.isRegExp(/x/),
      process: typeof from('process/browser').nextTick === 'function'
    }
  }))
})
