// timers/promises.
module.exports = require('timers').promises;
