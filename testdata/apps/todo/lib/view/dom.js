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
