// Makes a transform of aliasify's configuration: its text is a question, what
// becomes of a name by one of the replacements, and what it makes the answer.
(function (config, require) {
  var stream = require('stream');

  function answer(question) {
    var key = question.key;
    try { return { is: config.replacements[key](question.spec, key, new RegExp(key)) }; }
    catch (err) { return { error: String(err) }; }
  }

  return function () {
    var chunks = [];
    return new stream.Transform({
      transform: function (chunk, encoding, next) { chunks.push(chunk); next(); },
      flush: function (done) {
        this.push(JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString()))));
        done();
      }
    });
  };
})
