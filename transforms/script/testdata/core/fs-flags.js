// What the flags of open allow, of a file that is there and one that is not.
var fs = require('fs'), os = require('os'), path = require('path');
var dir = fs.mkdtempSync(path.join(os.tmpdir(), 'flags-'));

function attempt(does) {
  try { return does(); } catch (e) { return e.code; }
}

['r', 'rs', 'sr', 'r+', 'rs+', 'sr+', 'w', 'wx', 'xw', 'w+', 'wx+', 'xw+', 'a', 'ax', 'xa', 'as', 'sa', 'a+', 'ax+', 'xa+', 'as+', 'sa+',
  'x', 's', '+', '+r', 'rx', 'ws', 'r++', 'wxx', 'rw', 'q',
  fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL].forEach(function (flags) {
  exports[flags] = ['there', 'new'].map(function (name) {
    var file = path.join(dir, name);
    fs.writeFileSync(path.join(dir, 'there'), 'text');
    try { fs.unlinkSync(path.join(dir, 'new')); } catch (e) { /* it is not there */ }
    return attempt(function () {
      var fd = fs.openSync(file, flags), b = Buffer.alloc(4);
      var did = [attempt(function () { return fs.writeSync(fd, 'ab'); }), attempt(function () { return fs.readSync(fd, b, 0, 4, 0) + String(b); })];
      fs.closeSync(fd);
      return did.concat(fs.readFileSync(file, 'utf8'));
    });
  });
});
exports['of a number that is not open'] = attempt(function () { fs.closeSync(12345); });
exports['standard input'] = fs.readFileSync(0, 'utf8');
fs.rmSync(dir, { recursive: true });
