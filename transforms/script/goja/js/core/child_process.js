// child_process: loads, and does nothing.
module.exports = require('forbidden')('child_process', {}, 'there are no processes');
