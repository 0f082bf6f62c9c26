/* What this file promises: whatever a person sends is kept on this device until the server has answered, so that nobody
   waits for the line and nothing is lost with it. What waits says so in its place and at the top of every page; what
   was refused is kept with its words. static/queue.js reckons what goes out next; docs/offline.md draws it. */
(() => {
  "use strict";
  const { lhtq } = globalThis, { queue } = lhtq, { account } = document.body.dataset;
  if (!account) return;
  // Milliseconds: after which a person is told that something waits; that an answer may take, longer for files.
  const SOON = 4000, PATIENCE = 30000, MOST_BYTES = 5e6, MOST_TRIES = 5;
  const line = document.querySelector("#gui"), list = document.querySelector("#viec");
  const tab = crypto.getRandomValues(new Uint32Array(1))[0].toString(36), here = location.pathname + location.search;
  const token = () => document.querySelector("[name=csrf_token]").value;
  const randomKey = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(12)))).replace(/\+/g, "-").replace(/\//g, "_");
  const make = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const button = (words, act) => make("button", { type: "button", className: "second", textContent: words, onclick: act });

  // The store: one record, and the files that its entries name. A browser without one sends its forms as without a script.
  let state = queue.start(), store = null;
  const opened = new Promise((done) => {
    const asked = indexedDB.open("lhtq", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox");
    asked.onsuccess = () => done(store = asked.result);
  });
  const kept = (how) => store.transaction("outbox", how, { durability: "strict" }).objectStore("outbox");
  const blobsOf = (entry) => entry.fields.flatMap(([, value]) => value.blob ?? []);
  const change = (event, blobs = []) => new Promise((done) => {
    const place = kept(event ? "readwrite" : "readonly"), asked = place.get("state");
    asked.onsuccess = () => {
      const before = state = asked.result ?? queue.start();
      if (!event) return;
      state = queue.step(before, event);
      for (const [name, blob] of blobs) place.put(blob, name);
      const needed = state.entries.flatMap(blobsOf);
      for (const name of before.entries.flatMap(blobsOf)) if (!needed.includes(name)) place.delete(name);
      place.put(state, "state");
    };
    place.transaction.oncomplete = () => {
      if (event) others?.postMessage({});
      tell();
      done();
    };
  });
  const fileOf = (name) => new Promise((done) => {
    const asked = kept("readonly").get(name);
    asked.onsuccess = () => done(asked.result);
  });
  const others = globalThis.BroadcastChannel && new BroadcastChannel("lhtq");
  if (others) others.onmessage = ({ data }) => (data.answer ? show(data.answer) : change());
  const mine = () => state.entries.filter((entry) => entry.account === account);
  const next = () => queue.next(state, account, Date.now());
  const find = (id) => mine().find((entry) => entry.id === id);

  // What is told: at the top of the page, in each row and below each form.
  let away = false, out = false, progress = null;
  const late = (entry) => entry.state === "waiting" && (away || out || Date.now() - entry.at >= SOON);
  const say = (place, words, ...more) => {
    if (!place) return;
    const old = place.querySelector(".cho");
    if (old?.textContent === words && !more.length) return;
    old?.remove();
    if (words) place.append(make("span", { className: "no cho", textContent: words }, ...more));
  };
  const wordsOf = ({ status, words }) => (status === 0 ? "Đã dừng gửi." : `Chưa lưu. ${words || "Mở Việc đang chờ gửi để xem."}`);
  const formsOf = (url) => [...document.forms].filter((form) => form.getAttribute("action") === url);
  const tell = () => {
    const waiting = mine().filter(late), refused = mine().filter((entry) => entry.state === "refused");
    const strangers = state.entries.length - mine().length, words = [];
    if (waiting.length) words.push(`${waiting.length} việc đang chờ gửi.`);
    if (refused.length) words.push(`${refused.length} việc chưa lưu, cần xem lại.`);
    if (strangers) words.push("Máy này còn việc chưa gửi của người khác.");
    if (waiting.length && progress) words.push(progress);
    const text = words.join(" ");
    if (line.dataset.said !== `${text}${out}`) {
      line.dataset.said = `${text}${out}`;
      line.replaceChildren(text);
      if (waiting.length && out) line.append(" ", make("a", { href: `/dang-nhap?tiep=${encodeURIComponent(here)}`, textContent: "Đăng nhập để gửi tiếp" }));
      else if (waiting.length) line.append(" ", button("Gửi ngay", () => send()));
      if (progress) line.append(" ", button("Dừng", () => cut.abort()));
      if (mine().length && text) line.append(" ", make("a", { href: "/cho-gui", textContent: "Xem" }));
    }
    for (const row of document.querySelectorAll("form.row")) {
      const own = mine().filter((entry) => entry.row && entry.url === row.getAttribute("action")), last = own.at(-1);
      if (!own.length) delete row.dataset.unsaved;
      const told = last && (last.state === "refused" ? !row.querySelector(".problem") && ` ${wordsOf(last)}` : late(last) && " Đang chờ gửi");
      say(row.querySelector("output"), told || "");
    }
    for (const form of document.querySelectorAll("[data-waits]")) {
      const entry = find(+form.dataset.waits);
      if (entry && late(entry)) say(form, " Đang chờ gửi. Có thể làm việc khác; sẽ tự gửi khi có mạng.");
    }
    if (list) draw();
  };

  // The line.
  let running = false, renew = false, wait = SOON, timer = 0, cut = new AbortController();
  const renewed = async () => {
    const answer = await fetch("/phien", { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    const now = answer?.status === 200 && await answer.json().catch(() => null);
    out = answer?.status === 401 || Boolean(now?.token && String(now.account) !== account);
    if (!now?.token || out) return false;
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = now.token;
    return true;
  };

  const pairsOf = ({ fields, key, row, version, fill }) => [
    ["csrf_token", token()], ["key", key], ...fields, ...(row ? [["version", version]] : []), ...(fill ? [["dien", fill]] : []),
  ];
  const bodyOf = async (entry) => {
    const pairs = pairsOf(entry);
    if (!pairs.some(([, value]) => value.blob)) return new URLSearchParams(pairs).toString();
    const form = new FormData();
    for (const [name, value] of pairs) {
      const file = value.blob && await fileOf(value.blob);
      if (!file) form.append(name, value.blob ? "" : value);
      else if (!file.size || !lhtq.sendFile) form.append(name, file, value.name);
      else {
        const said = (sent) => {
          progress = `Đang gửi ảnh: ${Math.round(sent / 1000)}/${Math.round(file.size / 1000)} KB.`;
          tell();
        };
        form.append(`${name}_sent`, await lhtq.sendFile(file, said, cut.signal));
      }
    }
    return form;
  };

  // One try. Whoever stands between us and the server may answer too: only what looks like ours counts.
  const post = async (entry, again = true) => {
    cut = new AbortController();
    try {
      const body = await bodyOf(entry), size = blobsOf(entry).length ? MOST_BYTES : 0;
      const headers = entry.row ? { "HX-Target": `#${entry.row}` } : { Outbox: "1" };
      if (typeof body === "string") headers["Content-Type"] = "application/x-www-form-urlencoded";
      if (!entry.row) lhtq.sent?.(typeof body === "string" ? body.length : 0);
      const timeout = setTimeout(() => cut.abort("late"), PATIENCE + size / 50);
      const answer = await fetch(entry.url, { method: "POST", body, headers, redirect: "manual", signal: cut.signal });
      const html = await answer.text(), { status } = answer, told = (name) => answer.headers.get(name);
      clearTimeout(timeout);
      const retarget = told("HX-Retarget")?.slice(1), to = told("HX-Redirect");
      if (status === 204 && to) return { type: "accepted", to };
      if (status === 200 && entry.row && (retarget || html.slice(0, 200).includes(`id="${entry.row}"`))) {
        return { type: "accepted", html, retarget, version: /name="version" value="(\d+)"/.exec(html)?.[1] };
      }
      if (answer.type === "opaqueredirect") {
        out = await renewed() || out;
        return null;
      }
      if (!told("LHTQ")) return null;
      if (status === 401) out = true;
      if (status === 400 && again && await renewed()) return post(entry, false);
      if (status === 401 || status === 429 || status === 503 || (status >= 500 && entry.tries < MOST_TRIES)) return null;
      const plain = told("Content-Type")?.startsWith("text/plain");
      return { type: "refused", status, words: plain ? html : "", html: retarget && html, retarget };
    } catch (error) {
      if (cut.signal.aborted && cut.signal.reason !== "late") return { type: "refused", status: 0 };
      if (error.status === 401) out = true;
      if (error.status >= 400 && !out) return { type: "refused", status: error.status, words: error.message };
      return null;
    } finally {
      progress = null;
    }
  };

  const drain = async () => {
    if ((away || out || renew) && next() && !await renewed()) return stay();
    renew = out = false;
    for (;;) {
      await change();
      const entry = next();
      if (!entry) break;
      await change({ type: "try", id: entry.id });
      const answer = await post(find(entry.id) ?? entry);
      if (!answer) return stay();
      wait = SOON;
      away = false;
      const { type, version, status, words } = answer;
      await change({ type, id: entry.id, version, status, words });
      if (type === "accepted") lhtq.drafts.drop(entry.url, entry.page);
      const told = { ...answer, id: entry.id, url: entry.url, row: entry.row };
      others?.postMessage({ answer: told });
      show(told);
    }
    return tell();
  };
  // No line, or nobody signed in: it is tried again by and by, when the line says so, or when a person does.
  const stay = () => {
    away = true;
    clearTimeout(timer);
    if (!out) timer = setTimeout(send, wait);
    wait = Math.min(2 * wait, 60000);
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
    tell();
  };
  // One tab sends at a time. One that sleeps with the lock in hand holds the others up only for a while: should two send
  // the same thing, its key lets it be done once.
  const send = async () => {
    if (running) return;
    running = true;
    let begun = false;
    const begin = () => { begun = true; return drain(); };
    await (navigator.locks?.request("outbox", { signal: AbortSignal.timeout(PATIENCE) }, begin) ?? drain()).catch(() => begun || drain());
    running = false;
    await change();
    if (!away && next()) send();
  };

  // Answers, where they belong.
  const told = new Map();
  const show = (answer) => {
    const later = answer.row && mine().some((entry) => entry.row && entry.url === answer.url && entry.state === "waiting");
    if (answer.html && !(later && answer.retarget)) {
      const part = make("template", { innerHTML: answer.html }).content, place = document.getElementById(answer.retarget ?? answer.row);
      const [fresh, ...beside] = part.children;
      if (place && fresh) {
        for (const other of beside) document.getElementById(other.id)?.replaceWith(other);
        place.replaceWith(fresh);
        htmx.process(fresh);
      }
    }
    told.get(answer.id)?.(answer);
    told.delete(answer.id);
    tell();
  };
  const go = (to) => {
    const { pathname, search, hash } = new URL(to, location);
    if (hash && pathname + search === here) {
      location.hash = hash;
      location.reload();
    } else location.assign(to);
  };

  // Things that are sent.
  const add = async (entry, pairs) => {
    const blobs = [], fields = [];
    for (const [name, value] of pairs) {
      const blob = typeof value !== "string" && `${entry.key} ${blobs.length}`;
      if (blob) blobs.push([blob, value]);
      fields.push([name, blob ? { blob, name: value.name } : value]);
    }
    const label = entry.label || document.querySelector("h1")?.textContent || "";
    await change({ type: "add", entry: { ...entry, fields, account, tab, page: here, at: Date.now(), label } }, blobs);
    setTimeout(tell, SOON);
    const kept = mine().find(({ key }) => key === entry.key) ?? mine().findLast(({ url }) => url === entry.url);
    return kept?.id;
  };
  const OWN = ["csrf_token", "version", "key", "dien"];
  document.addEventListener("htmx:before:request", async (event) => {
    const { request, sourceElement: source } = event.detail.ctx, row = source.closest("form.row");
    if (request.method !== "POST" || !row || !store) return;
    event.preventDefault();
    let pairs = [...request.body], fill = pairs.find(([name]) => name === "dien")?.[1];
    // "Còn lại đều đủ" is filled in here where all is tapped: the best of each, and the answer need not bring the row.
    if (fill === "du" && ![...row.querySelectorAll("fieldset input:not([type])")].some((field) => !field.value)) {
      for (const group of row.querySelectorAll("fieldset:not(:has(:checked))")) {
        const best = [...group.querySelectorAll("[type=radio]")].reduce((one, other) => (one?.value - other.value >= 0 ? one : other), null);
        if (best) best.checked = true;
      }
      pairs = [...new FormData(row)];
      fill = undefined;
    }
    const output = row.querySelector("output"), fields = pairs.filter(([name]) => !OWN.includes(name));
    await add({
      url: row.getAttribute("action"), row: output?.id ?? row.id, version: row.querySelector("[name=version]").value,
      fill, key: randomKey(), label: row.querySelector("summary b")?.textContent,
    }, fields);
    delete row.dataset.unsaved;
    send();
  });

  // The same as a page of its own: what was refused is shown by the server, with what was typed.
  const open = async (entry) => {
    const form = make("form", { method: "post", action: entry.url, enctype: blobsOf(entry).length ? "multipart/form-data" : "", hidden: true });
    for (const [name, value] of pairsOf(entry)) {
      const field = make("input", { name, type: value.blob ? "file" : "hidden" });
      if (value.blob) {
        const carrier = new DataTransfer();
        carrier.items.add(new File([await fileOf(value.blob)], value.name));
        field.files = carrier.files;
      } else field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  };

  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!store || event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || form.querySelector("[type=password]")) return;
    if (form.getAttribute("action") === "/dang-xuat") {
      event.preventDefault();
      leave();
      return;
    }
    const pairs = [...new FormData(form, submitter)], size = pairs.reduce((sum, [, value]) => sum + (value.size ?? 0), 0);
    if ("direct" in form.dataset || size > MOST_BYTES) return;
    event.preventDefault();
    const was = find(+form.dataset.waits), fields = pairs.filter(([name]) => name !== "csrf_token" && name !== "key");
    if (was?.state === "waiting" && !size && JSON.stringify(was.fields) === JSON.stringify(fields)) return tell();
    // Another photo is another thing; other words are the same thing again.
    const key = (!(was && size) && pairs.find(([name]) => name === "key")?.[1]) || randomKey();
    const url = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    const id = await add({ url, key, was: size ? undefined : was?.id }, fields);
    form.dataset.waits = id;
    told.set(id, async (answer) => {
      const entry = { url, key, fields: find(id)?.fields ?? [] };
      if (+form.dataset.waits === id) delete form.dataset.waits;
      // Who was told that it waits does something else by now.
      if (form.querySelector(".cho")) return say(form, answer.to ? " Đã gửi. " : "", ...(answer.to ? [make("a", { href: answer.to, textContent: "Mở" })] : []));
      if (answer.to) return go(answer.to);
      if (!answer.status) return tell();
      await open(entry);
      return change({ type: "drop", id });
    });
    return send();
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-drop]")?.closest("form.row");
    if (row) mine().filter(({ url, state: now }) => now === "refused" && url === row.getAttribute("action")).forEach(({ id }) => change({ type: "drop", id }));
  });

  // Signing out leaves nothing of this person on the device.
  const leave = async () => {
    await change();
    const waits = mine().length;
    if (waits && !confirm(`Còn ${waits} việc chưa gửi. Đăng xuất sẽ xóa các việc đó khỏi máy này. Vẫn đăng xuất?`)) return;
    if (!await renewed() && !out) return alert("Chưa đăng xuất được vì mất mạng. Hãy thử lại sau.");
    await change({ type: "leave", account });
    lhtq.drafts.clear();
    for (const name of await globalThis.caches?.keys() ?? []) if (name.startsWith("pages-")) await caches.delete(name);
    return open({ url: "/dang-xuat", key: "", fields: [] });
  };

  // The page of what waits.
  const draw = () => {
    const shown = mine().map((entry) => {
      const { id, state: now, label, at, tries, fields, url, page, row } = entry, refused = now === "refused", old = at < Date.now() - queue.OLD;
      const values = fields.filter(([name, value]) => value && !OWN.includes(name) && !["seen", "tro_ve"].includes(name));
      const status = refused ? wordsOf(entry) : old ? "Chờ đã quá 60 ngày: xem lại rồi gửi." : tries ? "Đang chờ gửi, đã thử gửi." : "Đang chờ gửi.";
      const actions = make("p", { className: "actions" });
      if (refused && entry.status) actions.append(button("Mở để xem và sửa", () => open(entry)));
      else if (refused || old) actions.append(button("Gửi lại", () => change({ type: "again", id, at: Date.now() }).then(send)));
      else if (!tries || row) actions.append(make("a", { className: "button second", href: page, textContent: "Mở để sửa" }));
      const sure = tries && !refused ? "Việc này có thể đã tới nơi. Vẫn bỏ?" : "Bỏ việc này?";
      actions.append(button("Bỏ", () => { if (confirm(sure)) change({ type: "drop", id }); }));
      return make("li", { id: `viec-${id}` }, make("b", { textContent: label }), ` lúc ${lhtq.clock(at)}. ${status}`,
        make("p", { className: "quiet", textContent: values.map(([name, value]) => (row ? `${name}: ${value}` : value.name ?? value)).join(", ") }), actions);
    });
    const text = JSON.stringify(mine());
    if (list.dataset.said === text) return;
    list.dataset.said = text;
    list.replaceChildren(shown.length ? make("ol", { className: "plain" }, ...shown) : make("p", { textContent: "Không có việc nào đang chờ gửi." }));
  };

  // What waits stands in its place again when the page is opened anew.
  const restore = () => {
    const ids = [];
    for (const entry of mine().filter(({ state: now }) => now === "waiting")) {
      for (const form of formsOf(entry.url)) {
        if (Boolean(entry.row) !== form.matches(".row") || (!entry.row && (entry.page !== here || entry.tries))) continue;
        lhtq.fill(form, entry.fields);
        ids.push(entry.id);
        if (entry.row) form.querySelector("[name=version]").value = entry.version;
        else form.dataset.waits = entry.id;
      }
    }
    return ids.length ? change({ type: "seen", tab, ids }) : null;
  };

  addEventListener("online", () => { wait = SOON; send(); });
  navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data?.sync === "outbox") send(); });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]")) event.preventDefault();
  });
  lhtq.outbox = { add, send, waiting: () => opened.then(() => change()).then(mine) };
  opened.then(() => change()).then(async () => {
    await restore();
    renew = Boolean(mine().length);
    tell();
    send();
  });
})();
