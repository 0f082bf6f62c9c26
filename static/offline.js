/* What this file promises: the page that is open can be read again without a line (static/worker.js), and what this
   device sent and received is counted, on the device alone. */
let bytesSent = 0;
const tellWorker = async (message) => (await workers.ready).active.postMessage(message);
if (workers) {
  // Of a request the browser tells nothing: about 400 bytes for its headers. What it holds is told by who sends it.
  const ASKED = 400;
  let received = 0;

  // The first page of a device was there before its worker.
  if (!workers.controller) tellWorker({ page: `<!doctype html>${document.documentElement.outerHTML}`, url: here });
  addEventListener("load", () => workers.register("/worker.js", { updateViaCache: "all" }).catch(() => {}));

  const seen = new PerformanceObserver((list) => {
    for (const { transferSize, nextHopProtocol } of list.getEntries()) {
      // Without a protocol it came from the worker, which counts what it fetches itself.
      if (!transferSize || !nextHopProtocol) continue;
      received += transferSize;
      bytesSent += ASKED;
    }
  });
  for (const type of ["navigation", "resource"]) seen.observe({ type, buffered: true });
  const report = () => {
    if (bytesSent || received) tellWorker({ used: [bytesSent, received] });
    bytesSent = received = 0;
  };
  addEventListener("pagehide", report);
  listen("visibilitychange", report);
}
