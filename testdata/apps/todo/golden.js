(function(){function run(modules,cache,ids){var earlier="function"==typeof require&&require;function load(id,asked){if(!cache[id]){if(!modules[id]){var now="function"==typeof require&&require;if(!asked&&now)return now(id,!0);if(earlier)return earlier(id,!0);var error=new Error("Cannot find module '"+id+"'");throw error.code="MODULE_NOT_FOUND",error}var module=cache[id]={exports:{}};modules[id][0].call(module.exports,function(name){var to=modules[id][1][name];return load(to||name)},module,module.exports,run,modules,cache,ids)}return cache[id].exports}for(var i=0;i<ids.length;i++)load(ids[i]);return load}return run})()({1:[function(require,module,exports){
(function (process,__dirname){(function (){
// Says what goes on if the environment variable DEBUG asks for it.
var path = require('path');
var util = require('util');

module.exports = function (name) {
  var label = path.basename(__dirname) + ':' + name;
  return function () {
    if (process.env.DEBUG) console.error(label, util.format.apply(null, arguments));
  };
};

}).call(this)}).call(this,require('_process'),"/lib")
},{"_process":69,"path":67,"util":88}],2:[function(require,module,exports){
(function (Buffer){(function (){
// The browser's storage, if the page may use it. The list is kept in base64, so
// that it survives whatever else looks at it.
var key = require('path').join('todo', 'items');

exports.load = function () {
  try {
    return JSON.parse(Buffer.from(window.localStorage.getItem(key), 'base64').toString());
  } catch (e) {
    return [];
  }
};

exports.save = function (items) {
  try {
    window.localStorage.setItem(key, Buffer.from(JSON.stringify(items)).toString('base64'));
  } catch (e) { /* a page of a file has no storage */ }
};

}).call(this)}).call(this,require("buffer").Buffer)
},{"buffer":13,"path":67}],3:[function(require,module,exports){
// The items, and an event when they change. Knows no page and no storage.
var EventEmitter = require('events').EventEmitter;
var inherits = require('util').inherits;
var format = require('util').format;
var texts = require('./texts.json');

module.exports = Store;
inherits(Store, EventEmitter);

function Store(items) {
  EventEmitter.call(this);
  this.items = items || [];
}

Store.prototype.add = function (title) {
  var id = this.items.reduce(function (max, item) { return Math.max(max, item.id); }, 0) + 1;
  this.items.push({ id: id, title: String(title), done: false });
  this.emit('change', this.items);
  return id;
};

Store.prototype.finish = function (id) {
  this.items.forEach(function (item) {
    if (item.id === id) item.done = true;
  });
  this.emit('change', this.items);
};

Store.prototype.summary = function () {
  var open = this.items.filter(function (item) { return !item.done; }).length;
  if (this.items.length === 0) return texts.empty;
  return open === 0 ? texts.finished : format(texts.open, open, this.items.length);
};

},{"./texts.json":4,"events":33,"util":88}],4:[function(require,module,exports){
module.exports={
  "empty": "nothing to do",
  "finished": "all done",
  "open": "%d of %d to do"
}

},{}],5:[function(require,module,exports){
// Shows the list in the page's element with the id "todo"; without a page, as
// text.
var line = require('./line');
var querystring = require('querystring');

exports.show = function (items, summary) {
  if (typeof document === 'undefined') {
    console.log([summary].concat(items.map(line)).join('\n'));
    return;
  }
  var root = document.getElementById('todo');
  if (!root) return;
  root.textContent = '';
  root.appendChild(element('p', summary));
  var list = root.appendChild(element('ul', ''));
  items.forEach(function (item) {
    var link = element('a', line(item));
    link.href = '?' + querystring.stringify({ done: item.id });
    list.appendChild(element('li', '')).appendChild(link);
  });
};

function element(name, text) {
  var e = document.createElement(name);
  e.textContent = text;
  return e;
}

},{"./line":6,"querystring":78}],6:[function(require,module,exports){
// One item as a line of text.
module.exports = function (item) {
  return (item.done ? '[x] ' : '[ ] ') + item.id + ' ' + item.title;
};

},{}],7:[function(require,module,exports){
// A to-do list. In a page it shows itself in the element with the id "todo";
// elsewhere it prints what it would show. The query of the page's address adds
// items: ?add=milk&add=bread&done=1
var url = require('url');
var Store = require('./lib/store');
var storage = require('./lib/storage');
var view = require('./lib/view');
var debug = require('./lib/debug')('main');

var store = new Store(storage.load());
store.on('change', function (items) {
  storage.save(items);
  view.show(items, store.summary());
});

var address = typeof location === 'object' ? location.href : 'http://localhost/?add=milk&add=bread&done=1';
var query = url.parse(address, true).query;
[].concat(query.add || []).forEach(function (title) { store.add(title); });
[].concat(query.done || []).forEach(function (id) { store.finish(Number(id)); });
debug('%d items', store.items.length);
view.show(store.items, store.summary());

module.exports = store;

},{"./lib/debug":1,"./lib/storage":2,"./lib/store":3,"./lib/view":5,"url":85}],
// 8: async-function/legacy.js, 380 bytes
// 9: async-generator-function/legacy.js, 399 bytes
// 10: available-typed-arrays/index.js, 475 bytes
// 11: base64-js/index.js, 3932 bytes
// 12: browser-resolve/empty.js, 0 bytes
// 13: buffer/index.js, 48761 bytes
// 14: call-bind-apply-helpers/actualApply.js, 280 bytes
// 15: call-bind-apply-helpers/applyBind.js, 264 bytes
// 16: call-bind-apply-helpers/functionApply.js, 99 bytes
// 17: call-bind-apply-helpers/functionCall.js, 97 bytes
// 18: call-bind-apply-helpers/index.js, 511 bytes
// 19: call-bind-apply-helpers/reflectApply.js, 132 bytes
// 20: call-bind/index.js, 641 bytes
// 21: call-bound/index.js, 687 bytes
// 22: define-data-property/index.js, 2336 bytes
// 23: dunder-proto/get.js, 980 bytes
// 24: es-define-property/index.js, 288 bytes
// 25: es-errors/eval.js, 75 bytes
// 26: es-errors/index.js, 66 bytes
// 27: es-errors/range.js, 77 bytes
// 28: es-errors/ref.js, 79 bytes
// 29: es-errors/syntax.js, 79 bytes
// 30: es-errors/type.js, 75 bytes
// 31: es-errors/uri.js, 73 bytes
// 32: es-object-atoms/index.js, 67 bytes
// 33: events/events.js, 14890 bytes
// 34: for-each/index.js, 2374 bytes
// 35: function-bind/implementation.js, 2043 bytes
// 36: function-bind/index.js, 126 bytes
// 37: generator-function/legacy.js, 380 bytes
// 38: get-intrinsic/index.js, 14362 bytes
// 39: get-proto/Object.getPrototypeOf.js, 156 bytes
// 40: get-proto/Reflect.getPrototypeOf.js, 150 bytes
// 41: get-proto/index.js, 821 bytes
// 42: gopd/gOPD.js, 97 bytes
// 43: gopd/index.js, 206 bytes
// 44: has-property-descriptors/index.js, 588 bytes
// 45: has-symbols/index.js, 447 bytes
// 46: has-symbols/shams.js, 1922 bytes
// 47: has-tostringtag/shams.js, 189 bytes
// 48: hasown/index.js, 206 bytes
// 49: ieee754/index.js, 2154 bytes
// 50: inherits/inherits_browser.js, 753 bytes
// 51: is-arguments/index.js, 1150 bytes
// 52: is-callable/index.js, 3224 bytes
// 53: is-generator-function/index.js, 860 bytes
// 54: is-regex/index.js, 2221 bytes
// 55: is-typed-array/index.js, 180 bytes
// 56: math-intrinsics/abs.js, 73 bytes
// 57: math-intrinsics/floor.js, 77 bytes
// 58: math-intrinsics/isNaN.js, 121 bytes
// 59: math-intrinsics/max.js, 73 bytes
// 60: math-intrinsics/min.js, 73 bytes
// 61: math-intrinsics/pow.js, 73 bytes
// 62: math-intrinsics/round.js, 77 bytes
// 63: math-intrinsics/sign.js, 214 bytes
// 64: object-inspect/index.js, 31752 bytes
// 65: object-inspect/stringWidth.js, 2112 bytes
// 66: object-inspect/stringWidthRanges.js, 3371 bytes
// 67: path-browserify/index.js, 16166 bytes
// 68: possible-typed-array-names/index.js, 264 bytes
// 69: process/browser.js, 5418 bytes
// 70: punycode/punycode.js, 14670 bytes
// 71: qs/lib/formats.js, 633 bytes
// 72: qs/lib/index.js, 211 bytes
// 73: qs/lib/parse.js, 19932 bytes
// 74: qs/lib/stringify.js, 12417 bytes
// 75: qs/lib/utils.js, 18537 bytes
// 76: querystring-es3/decode.js, 2510 bytes
// 77: querystring-es3/encode.js, 2544 bytes
// 78: querystring-es3/index.js, 127 bytes
// 79: safe-regex-test/index.js, 405 bytes
// 80: set-function-length/index.js, 1273 bytes
// 81: side-channel-list/index.js, 3289 bytes
// 82: side-channel-map/index.js, 1981 bytes
// 83: side-channel-weakmap/index.js, 2708 bytes
// 84: side-channel/index.js, 1222 bytes
// 85: url/url.js, 23534 bytes
// 86: util/support/isBufferBrowser.js, 203 bytes
// 87: util/support/types.js, 8672 bytes
// 88: util/util.js, 19697 bytes
// 89: which-typed-array/index.js, 3774 bytes
},{},[7]);
