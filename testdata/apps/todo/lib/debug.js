// Says what goes on if the environment variable DEBUG asks for it.
var path = require('path');
var util = require('util');

module.exports = function (name) {
  var label = path.basename(__dirname) + ':' + name;
  return function () {
    if (process.env.DEBUG) console.error(label, util.format.apply(null, arguments));
  };
};
