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
