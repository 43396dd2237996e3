// trace_events: loads, and does nothing.
module.exports = require('forbidden')('trace_events', {}, 'there is none');
