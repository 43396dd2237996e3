// util.parseArgs.
'use strict';
const { wrongType } = require('errors');

const failure = (code, text) => Object.assign(new TypeError(text), { code: 'ERR_PARSE_ARGS_' + code });
const own = (object, name) => Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
const typeOf = (options, name) => own(options, name) && options[name].type;

// tokensOf takes arguments apart.
function tokensOf(args, options) {
  const tokens = [], rest = Array.from(args);
  const long = (short) => Object.keys(options).find((name) => options[name].short === short) || short;
  let index = -1, group = 0; // how many of the rest are of one argument, such as -abc
  const option = (name, rawName, value) => { tokens.push({ kind: 'option', name: name, rawName: rawName, index: index, value: value, inlineValue: value === undefined ? undefined : true }); };
  const alone = (name, rawName) => {
    option(name, rawName);
    if (typeOf(options, name) !== 'string' || rest.length === 0) return;
    Object.assign(tokens[tokens.length - 1], { value: rest.shift(), inlineValue: false });
    index++;
  };
  while (rest.length > 0) {
    const arg = rest.shift();
    if (group > 0) group--; else index++;
    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index: index });
      for (const value of rest) tokens.push({ kind: 'positional', index: ++index, value: value });
      break;
    }
    if (arg.length < 2 || arg[0] !== '-') {
      tokens.push({ kind: 'positional', index: index, value: arg });
    } else if (arg[1] === '-') {
      const at = arg.indexOf('=', 3);
      if (at < 0) alone(arg.slice(2), arg); else option(arg.slice(2, at), arg.slice(0, at), arg.slice(at + 1));
    } else if (arg.length === 2) {
      alone(long(arg[1]), arg);
    } else if (typeOf(options, long(arg[1])) === 'string') {
      option(long(arg[1]), arg.slice(0, 2), arg.slice(2));
    } else {
      let n = 1; // how many stand for themselves; the rest is the last one's value
      while (n < arg.length && typeOf(options, long(arg[n])) !== 'string') n++;
      const parts = Array.from(arg.slice(1, n), (letter) => '-' + letter);
      if (n < arg.length) parts.push('-' + arg.slice(n));
      rest.unshift(...parts);
      group = parts.length;
    }
  }
  return tokens;
}

const negated = (token, options) => token.name.startsWith('no-') && typeOf(options, token.name.slice(3)) === 'boolean';

function check(token, { options, allowPositionals, allowNegative }) {
  let name = token.name;
  if (!own(options, name)) {
    if (!allowNegative || !negated(token, options)) {
      throw failure('UNKNOWN_OPTION', "Unknown option '" + token.rawName + "'" + (allowPositionals ? ". To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- " + JSON.stringify(token.rawName) : ''));
    }
    name = name.slice(3);
  }
  const { short, type } = options[name];
  const both = (short ? '-' + short + ', ' : '') + '--' + name;
  if (type === 'string' && typeof token.value !== 'string') throw failure('INVALID_OPTION_VALUE', "Option '" + both + " <value>' argument missing");
  if (type === 'boolean' && token.value !== undefined) throw failure('INVALID_OPTION_VALUE', "Option '" + both + "' does not take an argument");
  if (token.inlineValue === false && token.value.length > 1 && token.value[0] === '-') {
    const example = token.rawName.startsWith('--') ? "'" + token.rawName + "=-XYZ'" : "'--" + token.name + "=-XYZ' or '" + token.rawName + "-XYZ'";
    throw failure('INVALID_OPTION_VALUE', "Option '" + token.rawName + "' argument is ambiguous.\nDid you forget to specify the option argument for '" + token.rawName + "'?\nTo specify an option argument starting with a dash use " + example + '.');
  }
}

module.exports = function parseArgs(config = {}) {
  const { args = process.argv.slice(2), strict = true, tokens: wanted = false, options = {}, allowNegative = false } = config;
  const { allowPositionals = !strict } = config;
  if (!Array.isArray(args)) throw wrongType('args', 'an instance of Array', args);
  for (const name of Object.keys(options)) {
    if (!['string', 'boolean'].includes(options[name].type)) throw wrongType('options.' + name + '.type', "one of type 'string|boolean'", options[name].type);
  }
  const tokens = tokensOf(args, options), values = Object.create(null), positionals = [];
  const store = (name, value) => {
    if (name === '__proto__') return;
    if (own(options, name) && options[name].multiple) (values[name] = values[name] || []).push(value); else values[name] = value;
  };
  for (const token of tokens) {
    if (token.kind === 'option') {
      if (strict) check(token, { options, allowPositionals, allowNegative });
      const no = allowNegative && token.name.startsWith('no-') && token.value === undefined;
      if (no) token.name = token.name.slice(3);
      store(token.name, no ? false : token.value === undefined ? true : token.value);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw failure('UNEXPECTED_POSITIONAL', "Unexpected argument '" + token.value + "'. This command does not take positional arguments");
      positionals.push(token.value);
    }
  }
  for (const name of Object.keys(options)) {
    if (options[name].default !== undefined && values[name] === undefined) values[name] = options[name].default;
  }
  return wanted ? { values, positionals, tokens } : { values, positionals };
};
