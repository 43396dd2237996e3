// Makes a transform of aliasify's configuration: its text is a question, what
// becomes of a name by one of the replacements, and what it makes the answer.
(function (config, require) {
  var stream = require('stream');

  function answer(question) {
    var key = question.key, result = config.replacements[key](question.spec, key, new RegExp(key));
    return result === undefined ? null : result;
  }

  return function () {
    var chunks = [];
    return new stream.Transform({
      transform: function (chunk, encoding, next) { chunks.push(chunk); next(); },
      flush: function (done) {
        var text;
        try { text = JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString()))); } catch (err) { return done(err); }
        this.push(text);
        done();
      }
    });
  };
})
