// Answers, from real Browserify, the questions on standard input:
// [{root, options, entries, queries: [[from, id] …]}]. A query from "" is an
// entry. The answers are in the same order: {file, as, version} or {error, code};
// version is that of the package.json which Browserify took for the file's.
'use strict'
const path = require('path')
const fs = require('fs')
const requireThere = require('module').createRequire(path.join(process.argv[2], 'x.js'))
const browserify = requireThere('browserify')
const builtins = requireThere('browserify/lib/builtins.js')
const empty = requireThere.resolve('browser-resolve/empty.js')

const names = {}
for (const name of Object.keys(builtins)) names[name] = fs.realpathSync(builtins[name])

function ask (deps, tree, [from, id]) {
  return new Promise(resolve => {
    let parent = { id: path.join(from, '_.js'), filename: path.join(from, '_.js'), basedir: from, paths: deps.paths }
    if (from === '') parent = Object.assign({}, deps.top, { filename: path.join(path.dirname(id), '_fake.js') })
    try {
      deps.resolve(id, parent, (err, file, pkg, as) => {
        if (err) resolve({ error: String(err.message).slice(0, 200), code: err.code || err.name })
        else resolve({ file: file === empty ? 'empty' : file, as, version: pkg && pkg.version })
      })
    } catch (err) {
      resolve({ error: 'thrown: ' + err.message, code: 'THROWN' })
    }
  })
}

async function main () {
  const trees = JSON.parse(fs.readFileSync(0, 'utf8'))
  const answers = []
  for (const tree of trees) {
    const b = browserify(Object.assign({ basedir: tree.root }, tree.options))
    const list = []
    for (const q of tree.queries) list.push(await ask(b._mdeps, tree, q))
    answers.push(list)
  }
  process.stdout.write(JSON.stringify({ names, answers }))
}

// An error thrown in a callback leaves its question without an answer.
process.on('uncaughtException', err => {
  process.stderr.write(err.stack + '\n')
  process.exit(3)
})
main()
