exports.early = 1; exports.b = require('./circular-b').seen; exports.late = 2;
