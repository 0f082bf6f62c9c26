/* What this file promises: a page that was opened can be read again without a line, by the one who opened it and by
   nobody else; and what the line cost is counted. It answers no POST. FILES, SHELL and POLICY stand in front of it
   (lhtq/device/views.py). How it works: docs/offline.md. */
"use strict";
// A radio that wakes and a new connection take EDGE up to 7 seconds; who has waited longer reads the kept page.
const PATIENCE = 8000;
const MOST_PAGES = 200, MOST_SIGNS = 10e6, MOST_AGE = 30 * 864e5;
const NEVER = /^\/(dang-nhap|doi-mat-khau|phien)/;
const INDEX = "/~index", USED = "/~used", ASKED = 400;

// One change of what is kept after another. What was asked before everything was cleared is not kept after it.
let turn = Promise.resolve(), epoch = 0;
const inTurn = (work) => (turn = turn.then(work, work));

const mine = async () => (await caches.keys()).find((name) => name.startsWith("pages-"));
const drop = async (but) => {
  for (const name of await caches.keys()) if (name.startsWith("pages-") && name !== but) await caches.delete(name);
};
const clear = () => {
  epoch++;
  return inTurn(() => drop());
};
const indexOf = async (cache) => (await (await cache.match(INDEX))?.json()) ?? {};

const keep = (key, text, whole, began) => inTurn(async () => {
  if (began !== epoch) return;
  let name = await mine();
  if (whole) {
    const account = /<body data-account="(\d+)"/.exec(text)?.[1];
    const own = account && `pages-${account}`;
    if (name !== own) {
      epoch++;
      await drop(own);
    }
    name = own;
  }
  if (!name || NEVER.test(key)) return;
  const cache = await caches.open(name), index = await indexOf(cache), now = Date.now();
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, "X-Kept": now };
  await cache.put(key, new Response(text, { headers }));
  index[key] = [now, text.length, whole && /<title>([^<]*?)(?: – LHTQ)?<\/title>/.exec(text)?.[1]];
  let pages = 0, signs = 0;
  for (const [old, [at, size]] of Object.entries(index).sort((a, b) => b[1][0] - a[1][0])) {
    signs += size;
    if (++pages <= MOST_PAGES && signs <= MOST_SIGNS && at > now - MOST_AGE) continue;
    delete index[old];
    await cache.delete(old);
  }
  await cache.put(INDEX, Response.json(index));
});

const seenAt = (at) => {
  const write = (how) => new Date(+at).toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", ...how });
  return `xem lúc ${write({ hour: "2-digit", minute: "2-digit" })} ngày ${write({ dateStyle: "short" })}`;
};

const keptPage = async (key, whole) => {
  const name = await mine(), kept = name && await (await caches.open(name)).match(key);
  if (!kept) return null;
  // Each submission key makes one record: a form that is opened again gets a new one.
  let text = (await kept.text()).replace(/(name="key" value=")[^"]*/g, (_, start) => start + crypto.randomUUID());
  if (whole) text = text.replace('<main id="main">', `$&\n<p class="note" role="status">Chưa tải được bản mới. Trang này ${seenAt(kept.headers.get("X-Kept"))}.</p>`);
  return new Response(text, { headers: kept.headers });
};

const notKept = async () => {
  const name = await mine(), index = name ? await indexOf(await caches.open(name)) : {};
  const links = Object.entries(index).filter(([, [, , title]]) => title).sort((a, b) => b[1][0] - a[1][0])
    .map(([key, [at, , title]]) => `<li><a href="${key.replaceAll("&", "&amp;")}">${title}</a> ${seenAt(at)}</li>`);
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY };
  return new Response(SHELL.replace("</ul>", (end) => links.join("\n") + end), { status: 503, headers });
};

const answer = async (fresh, key, whole) => {
  const slow = new Promise((done) => { setTimeout(done, PATIENCE); });
  const first = await Promise.race([fresh, slow]).catch(() => null);
  if (first && ![502, 503, 504].includes(first.status)) return first;
  return await keptPage(key, whole) ?? first ?? fresh.catch(() => (whole ? notKept() : Response.error()));
};

const file = async (request) => {
  const cache = await caches.open("static");
  const found = await cache.match(request, { ignoreVary: true });
  if (found) return found;
  const fresh = await fetch(request).catch(() => null);
  if (fresh?.ok) {
    await cache.put(request, fresh.clone());
    return fresh;
  }
  // A page that was kept before the software was renewed names files that are gone: it gets their successors.
  const stem = (url) => new URL(url).pathname.replace(/\.\w{12}\./, ".");
  const next = (await cache.keys()).find(({ url }) => stem(url) === stem(request.url));
  return next ? cache.match(next, { ignoreVary: true }) : fresh ?? Response.error();
};

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/dang-xuat") event.waitUntil(clear());
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/s/")) {
    event.respondWith(file(request));
    return;
  }
  const part = request.headers.get("HX-Target");
  const whole = request.mode === "navigate" || request.headers.get("Accept") === "text/html";
  if (!whole && !part) return;
  const key = url.pathname + url.search + (whole ? "" : `${url.search ? "&" : "?"}~part=${encodeURIComponent(part)}`);
  const fresh = fetch(request), began = epoch;
  event.waitUntil(fresh.then(async (response) => {
    // Our pages carry a policy: what an operator puts in place of one when the credit is used up does not.
    const ours = !whole || response.headers.has("Content-Security-Policy");
    const html = response.headers.get("Content-Type")?.startsWith("text/html");
    if (response.status === 200 && !response.redirected && ours && html) await keep(key, await response.clone().text(), whole, began);
  }).catch(() => {}));
  event.respondWith(answer(fresh, key, whole));
});

let counting = Promise.resolve();
const count = (sent, received) => (counting = counting.then(async () => {
  const cache = await caches.open("used"), days = (await (await cache.match(USED))?.json()) ?? {};
  const day = new Date().toLocaleDateString("sv", { timeZone: "Asia/Ho_Chi_Minh" });
  const [before, got] = days[day] ?? [0, 0];
  days[day] = [before + sent, got + received];
  await cache.put(USED, Response.json(Object.fromEntries(Object.entries(days).sort().slice(-62))));
}));
new PerformanceObserver((list) => {
  const over = list.getEntries().filter((entry) => entry.transferSize);
  if (over.length) count(over.length * ASKED, over.reduce((sum, entry) => sum + entry.transferSize, 0));
}).observe({ type: "resource", buffered: true });

addEventListener("message", (event) => {
  const { clear: all, page, url, used } = event.data ?? {};
  if (all) event.waitUntil(clear().then(() => event.ports[0]?.postMessage("cleared")));
  if (page) event.waitUntil(keep(url, page, true, epoch));
  if (used) event.waitUntil(count(...used));
});

addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(clients.matchAll().then((open) => open.forEach((one) => one.postMessage({ sync: "outbox" }))));
});

addEventListener("install", (event) => {
  skipWaiting();
  // What the page has just loaded is in the browser's own cache: nothing is fetched twice.
  event.waitUntil(caches.open("static").then((cache) => Promise.all(FILES.map(async (url) => {
    const held = await fetch(url, { cache: "only-if-cached", mode: "same-origin" }).catch(() => null);
    if (held?.ok) await cache.put(url, held);
  }))));
});

addEventListener("activate", (event) => event.waitUntil((async () => {
  const cache = await caches.open("static");
  for (const request of await cache.keys()) {
    if (!FILES.includes(new URL(request.url).pathname)) await cache.delete(request);
  }
  await clients.claim();
})()));
