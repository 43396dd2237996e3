// tty.
exports.isatty = () => false;
exports.ReadStream = function ReadStream() {};
exports.WriteStream = function WriteStream() {};
