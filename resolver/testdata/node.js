// Answers, from Node itself, the questions on standard input: [[from, id] …].
// The answers are in the same order: {file} or {code}.
'use strict'
const { createRequire } = require('module')
const path = require('path')
const queries = JSON.parse(require('fs').readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(queries.map(([from, id]) => {
  try {
    return { file: createRequire(path.join(from, 'x.js')).resolve(id) }
  } catch (err) {
    return { code: err.code || err.message }
  }
})))
