// cluster: loads, and does nothing.
module.exports = require('forbidden')('cluster', { isMaster: true, isPrimary: true, isWorker: false, workers: {} }, 'there are no processes');
