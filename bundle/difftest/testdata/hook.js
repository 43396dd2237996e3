// Loaded before Browserify's own command (node -r): makes its rows say that its
// shims lie where sheaf says they do, and have ids that sort behind all others,
// as sheaf has it (in Browserify their place depends on where it is installed).
// Browserify itself then sorts, deduplicates and numbers them. Nothing else of
// it is changed.
//
// REFERENCE_MODULES is the node_modules directory that Browserify stands in,
// REFERENCE_ROOT what its rows are to say instead; both end in a slash. Ids
// have U+FFFF before it, which whoever reads the output takes away.
'use strict';
const path = require('path');
const from = process.env.REFERENCE_MODULES, to = process.env.REFERENCE_ROOT;
const Browserify = require(path.join(from, 'browserify'));
const through = require(path.join(from, 'through2'));

const moved = (p, mark) => typeof p === 'string' && p.startsWith(from) ? mark + to + p.slice(from.length) : p;
const LAST = '\uffff';
const create = Browserify.prototype._createPipeline;
Browserify.prototype._createPipeline = function (opts) {
  const expose = this._expose, pipeline = create.call(this, opts);
  pipeline.get('deps').push(through.obj(function (row, enc, next) {
    row.id = moved(row.id, LAST);
    row.file = moved(row.file, '');
    for (const key of Object.keys(row.deps || {})) row.deps[key] = moved(row.deps[key], LAST);
    next(null, row);
  }, function (done) {
    for (const key of Object.keys(expose)) expose[key] = moved(expose[key], LAST);
    done();
  }));
  return pipeline;
};
