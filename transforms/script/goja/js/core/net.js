// net: knows an address when it sees one; there is no network.
'use strict';
const { isIP } = require('host:net');
const kind = (text) => isIP(String(text));
module.exports = require('forbidden')('net', {
  isIP: kind,
  isIPv4: (text) => kind(text) === 4,
  isIPv6: (text) => kind(text) === 6,
}, 'there is no network');
