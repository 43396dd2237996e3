// stream/consumers.
'use strict';
const { each } = require('streams');

async function buffer(stream) {
  const parts = [];
  await each(stream, (chunk) => { parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk); });
  return Buffer.concat(parts);
}

exports.buffer = buffer;
exports.text = async (stream) => (await buffer(stream)).toString();
exports.json = async (stream) => JSON.parse(await exports.text(stream));
exports.arrayBuffer = async (stream) => new Uint8Array(await buffer(stream)).buffer;
