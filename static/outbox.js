/* What this file promises: whatever a person sends is kept on this device until the server has answered, so that nobody
   waits for the line and nothing is lost with it. What waits says so in its place and at the top of every page; what
   was refused is kept with its words. static/queue.js reckons what goes out next; docs/offline.md draws it. */
{
  // Milliseconds: after which a person is told that something waits; that an answer may take, longer for files.
  const SOON = 4000, PATIENCE = 30000, MOST_BYTES = 5e6, MOST_TRIES = 5;
  const line = seek("#gui"), list = seek("#viec");
  // 16 signs with 5 bits each, of which an account has a few thousand at most.
  const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte % 32).toString(32)).join("");
  const tab = randomKey();

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
      if (event) others.postMessage(0);
      tell();
      done();
    };
  });
  const fileOf = (name) => new Promise((done) => {
    kept("readonly").get(name).onsuccess = ({ target }) => done(target.result);
  });
  const others = new BroadcastChannel("lhtq");
  others.onmessage = ({ data }) => (data ? show(data) : change());
  const mine = () => state.entries.filter((entry) => entry.account === account);
  const those = (now) => mine().filter((entry) => entry.state === now);
  const next = () => queue.next(state, account, Date.now());
  const find = (id) => mine().find((entry) => entry.id === id);
  const drop = (id) => change({ type: "drop", id });

  // What is told: at the top of the page, in each row and below each form.
  let away = false, out = false, progress = "";
  const late = (entry) => entry.state === "waiting" && (away || out || Date.now() - entry.at >= SOON);
  const say = (place, words, ...more) => {
    const old = place && seek(".cho", place);
    if (!place || old?.textContent === words) return;
    old?.remove();
    if (words) place.append(make("span", { className: "no cho" }, words, ...more));
  };
  const wordsOf = ({ status, words }) => (status ? `Chưa lưu. ${words || "Mở để xem."}` : "Đã dừng gửi.");
  const tell = () => {
    const waiting = mine().filter(late).length, refused = those("refused").length;
    const text = [
      waiting && `${waiting} việc đang chờ gửi.`,
      refused && `${refused} việc chưa lưu, cần xem lại.`,
      state.entries.length > mine().length && "Máy này còn việc chưa gửi của người khác.",
      progress,
    ].filter(Boolean).join(" ");
    if (line.dataset.said !== text + out) {
      line.dataset.said = text + out;
      line.replaceChildren(text);
      if (waiting) line.append(" ", out ? link("Đăng nhập để gửi tiếp", `/dang-nhap?tiep=${encodeURIComponent(here)}`) : button("Gửi ngay", send));
      if (progress) line.append(" ", button("Dừng", () => cut.abort()));
      if (waiting || refused) line.append(" ", link("Xem", "/cho-gui"));
    }
    for (const row of all("form.row")) {
      const last = mine().findLast((entry) => entry.row && entry.url === actionOf(row));
      if (!last) delete row.dataset.unsaved;
      say(seek("output", row), last && (last.state === "refused" ? !seek(".problem", row) && ` ${wordsOf(last)}` : late(last) && " Đang chờ gửi"));
    }
    for (const form of all("[data-waits]")) {
      const entry = find(+form.dataset.waits);
      if (entry && late(entry)) say(form, " Đang chờ gửi. Có thể làm việc khác.");
    }
    if (list) draw();
  };

  // The line.
  let running = false, renew = false, wait = SOON, timer = 0, cut = new AbortController();
  const renewed = async () => {
    const answer = await fetch("/phien", { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) }).catch(() => {});
    const now = answer?.status === 200 && await answer.json().catch(() => {});
    out = answer?.status === 401 || Boolean(now?.token && now.account !== +account);
    if (!now?.token || out) return false;
    for (const field of all("[name=csrf_token]")) field.value = now.token;
    return true;
  };

  const pairsOf = ({ fields, key, row, version, fill }) => [
    ["csrf_token", token()], ["key", key], ...fields, ...(row ? [["version", version]] : []), ...(fill ? [["dien", fill]] : []),
  ];
  // As it goes out: photos are there before the form, and stand in it by their digests; other files go with it.
  const readied = async (entry) => {
    const form = new FormData();
    for (const [name, value] of pairsOf(entry)) {
      const file = value.blob && await fileOf(value.blob);
      if (!value.blob) form.append(name, value);
      else if (!/^image|pdf$/.test(file.type) || !crypto.subtle) form.append(name, file, value.name);
      else {
        form.append(`${name}_sent`, await sendFile(file, (sent) => {
          progress = `Đang gửi ảnh: ${kb(sent)}/${kb(file.size)} KB.`;
          tell();
        }, cut.signal));
      }
    }
    return form;
  };

  // One try. Whoever stands between us and the server may answer too: only what looks like ours counts.
  const post = async (entry, again = true) => {
    cut = new AbortController();
    let timer;
    try {
      const form = await readied(entry), files = [...form.values()].reduce((sum, { size }) => sum + (size ?? 0), 0);
      progress = "";
      const body = files ? form : new URLSearchParams(form).toString(), headers = entry.row ? { "HX-Target": `#${entry.row}` } : { Outbox: 1 };
      // Without it the browser adds a charset, and each tap pays for that.
      if (!files) headers["Content-Type"] = "application/x-www-form-urlencoded";
      bytesSent += files || body.length;
      timer = setTimeout(() => cut.abort("late"), PATIENCE + files / 5);
      const answer = await fetch(entry.url, { method: "POST", body, headers, redirect: "manual", signal: cut.signal });
      const html = await answer.text(), { status } = answer, told = (name) => answer.headers.get(name);
      const retarget = told("HX-Retarget")?.slice(1), to = told("HX-Redirect");
      if (status === 204 && to) return { type: "accepted", to };
      if (status === 200 && entry.row && (retarget || html.slice(0, 200).includes(`id="${entry.row}"`))) {
        return { type: "accepted", html, retarget, version: /name="version" value="(\d+)"/.exec(html)?.[1] };
      }
      if (answer.type === "opaqueredirect") out = await renewed() || out;
      if (!told("LHTQ")) return;
      if (status === 401) out = true;
      if (status === 400 && again && await renewed()) return post(entry, false);
      if (/401|429|503/.test(status) || (status >= 500 && entry.tries < MOST_TRIES)) return;
      return { type: "refused", status, words: /^text.plain/.test(told("Content-Type")) && html, html: retarget && html, retarget };
    } catch ({ status, message }) {
      if (cut.signal.aborted && cut.signal.reason !== "late") return { type: "refused", status: 0 };
      if (status === 401) out = true;
      else if (status) return { type: "refused", status, words: message };
    } finally {
      clearTimeout(timer);
      progress = "";
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
      if (type === "accepted") [draftOf(entry.page, entry.url), sessionStorage[entry.key]].forEach(dropDraft);
      const told = { ...answer, id: entry.id, url: entry.url, row: entry.row };
      others.postMessage(told);
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
    workers?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
    tell();
  };
  // One tab sends at a time. One that sleeps with the lock in hand holds the others up only for a while: should two send
  // the same thing, its key lets it be done once.
  const send = async () => {
    if (running) return;
    running = true;
    let begun = false;
    const begin = () => { begun = true; return drain(); };
    await (navigator.locks?.request("outbox", { signal: AbortSignal.timeout(PATIENCE) }, begin) ?? begin()).catch(() => begun || drain());
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
    location.assign(to);
    if (hash && pathname + search === here) location.reload();
  };

  // Things that are sent.
  const add = async (entry, pairs) => {
    const blobs = [], fields = [];
    for (const [name, value] of pairs) {
      const blob = typeof value !== "string" && `${entry.key} ${blobs.length}`;
      if (blob) blobs.push([blob, value]);
      fields.push([name, blob ? { blob, name: value.name } : value]);
    }
    const label = entry.label ?? seek("h1")?.textContent ?? "";
    await change({ type: "add", entry: { ...entry, fields, account, tab, page: here, at: Date.now(), label } }, blobs);
    setTimeout(tell, SOON);
    return mine().find(({ key }) => key === entry.key)?.id;
  };
  const contentOf = (pairs) => pairs.filter(([name, value]) => !/^(csrf_token|key)$/.test(name) && value.size !== 0);
  listen("htmx:before:request", async (event) => {
    const { request, sourceElement: source } = event.detail.ctx, row = source.closest("form.row");
    if (request.method !== "POST" || !row || !store) return;
    event.preventDefault();
    let pairs = [...request.body], fill = pairs.find(([name]) => name === "dien")?.[1];
    // "Còn lại đều đủ" is filled in here where all is tapped: the best of each, and the answer need not bring the row.
    if (fill === "du" && all("fieldset input:not([type])", row).every((field) => field.value)) {
      for (const group of all("fieldset:not(:has(:checked))", row)) {
        const best = all("[type=radio]", group).reduce((one, other) => (one?.value - other.value >= 0 ? one : other), null);
        if (best) best.checked = true;
      }
      pairs = [...new FormData(row)];
      fill = undefined;
    }
    await add({
      url: actionOf(row), row: seek("output", row)?.id ?? row.id, version: seek("[name=version]", row).value,
      fill, key: randomKey(), label: seek("summary b", row)?.textContent,
    }, contentOf(pairs).filter(([name]) => !/^(version|dien)$/.test(name)));
    delete row.dataset.unsaved;
    send();
  });

  // The same as a page of its own: what was refused is shown by the server, with what was typed, and so is a page on the
  // way to something. What was kept of it is given up where its form is there to be sent.
  const open = async (entry, dropped) => {
    if (cut.signal.aborted) cut = new AbortController();
    const form = make("form", { method: "post", action: entry.url, hidden: true });
    // It is corrected on another page than the one that has its draft.
    sessionStorage[entry.key] ??= draftOf(entry.page, entry.url);
    try {
      for (const [name, value] of await readied(entry)) {
        const field = make("input", { name, type: value.name ? "file" : "hidden" });
        if (value.name) {
          const carrier = new DataTransfer();
          carrier.items.add(value);
          field.files = carrier.files;
          form.enctype = "multipart/form-data";
        } else field.value = value;
        form.append(field);
      }
      if (dropped) await drop(dropped);
      document.body.append(form);
      form.submit();
    } catch {
      progress = "";
      tell();
    }
  };

  listen("submit", async (event) => {
    const { target: form, submitter } = event, url = submitter?.getAttribute("formaction") ?? actionOf(form);
    if (!store || event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [data-direct], :has([type=password])")) return;
    const pairs = [...new FormData(form, submitter)], size = pairs.reduce((sum, [, value]) => sum + (value.size ?? 0), 0);
    if (size > MOST_BYTES) return bytesSent += size;
    event.preventDefault();
    if (url === "/dang-xuat") return leave();
    say(form);
    const was = find(+form.dataset.waits), fields = contentOf(pairs);
    if (was?.state === "waiting" && !size && JSON.stringify(was.fields) === JSON.stringify(fields)) return tell();
    // Another photo is another thing; other words are the same thing again.
    const key = !(was && size) && form.elements.key?.value || randomKey();
    const id = form.dataset.waits = await add({ url, key, was: size ? undefined : was?.id }, fields);
    told.set(id, ({ to, status, words }) => {
      if (+form.dataset.waits === id) delete form.dataset.waits;
      // Who was told that it waits does something else by now.
      if (seek(".cho", form)) say(form, to && " Đã gửi. ", to && link("Mở", to));
      else if (to) go(to);
      else if (words) say(form, words);
      else if (status) open(find(id), id);
    });
    return send();
  });

  listen("click", ({ target }) => {
    const row = target.closest("[data-drop]")?.closest("form.row");
    if (row) those("refused").filter(({ url }) => url === actionOf(row)).forEach(({ id }) => drop(id));
  });

  // Signing out leaves nothing of this person on the device; the pages that were kept are cleared by the worker.
  const leave = async () => {
    await change();
    const waits = mine().length;
    if (waits && !confirm(`Còn ${waits} việc chưa gửi. Đăng xuất sẽ xóa hết. Vẫn đăng xuất?`)) return;
    if (!await renewed() && !out) return alert("Chưa đăng xuất được vì mất mạng.");
    await change({ type: "leave", account });
    dropDrafts(`nhap ${account} `);
    return open({ url: "/dang-xuat", key: "", fields: [] });
  };

  // The page of what waits.
  const draw = () => {
    // How often is told by nothing here: a list that is drawn anew under the finger cannot be tapped.
    const text = JSON.stringify(mine(), (name, value) => (name === "tries" ? !!value : value));
    if (list.dataset.said === text) return;
    list.dataset.said = text;
    const shown = mine().map((entry) => {
      const { id, state: now, label, at, tries, fields, url, page, row } = entry, refused = now === "refused", old = at < Date.now() - queue.OLD;
      const values = fields.filter(([name, value]) => value && !/^(version|dien|seen|tro_ve|confirmed)$/.test(name));
      const status = refused ? wordsOf(entry) : old ? "Quá 60 ngày." : `Đang chờ gửi${tries ? ", đã thử gửi" : ""}.`;
      return make("li", { id: `viec-${id}` }, make("b", {}, label), ` lúc ${clock(at)}. ${status}`,
        make("p", { className: "quiet" }, values.map(([name, value]) => (row ? `${name}: ${value}` : value.name ?? value)).join(", ")),
        make("p", { className: "actions" },
          refused && entry.status ? button("Mở để xem và sửa", () => open(entry))
            : refused || old ? button("Gửi lại", () => change({ type: "again", id, at: Date.now() }).then(send))
            : !tries || row ? Object.assign(link("Mở để sửa", page), { className: "button second" }) : "",
          button("Bỏ", () => { if (confirm(tries && !refused ? "Có thể đã tới nơi. Vẫn bỏ?" : "Bỏ việc này?")) drop(id); })));
    });
    list.replaceChildren(shown.length ? make("ol", { className: "plain" }, ...shown) : make("p", {}, "Không có việc nào đang chờ gửi."));
  };

  // What waits stands in its place again when the page is opened anew.
  const restore = () => {
    const ids = [];
    for (const entry of those("waiting")) {
      for (const form of document.forms) {
        if (actionOf(form) !== entry.url || Boolean(entry.row) !== form.matches(".row") || (!entry.row && (entry.page !== here || entry.tries))) continue;
        fill(form, entry.fields);
        ids.push(entry.id);
        if (entry.row) seek("[name=version]", form).value = entry.version;
        else form.dataset.waits = entry.id;
      }
    }
    return change(ids.length ? { type: "seen", tab, ids } : undefined);
  };

  addEventListener("online", () => { wait = SOON; send(); });
  workers?.addEventListener("message", ({ data }) => { if (data?.sync) send(); });
  addEventListener("beforeunload", (event) => {
    if (seek("form[data-unsaved]")) event.preventDefault();
  });
  globalThis.lhtq = { waiting: () => opened.then(() => change()).then(mine) };
  opened.then(() => change()).then(restore).then(() => {
    renew = mine().length > 0;
    tell();
    send();
  });
}
