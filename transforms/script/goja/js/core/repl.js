// repl: loads, and does nothing.
module.exports = require('forbidden')('repl', {}, 'there is none');
