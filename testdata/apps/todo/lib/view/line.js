// One item as a line of text.
module.exports = function (item) {
  return (item.done ? '[x] ' : '[ ] ') + item.id + ' ' + item.title;
};
