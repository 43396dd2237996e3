// What RequireJS keeps of modules that have names, for all files of a bundle
// that define such. A module runs when it is first needed; of several of one name
// in a package the first counts, and a package's own go before those of others.
var tables = [];

// The name for which a file is run that defines it, until it has.
var wanted;

function runFor(name, file) {
	var before = wanted;
	wanted = name;
	try { return file(); } finally { wanted = before; }
}

function tableOf(dir) {
	for (var i = 0; i < tables.length; i++) if (tables[i].dir === dir) return tables[i].all;
	tables.push({ dir: dir, all: Object.create(null) });
	return tables[tables.length - 1].all;
}

function find(dir, name) {
	var found = tableOf(dir)[name];
	for (var i = 0; !found && i < tables.length; i++) found = tables[i].all[name];
	return found;
}

function isRelative(name) { return /^\.\.?\//.test(name); }

// absolute is path.join(path.dirname(id), name).
function absolute(id, name) {
	var parts = id.split('/').slice(0, -1).concat(name.split('/')), list = [];
	for (var i = 0; i < parts.length; i++) {
		if (parts[i] === '..' && list.length && list[list.length - 1] !== '..') list.pop();
		else if (parts[i] !== '.') list.push(parts[i]);
	}
	return list.join('/');
}

// A file says where it lies (dir, its package's directory), which of its modules
// it exports (main), which names other files define (from: functions that run
// these), and what require.config says (base, config).
module.exports = function (module, require, file) {
	var own = tableOf(file.dir), base = file.base || './', was = module.exports, anonymous, ended, unasked;

	function define(id, deps, factory) {
		if (typeof id !== 'string') { factory = deps; deps = id; id = ''; }
		if (!Array.isArray(deps)) { factory = deps; deps = null; }
		if (id && id === wanted) { unasked = true; wanted = null; }
		if (id ? own[id] : anonymous) return;
		var entry = { run: function () { return entry.module ? entry.module.exports : run(entry, id, deps, factory); } };
		if (id) own[id] = entry;
		else anonymous = entry;
		if (ended && id === file.main) end();
	}
	define.amd = {};

	function run(entry, id, deps, factory) {
		var need = requireOf(id), m = entry.module = {
			id: id,
			uri: base + id + '.js',
			exports: id === file.main ? module.exports : {},
			config: function () { return file.config && {}.hasOwnProperty.call(file.config, id) ? file.config[id] : {}; }
		};
		var special = { require: need, exports: m.exports, module: m };
		var value = typeof factory === 'function' ? factory.apply(m.exports, deps ? deps.map(function (d) {
			return special.hasOwnProperty(d) ? special[d] : need(d);
		}) : [need, m.exports, m].slice(0, factory.length > 1 ? 3 : factory.length)) : factory;
		if (value !== undefined) m.exports = value;
		return m.exports;
	}

	function known(name) {
		var found = name ? own[name] : anonymous, dir;
		if (!found && file.from && file.from.hasOwnProperty(name)) {
			dir = runFor(name, file.from[name]);
			found = find(dir || file.dir, name);
		}
		return found || find(file.dir, name);
	}

	function one(id, name) {
		if (typeof name === 'function') return name(); // what is outside of the registry
		var full = id && isRelative(name) ? absolute(id, name) : name, found = known(full);
		return found ? found.run() : require(name);
	}

	// requireOf returns the require of a module.
	function requireOf(id) {
		function list(names, then, failed) {
			var values;
			try {
				values = names.map(function (n) {
					return n === 'require' ? need : n === 'exports' ? module.exports : n === 'module' ? module : one(id, n);
				});
			} catch (e) {
				if (failed) return failed(e);
				throw e;
			}
			if (typeof then === 'function') then.apply(undefined, values);
		}
		function need(names, then, failed, late) {
			if (typeof names === 'string' || typeof names === 'function') return one(id, names);
			if (!Array.isArray(names)) { names = then; then = failed; failed = late; } // after configuration
			if (typeof setTimeout === 'function') setTimeout(function () { list(names, then, failed); }, 0);
			else list(names, then, failed);
		}
		need.now = list;
		need.defined = need.specified = function (name) { return !!known(isRelative(name) ? absolute(id, name) : name); };
		need.toUrl = function (url) {
			return isRelative(url) ? base + absolute(id, url) : /^(\/|[a-z]+:)/i.test(url) ? url : base + url;
		};
		return need;
	}

	// end makes the file export its main module. That is run now, or, if the file
	// only was run for a name, when the file itself is required. What the file has
	// put into module.exports stays.
	function end() {
		var main = known(file.main);
		ended = true;
		if (!main || module.exports !== was) return;
		if (!unasked || main.module) { module.exports = main.run(); return; }
		function become(value) { Object.defineProperty(module, 'exports', { value: value, writable: true, enumerable: true, configurable: true }); }
		Object.defineProperty(module, 'exports', {
			enumerable: true,
			configurable: true,
			set: become,
			get: function () {
				if (unasked) { unasked = false; return was; }
				become(was);
				become(main.run());
				return module.exports;
			}
		});
	}

	return { define: define, require: requireOf(''), end: end };
};

// get returns what a module exports that a file, which is run if need be, defines
// by its name.
module.exports.get = function (dir, name, file) {
	var found = tableOf(dir)[name];
	if (!found) {
		runFor(name, file);
		found = find(dir, name);
	}
	if (!found) throw new Error('AMD module "' + name + '" is needed before the file that defines it has run that far');
	return found.run();
};
