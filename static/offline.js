/* What this file promises: the page that is open can be read again without a line (static/worker.js), and what this
   device sent and received is counted, on the device alone. */
(() => {
  "use strict";
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const lhtq = (globalThis.lhtq = globalThis.lhtq || {});
  // Of a request the browser tells nothing: about 400 bytes for its headers, and what a form holds.
  const ASKED = 400;
  let sent = 0, received = 0, worker = null;
  const tell = (message) => (worker ? worker.postMessage(message) : workers.ready.then(({ active }) => active.postMessage(message)));

  // The first page of a device was there before its worker.
  if (!workers.controller) tell({ page: `<!doctype html>${document.documentElement.outerHTML}`, url: location.pathname + location.search });
  addEventListener("load", () => workers.register("/worker.js", { updateViaCache: "all" }).catch(() => {}));
  workers.ready.then(({ active }) => { worker = active; });

  const add = (fields) => { for (const [name, value] of fields) sent += name.length + (value.size ?? value.length); };
  lhtq.sent = (bytes) => { sent += bytes; };
  addEventListener("submit", ({ target, defaultPrevented }) => {
    if (!defaultPrevented && target.method === "post") add(new FormData(target));
  });
  document.addEventListener("htmx:before:request", ({ detail }) => add(detail.ctx.request.body ?? []));
  const seen = new PerformanceObserver((list) => {
    for (const { transferSize, nextHopProtocol } of list.getEntries()) {
      // Without a protocol it came from the worker, which counts what it fetches itself.
      if (!transferSize || !nextHopProtocol) continue;
      received += transferSize;
      sent += ASKED;
    }
  });
  for (const type of ["navigation", "resource"]) seen.observe({ type, buffered: true });
  const report = () => {
    if (sent || received) tell({ used: [sent, received] });
    sent = received = 0;
  };
  addEventListener("pagehide", report);
  document.addEventListener("visibilitychange", report);
})();
