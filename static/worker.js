/* What this file promises: a page that was opened can be read again without a line, by the one who opened it and by
   nobody else; and what the line cost is counted. It answers no POST. FILES, SHELL and POLICY stand in front of it
   (lhtq/device/views.py). How it works: docs/offline.md. */
// A radio that wakes and a new connection take EDGE up to 7 seconds; who has waited longer reads the kept page.
const PATIENCE = 8000;
const MOST_PAGES = 200, MOST_SIGNS = 1e7, MOST_AGE = 30 * 864e5;
const NEVER = /^\/(dang-nhap|doi-mat-khau|phien)/;
const HEADERS = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY };
// What a request is reckoned at besides its form: the browser does not tell.
const ASKED = 400;

// One change of what is kept after another. What was asked for before everything was cleared is not kept after it.
let turn = Promise.resolve(), epoch = 0;
const inTurn = (work) => (turn = turn.then(work, work));

const mine = async () => {
  const name = (await caches.keys()).find((one) => one.startsWith("pages-"));
  return name && caches.open(name);
};
const drop = async () => {
  for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
};
const clear = () => {
  epoch++;
  return inTurn(drop);
};
const read = async (cache, key) => (await (await cache.match(key))?.json()) ?? {};

// Of an account's pages there is an index: address → when it was kept, its size, and the title of a whole page.
const keep = (key, text, whole, began) => inTurn(async () => {
  const account = whole && /<body data-account="(\d+)"/.exec(text)?.[1], own = `pages-${account}`;
  const known = account && await caches.has(own);
  // What a page hands over was asked for at some time: after a clearing it is too late to begin with it.
  if (began === undefined ? epoch && !known : began !== epoch) return;
  if (whole && !known) {
    epoch++;
    await drop();
    if (account) await caches.open(own);
  }
  const cache = await mine();
  if (!cache || NEVER.test(key)) return;
  const index = await read(cache, "/~index"), now = Date.now();
  await cache.put(key, new Response(text, { headers: { ...HEADERS, "X-Kept": now } }));
  index[key] = [now, text.length, whole && /<title>([^<]*?)( – LHTQ)?</.exec(text)?.[1]];
  let pages = 0, signs = 0;
  for (const [old, [at, size]] of Object.entries(index).sort(([, a], [, b]) => b[0] - a[0])) {
    signs += size;
    if (++pages <= MOST_PAGES && signs <= MOST_SIGNS && at > now - MOST_AGE) continue;
    delete index[old];
    await cache.delete(old);
  }
  await cache.put("/~index", Response.json(index));
});

const local = (at) => new Date(+at).toLocaleString("en-GB", { timeZone: "Asia/Ho_Chi_Minh" }).split(", ");
const seenAt = (at) => {
  const [day, time] = local(at);
  return `xem lúc ${time.slice(0, 5)} ngày ${day}`;
};

const kept = async (key, whole) => {
  const found = await (await mine())?.match(key);
  if (!found) return null;
  // Each submission key makes one record: a form that is opened again gets a new one.
  // A day that is filled in as today's is today's, not that of the page.
  const text = (await found.text()).replace(/(name="key" value=")[^"]*/g, (_, start) => start + crypto.randomUUID())
    .replace(/(data-today .*?value=")[^"]*/g, (_, start) => start + local(new Date())[0]);
  const note = `<p class="note" role="status">Chưa tải được bản mới. Trang này ${seenAt(found.headers.get("X-Kept"))}.</p>`;
  return new Response(whole ? text.replace('<main id="main">', `$&\n${note}`) : text, found);
};

const notKept = async () => {
  const cache = await mine(), index = cache ? await read(cache, "/~index") : {};
  const links = Object.entries(index).filter(([, [, , title]]) => title).sort(([, a], [, b]) => b[0] - a[0])
    .map(([key, [at, , title]]) => `<li><a href="${key.replaceAll("&", "&amp;")}">${title}</a> ${seenAt(at)}</li>`);
  return new Response(SHELL.replace("</ul>", (end) => links.join("\n") + end), { status: 503, headers: HEADERS });
};

const answer = async (fresh, key, whole) => {
  const slow = new Promise((done) => { setTimeout(done, PATIENCE); });
  const first = await Promise.race([fresh, slow]).catch(() => null);
  if (first && ![502, 503, 504].includes(first.status)) return first;
  return await kept(key, whole) ?? first ?? fresh.catch(() => (whole ? notKept() : Response.error()));
};

// One version of each file is kept, its hash behind a question mark. A page that was kept before the software was
// renewed names files that are gone: it gets their successors.
const file = async (url, how) => {
  const cache = await caches.open("static"), key = url.replace(/\.(\w{12})(\.\w+)$/, "$2?$1");
  const held = await cache.match(key);
  if (held) return held;
  const fresh = await fetch(url, how).catch(() => Response.error());
  if (!fresh.ok) return await cache.match(key, { ignoreSearch: true }) ?? fresh;
  await cache.delete(key, { ignoreSearch: true });
  await cache.put(key, fresh.clone());
  return fresh;
};

addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname, search } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method !== "GET") {
    if (pathname === "/dang-xuat") event.waitUntil(clear());
    return;
  }
  // A part that polls wants no copy (templates/ui/macros.html).
  const part = request.cache !== "reload" && request.headers.get("HX-Target"), whole = request.mode === "navigate";
  if (pathname.startsWith("/s/")) event.respondWith(file(request.url));
  else if (whole || part) {
    const key = pathname + search + (whole ? "" : `${search ? "&" : "?"}~=${encodeURIComponent(part)}`);
    const fresh = fetch(request), began = epoch;
    event.waitUntil(fresh.then(async (response) => {
      const { status, redirected, headers } = response, html = headers.get("Content-Type")?.startsWith("text/html");
      // Our pages carry a policy: what an operator puts in place of one when the credit is used up does not.
      if (status !== 200 || redirected || !html || (whole && !headers.has("Content-Security-Policy"))) return;
      await keep(key, await response.clone().text(), whole, began);
    }).catch(() => {}));
    event.respondWith(answer(fresh, key, whole));
  }
});

// The figures of the month, sent and received: they tell nothing of a person, and stay when one signs out.
const count = (sent, received) => inTurn(async () => {
  const cache = await caches.open("used"), months = await read(cache, "/~used"), month = new Date().toISOString().slice(0, 7);
  const [before, got] = months[month] ?? [0, 0];
  await cache.put("/~used", Response.json({ [month]: [before + sent, got + received] }));
});
new PerformanceObserver((list) => {
  const over = list.getEntries().filter((entry) => entry.transferSize);
  if (over.length) count(over.length * ASKED, over.reduce((sum, entry) => sum + entry.transferSize, 0));
}).observe({ type: "resource", buffered: true });

addEventListener("message", (event) => {
  const { clear: all, page, url, used } = event.data ?? {};
  if (all) event.waitUntil(clear().then(() => event.ports[0]?.postMessage("cleared")));
  if (page) event.waitUntil(keep(url, page, true));
  if (used) event.waitUntil(count(...used));
});

addEventListener("sync", (event) => {
  const wake = async () => (await clients.matchAll()).forEach((one) => one.postMessage({ sync: "outbox" }));
  if (event.tag === "outbox") event.waitUntil(wake());
});

addEventListener("install", (event) => {
  skipWaiting();
  // What the page has just loaded is in the browser's own cache: nothing is fetched twice.
  event.waitUntil(Promise.all(FILES.map((url) => file(url, { cache: "only-if-cached", mode: "same-origin" }))));
});
