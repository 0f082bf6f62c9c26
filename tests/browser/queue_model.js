/* A world in which the queue of static/queue.js is tried: a server that knows keys and versions as ours does, a line that
   loses, doubles, delays and reorders, two tabs of one device, sign-ins that end, other people at the same rows.
   `world.run(seed, length)` lives through one random sequence and gives what went wrong, null for nothing. */
globalThis.world = (() => {
  "use strict";
  const { start, step, next } = globalThis.queue;
  const ME = "1", OTHER = "2", ROWS = ["/ho/1", "/ho/2", "/ho/3"], LINES = ["1.1", "1.2", "1.3"];

  // Mulberry32: the same numbers for the same seed.
  const numbers = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  class Server {
    rows = Object.fromEntries(ROWS.map((url) => [url, { version: 0, value: {} }]));
    items = [];
    keys = new Map();
    log = [];
    account = ME;

    // The answer, or null where nobody is signed in. What is refused leaves no key behind.
    take(sent) {
      if (this.account === null) return null;
      if (this.account !== sent.account) throw new Error(`sent under another account: ${sent.key}`);
      const known = this.keys.get(sent.key);
      if (known) {
        if (known.content !== sent.content) throw new Error(`a key with other content: ${sent.key}`);
        return known.answer;
      }
      const answer = sent.row ? this.save(sent) : this.create(sent);
      if (answer.type === "accepted") {
        this.keys.set(sent.key, { answer, content: sent.content });
        this.log.push(sent);
      }
      return answer;
    }

    save({ url, version, value }) {
      const row = this.rows[url];
      if (Object.values(value).includes("wrong")) return { type: "refused", status: 422 };
      const full = JSON.stringify(value);
      if (full !== JSON.stringify(row.value)) {
        if (row.version !== version) return { type: "refused", status: 409 };
        Object.assign(row, { version: row.version + 1, value });
      }
      return { type: "accepted", version: row.version };
    }

    create({ intent, bad }) {
      if (bad) return { type: "refused", status: 422 };
      this.items.push(intent);
      return { type: "accepted" };
    }
  }

  const run = (seed, length) => {
    const draw = numbers(seed), one = (list) => list[Math.floor(draw() * list.length)], chance = (p) => draw() < p;
    const server = new Server(), tabs = [], flying = [], told = [];
    let state = start(), intents = 0, names = 0, me = ME;
    const calm = draw() < 0.4; // nobody else at the rows, one tab: then nothing of ours may be refused
    const dropped = new Set(), wrong = new Set(), forms = new Set(), lastTap = {};
    const note = (...words) => told.push(words.join(" "));
    const act = (event) => { state = step(state, event); };
    const mine = () => state.entries.filter(({ account }) => account === me);

    // A page as opened: what the server says, with what waits put in its place again (restore in static/outbox.js).
    const open = () => {
      const view = structuredClone(server.rows), name = `t${++names}`;
      for (const entry of mine()) if (entry.row && entry.state === "waiting") view[entry.url] = { version: entry.version, value: { ...entry.value } };
      act({ type: "seen", tab: name, ids: mine().map(({ id }) => id) });
      return { name, view, sending: null };
    };
    tabs.push(open());
    if (!calm) tabs.push(open());

    const tap = (tab) => {
      const url = one(ROWS), row = tab.view[url], intent = ++intents, spoiled = !calm && chance(0.05);
      row.value = Object.fromEntries(LINES.filter((code) => code in row.value || code === one(LINES)).map((code) => [code, row.value[code]]));
      row.value[one(LINES)] = spoiled ? "wrong" : intent;
      row.value = Object.fromEntries(Object.entries(row.value).filter(([, value]) => value !== undefined).sort());
      lastTap[url] = { ...row.value };
      note("tap", tab.name, url, JSON.stringify(row.value), "on", row.version);
      act({ type: "add", entry: { account: me, tab: tab.name, url, row: "result", version: row.version, key: `k${intent}`, value: { ...row.value }, intent, at: 0 } });
      if (spoiled) delete row.value[Object.keys(row.value).find((code) => row.value[code] === "wrong")];
    };
    const send = (tab) => {
      const intent = ++intents, bad = chance(0.1);
      forms.add(intent);
      if (bad) wrong.add(intent);
      note("form", tab.name, intent, bad ? "bad" : "");
      act({ type: "add", entry: { account: me, tab: tab.name, url: `/viec/${intent}`, key: `k${intent}`, intent, bad, at: 0 } });
    };
    const begin = (tab) => {
      const entry = next(state, me, 0);
      if (!entry || tab.sending) return;
      act({ type: "try", id: entry.id });
      const { key, account, url, row, version, value, intent, bad, id } = state.entries.find((found) => found.id === entry.id);
      const sent = { key, account, url, row, version, value, intent, bad, id, content: JSON.stringify([url, version, value, intent]) };
      tab.sending = sent;
      note("send", tab.name, key, url, version);
      if (chance(0.85)) flying.push({ sent, tab, lost: chance(0.25) });
      if (chance(0.1)) flying.push({ sent, tab: null, lost: true });
      if (!flying.some((flight) => flight.tab === tab)) tab.sending = null;
    };
    // A request arrives, in any order, and its answer too, unless it is lost or nobody waits for it any more.
    const arrive = (flight = one(flying)) => {
      if (!flight) return;
      flying.splice(flying.indexOf(flight), 1);
      const { sent, tab, lost } = flight;
      // Of a stranger's session, the cookie tells: the request carries that of the moment when it was sent.
      if (server.account !== null && server.account !== sent.account) return;
      const answer = server.take(sent);
      note("arrive", sent.key, JSON.stringify(answer), lost ? "lost" : "");
      if (!tab || tab.sending !== sent) return;
      tab.sending = null;
      if (lost || !answer) return;
      act({ ...answer, id: sent.id });
      const waits = mine().some((entry) => entry.url === sent.url && entry.state === "waiting");
      for (const shown of tabs) {
        // A message to another tab comes late, or never to one that sleeps.
        if (answer.type !== "accepted" || !sent.row || (shown !== tab && chance(0.3))) continue;
        if (shown.view[sent.url].version === sent.version) shown.view[sent.url].version = waits && chance(0.5) ? sent.version : answer.version;
      }
    };
    const crash = () => {
      const at = Math.floor(draw() * tabs.length);
      note("crash", tabs[at].name);
      for (const flight of flying) if (flight.tab === tabs[at]) flight.tab = null;
      tabs[at] = open();
    };
    const stranger = () => {
      if (calm) return;
      const url = one(ROWS), row = server.rows[url];
      row.value = { "1.1": `other${row.version}` };
      row.version += 1;
      note("stranger", url, row.version);
    };
    // The person looks at what was refused: drops it, or opens the row anew and taps again.
    const settle = () => {
      const refused = mine().filter((entry) => entry.state === "refused");
      if (!refused.length) return;
      const entry = one(refused);
      note("settle", entry.key);
      if (entry.intent) dropped.add(entry.intent);
      act({ type: "drop", id: entry.id });
      if (entry.row) for (const tab of tabs) Object.assign(tab, open(), { sending: tab.sending });
    };
    const sign = () => {
      server.account = server.account === null ? ME : null;
      note("session", server.account);
    };
    const visitor = () => {
      // Somebody else on this device: nothing of mine may go out.
      if (mine().length && next(state, OTHER, 0)) throw new Error("something of one person is offered to another");
    };
    const deeds = [[tap, 30], [send, 8], [begin, 30], [arrive, 30], [crash, 3], [stranger, 3], [settle, 4], [sign, 3], [visitor, 3]];
    const sum = deeds.reduce((all, [, weight]) => all + weight, 0);

    const check = (right, words) => { if (!right) throw new Error(words); };
    try {
      for (let n = 0; n < length; n++) {
        let at = draw() * sum;
        const [deed] = deeds.find(([, weight]) => (at -= weight) < 0);
        if (deed === arrive) arrive(); else deed(one(tabs));
        check(new Set(server.items).size === server.items.length, "a form was done twice");
      }
      // The line is back and everybody is there.
      server.account = ME;
      for (let n = 0; n < 1000 && (flying.length || mine().length); n++) {
        if (flying.length) arrive(flying[0]);
        begin(tabs[0]);
        while (flying.length) {
          flying[0].lost = flying[0].tab === null;
          arrive(flying[0]);
        }
        if (!next(state, me, 0)) settle();
      }
      check(!mine().length, `${mine().length} things never went out`);
      check(new Set(server.items).size === server.items.length, "a form was done twice");
      for (const intent of forms) {
        const done = server.items.includes(intent);
        check(done !== wrong.has(intent), `form ${intent} was ${done ? "done though it is wrong" : "lost"}`);
      }
      // Different rows do not depend on each other; a row and its later taps do, and forms on everything.
      server.log.forEach((late, n) => server.log.slice(0, n).forEach((early) => {
        const free = early.row && late.row && early.url !== late.url;
        check(free || early.intent < late.intent, `out of order: ${server.log.map(({ intent }) => intent)}`);
      }));
      if (calm) {
        const refused = [...dropped].filter((intent) => !forms.has(intent));
        check(!refused.length, `in conflict with oneself: ${refused}`);
        for (const [url, value] of Object.entries(lastTap)) {
          check(JSON.stringify(server.rows[url].value) === JSON.stringify(value), `${url} holds ${JSON.stringify(server.rows[url].value)}, tapped was ${JSON.stringify(value)}`);
        }
      }
      return null;
    } catch (error) {
      return `${error.message}\n${told.join("\n")}`;
    }
  };

  // The first seed that fails, with the fewest events that still fail it.
  const search = (first, count, length) => {
    for (let seed = first; seed < first + count; seed++) {
      if (!run(seed, length)) continue;
      let least = 1;
      while (!run(seed, least)) least++;
      return { seed, length: least, story: run(seed, least) };
    }
    return null;
  };
  return { run, search };
})();
