// Prints the list.
var line = require('./line');

exports.show = function (items, summary) {
  console.log([summary].concat(items.map(line)).join('\n'));
};
