exports.seen = Object.assign({}, require('./circular-a'));
