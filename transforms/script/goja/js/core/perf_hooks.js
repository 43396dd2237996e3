// perf_hooks.
'use strict';
const host = require('host:process');
const origin = Date.now();
exports.performance = {
  timeOrigin: origin,
  now: () => host.milliseconds(),
  mark: () => {},
  measure: () => {},
  clearMarks: () => {},
  clearMeasures: () => {},
  getEntries: () => [],
  getEntriesByName: () => [],
  getEntriesByType: () => [],
  timerify: (fn) => fn,
  toJSON: () => ({ timeOrigin: origin }),
};
exports.PerformanceObserver = class PerformanceObserver { observe() {} disconnect() {} };
exports.constants = {};
