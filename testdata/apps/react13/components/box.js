var React = require('react');
var CommentList = require('./list.jsx');

// Comparisons are no elements: a < b.
function full(list, max) { return !(list.length < max); }

var CommentBox = React.createClass({
  getInitialState: function () {
    return { data: this.props.data };
  },
  add: function () {
    if (full(this.state.data, this.props.max)) {
      throw new Error('the box is full');
    }
    this.setState({ data: this.state.data.concat({ author: 'You', text: 'A third & last' }) });
  },
  render: function () {
    return (
      <div className="commentBox">
        <h1>{this.props.title} &middot; {this.state.data.length}</h1>
        <CommentList data={this.state.data} />
        <button onClick={this.add}>Add</button>
      </div>
    );
  }
});

module.exports = CommentBox;
