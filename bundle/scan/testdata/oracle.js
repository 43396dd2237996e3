// Says of each source what Node and Browserify's own packages say of it.
// On stdin: the sources, each after its length in bytes (32 bits, little-endian).
// On stdout: one line of JSON for each. The argument, if any, is a directory with
// Browserify's node_modules; then free names and requires are reported as well.
'use strict'
const fs = require('fs')
const vm = require('vm')
const { createRequire } = require('module')

const dir = process.argv[2]
const from = dir && createRequire(dir + '/x.js')
const detective = from && from('detective')
const undeclared = from && from('undeclared-identifiers')
const acorn = from && from('acorn-node')

function verdict (src) {
  // vm.compileFunction is the reference, but Node 20 aborts on some errors while
  // it decorates them; Function gives the same verdict on all but a #! line.
  try {
    if (/^\ufeff?#!/.test(src)) vm.compileFunction(src.replace(/^\ufeff/, ''), [])
    else new Function(src)
    return ''
  } catch (e) {
    return String(e.message) || 'error'
  }
}

// Some of acorn-node's plugins never return from unbalanced brackets: give it only
// what is valid.
function meanings (src, answer) {
  src = src.replace(/^\ufeff/, '').replace(/^#![^\n]*\n/, '\n')
  try {
    const ast = acorn.parse(src)
    const free = undeclared(ast, { wildcard: true })
    answer.requires = detective(src).filter(x => typeof x === 'string')
    answer.free = free.identifiers
    answer.properties = free.properties.filter(p => p.startsWith('Buffer.'))
    answer.parsed = true
  } catch (e) {}
}

const input = fs.readFileSync(0)
const lines = []
for (let i = 0; i < input.length;) {
  const n = input.readUInt32LE(i)
  const src = input.toString('utf8', i + 4, i + 4 + n)
  i += 4 + n
  const answer = { error: verdict(src) }
  if (!answer.error && from) meanings(src, answer)
  lines.push(JSON.stringify(answer))
}
fs.writeFileSync(1, lines.join('\n') + '\n')
