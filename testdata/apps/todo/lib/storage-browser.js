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
