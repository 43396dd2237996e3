// worker_threads: the thread that runs is the only one.
module.exports = require('forbidden')('worker_threads', { isMainThread: true, parentPort: null, workerData: null, threadId: 0, resourceLimits: {} }, 'there are no threads');
