// constants: those of fs and os.
module.exports = Object.assign({}, require('fs').constants, require('os').constants.signals, require('os').constants.errno);
