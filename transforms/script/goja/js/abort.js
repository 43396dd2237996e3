// Event, EventTarget, AbortController and AbortSignal.
'use strict';

class Event {
  constructor(type, options) {
    this.type = String(type);
    this.cancelable = Boolean(options && options.cancelable);
    this.defaultPrevented = false;
  }
  preventDefault() { this.defaultPrevented = this.cancelable; }
}

class EventTarget {
  addEventListener(type, listener, options) {
    if (!this._listeners) Object.defineProperty(this, '_listeners', { value: [] });
    this._listeners.push({ type: type, listener: listener, once: Boolean(options && options.once) });
  }
  removeEventListener(type, listener) {
    const i = (this._listeners || []).findIndex((l) => l.type === type && l.listener === listener);
    if (i >= 0) this._listeners.splice(i, 1);
  }
  dispatchEvent(event) {
    event.target = this;
    for (const l of (this._listeners || []).filter((l) => l.type === event.type)) {
      if (l.once) this.removeEventListener(l.type, l.listener);
      if (typeof l.listener === 'function') l.listener.call(this, event);
      else l.listener.handleEvent(event);
    }
    if (typeof this['on' + event.type] === 'function') this['on' + event.type](event);
    return !event.defaultPrevented;
  }
}

class AbortSignal extends EventTarget {
  constructor() { super(); this.aborted = false; this.reason = undefined; }
  throwIfAborted() { if (this.aborted) throw this.reason; }
  static timeout(ms) {
    const c = new AbortController();
    setTimeout(() => c.abort(Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError', code: 23 })), ms).unref();
    return c.signal;
  }
  static any(signals) {
    const c = new AbortController();
    for (const s of signals) {
      if (s.aborted) c.abort(s.reason);
      else s.addEventListener('abort', () => c.abort(s.reason));
    }
    return c.signal;
  }
  static abort(reason) { const c = new AbortController(); c.abort(reason); return c.signal; }
}

class AbortController {
  constructor() { this.signal = new AbortSignal(); }
  abort(reason) {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.reason = reason === undefined ? Object.assign(new Error('This operation was aborted'), { name: 'AbortError', code: 20 }) : reason;
    this.signal.dispatchEvent(new Event('abort'));
  }
}

module.exports = { Event: Event, EventTarget: EventTarget, AbortController: AbortController, AbortSignal: AbortSignal };
