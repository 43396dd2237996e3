'use strict';
var React = require('react');

module.exports = React.createClass({
  render: function () {
    var nodes = this.props.data.map(function (comment, i) {
      return <li key={i} {...{ 'data-author': comment.author }}>{comment.author}: {comment.text}</li>;
    });
    return <ul>{nodes}</ul>;
  }
});
