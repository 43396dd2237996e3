/** @jsx React.DOM */
var React = require('react');
var CommentBox = require('./components/box');

var comments = [
  { author: 'Pete Hunt', text: 'This is one comment' },
  { author: 'Jordan Walke', text: 'This is *another* comment' }
];

React.render(
  <CommentBox title="Comments" data={comments} max={3} />,
  document.getElementById('content')
);
