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
