// Where there is no browser, nothing is kept.
exports.load = function () { return []; };
exports.save = function () {};
