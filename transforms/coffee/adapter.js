// Makes a transform of the CoffeeScript compiler, 1.x or 2.x. Options are the
// compiler's, and those words count as false that a command line has for it.
(function (coffee, require) {
  var stream = require('stream'), path = require('path');
  var extension = /\.((lit)?coffee|coffee\.md)$/;

  function compile(file, source, given) {
    var debug = given._flags && given._flags.debug;
    var options = { inline: true, literate: /\.(litcoffee|coffee\.md)$/.test(file), sourceMap: debug, bare: true, header: false };
    Object.keys(given).forEach(function (name) {
      var value = given[name];
      if (value === undefined || value === null) return;
      options[name] = value === 'false' || value === 'no' || value === '0' ? false : value;
    });
    var compiled = coffee.compile(source, options);
    if (!options.sourceMap) return compiled + '\n';
    var map = JSON.parse(compiled.v3SourceMap), name = path.basename(file);
    map.file = name.replace(extension, '.js');
    map.sources = [name];
    map.sourcesContent = [source];
    return compiled.js + '\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,' + Buffer.from(JSON.stringify(map)).toString('base64') + '\n';
  }

  return function (file, options) {
    var chunks = [];
    return new stream.Transform({
      transform: function (chunk, encoding, next) { chunks.push(chunk); next(); },
      flush: function (done) {
        var text;
        try { text = compile(file, Buffer.concat(chunks).toString(), options); } catch (err) { return done(err); }
        this.push(text);
        done();
      }
    });
  };
})
