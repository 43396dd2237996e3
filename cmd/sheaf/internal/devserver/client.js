// The script that the server puts into pages. It listens to the server for
// news: reloads the page, exchanges style sheets, shows what is wrong with the
// build.
(function () {
  'use strict';
  var own = new URL(document.currentScript.src);
  var at = own.searchParams.get('at') || '';
  var stream = null, host = null, shown = '';

  // A browser opens six connections to a server at most, over all its tabs: only
  // those that are looked at have one.
  function listen() {
    if (document.visibilityState === 'hidden') return hush();
    if (stream) return;
    stream = new EventSource(new URL('events?at=' + encodeURIComponent(at), own));
    stream.onmessage = function (e) {
      at = e.lastEventId;
      follow(JSON.parse(e.data));
    };
  }

  function hush() {
    if (stream) stream.close();
    stream = null;
  }

  function follow(news) {
    if (news.reload || news.css && !exchange(news.css)) {
      hush();
      return location.reload();
    }
    if (news.error !== shown) show(news.error);
    shown = news.error;
  }

  // exchange loads style sheets again, and takes the old ones away when the new
  // ones are there. If the page has none of them, they may be imported by any.
  function exchange(paths) {
    var all = Array.prototype.filter.call(document.querySelectorAll('link[rel~="stylesheet"][href]'), function (link) {
      return new URL(link.href).origin === own.origin && !link.sheafOld;
    });
    var links = all.filter(function (link) { return paths.indexOf(pathOf(link)) >= 0; });
    if (links.length < paths.length) links = all;
    links.forEach(function (link) {
      var now = link.cloneNode(), url = new URL(link.href);
      url.searchParams.set('sheaf', at);
      now.href = url.href;
      link.sheafOld = true;
      now.onload = now.onerror = function () { link.remove(); };
      link.after(now);
    });
    return links.length > 0;
  }

  function pathOf(link) {
    var path = new URL(link.href).pathname;
    try {
      return decodeURIComponent(path);
    } catch (e) {
      return path;
    }
  }

  // show puts an error over the page, or takes it away. It is a modal dialog: a
  // page's own would be above all else, and what is below one is out of reach.
  function show(text) {
    hide();
    if (!text) return;
    host = document.createElement('sheaf-error');
    var root = host.attachShadow({ mode: 'open' });
    style(root);
    var box = element(root, 'dialog', '');
    box.setAttribute('aria-label', 'Build error');
    box.tabIndex = -1;
    box.autofocus = true; // and not the button
    box.onclose = hide;
    var close = element(box, 'button', '×');
    close.title = 'Hide (Esc)';
    close.onclick = hide;
    element(box, 'h1', 'The bundle could not be built');
    paint(element(box, 'pre', ''), text);
    element(box, 'p', 'This goes away when the error is mended. Esc hides it.');
    document.documentElement.append(host);
    box.showModal();
  }

  // hide closes the dialog first, which gives the focus back.
  function hide() {
    if (!host) return;
    var was = host;
    host = null;
    was.shadowRoot.querySelector('dialog').close();
    was.remove();
  }

  function element(parent, name, text) {
    var e = document.createElement(name);
    e.textContent = text;
    return parent.appendChild(e);
  }

  // paint adds text that has colours in it as terminals have them.
  function paint(parent, text) {
    text.split(/\x1b\[(\d+)m/).reduce(function (classes, part, i) {
      if (i % 2) return part === '0' ? '' : classes + ' c' + part;
      if (part) element(parent, 'span', part).className = classes;
      return classes;
    }, '');
  }

  function style(root) {
    var text =
      ':host { all: initial; }' +
      'dialog { box-sizing: border-box; width: calc(100% - 2rem); max-width: 60rem; max-height: calc(100% - 4rem); margin: 8vh auto auto; padding: 1.5rem 1.75rem;' +
      ' overflow: auto; outline: none; color: #e6e6ea; background: #1b1b1f; border: 0; border-top: 4px solid #ff5c57; border-radius: 6px;' +
      ' box-shadow: 0 12px 48px rgba(0, 0, 0, .5); }' +
      'dialog::backdrop { background: rgba(10, 10, 14, .6); }' +
      'h1 { margin: 0 2rem 1rem 0; font: 600 17px/1.4 system-ui, sans-serif; }' +
      'pre { margin: 0; font: 13.5px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap;' +
      ' overflow-wrap: anywhere; tab-size: 4; }' +
      'span ~ .c1.c31 { display: inline-block; margin-top: 1em; }' + // the next message
      'p { margin: 1.25rem 0 0; color: #8b8b95; font: 13px/1.4 system-ui, sans-serif; }' +
      'button { position: absolute; top: .9rem; right: 1rem; width: 2rem; height: 2rem; padding: 0; border: 0; border-radius: 4px; color: #8b8b95;' +
      ' background: none; font: 22px/1 system-ui, sans-serif; cursor: pointer; }' +
      'button:hover, button:focus-visible { color: #fff; background: #2d2d34; }' +
      '.c1 { font-weight: 600; } .c2 { color: #8b8b95; } .c31 { color: #ff6b66; } .c32 { color: #5af78e; } .c33 { color: #f3d664; }';
    try { // which a Content-Security-Policy does not forbid
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [sheet];
    } catch (e) {
      element(root, 'style', text);
    }
  }

  addEventListener('pagehide', hush);
  addEventListener('pageshow', listen);
  document.addEventListener('visibilitychange', listen);
  listen();
})();
