/* What this file promises: what waits on this device to be sent goes out in order, each thing once and under the
   account that did it alone. Here is only the reckoning: no page, no store, no line. docs/offline.md draws it. */
const queue = (() => {
  // The server knows a key for 90 days: what is older than this goes out only when a person says so.
  const OLD = 60 * 864e5, MOST_BROUGHT = 300;

  const start = () => ({ last: 0, entries: [], brought: {} });
  const of = (tab, entry) => `${tab} ${entry.url} ${entry.version}`;
  // Two full sets of answers for one row.
  const alike = (one, other) => one.row && other.row && one.account === other.account && one.url === other.url;
  // The one was tapped on top of the other: its page had shown it.
  const follows = (one, other) => alike(one, other) && one.version === other.version && other.tabs.includes(one.tab);
  const without = (state, gone) => ({ ...state, entries: state.entries.filter((entry) => !gone(entry)) });
  const changed = (state, id, how) => ({ ...state, entries: state.entries.map((entry) => (entry.id === id ? { ...entry, ...how(entry) } : entry)) });

  const events = {
    add(before, { entry: given }) {
      const entry = { ...given, tabs: [given.tab], tries: 0, state: "waiting" };
      // An answer may have come while the row was being read from the page.
      for (let to; (to = before.brought[of(entry.tab, entry)]) !== undefined;) entry.version = to;
      // What was refused was not done, and what comes now stands in its place.
      const state = without(before, (old) => old.state === "refused" && (alike(old, entry) || old.key === entry.key || old.id === entry.was));
      const own = state.entries.filter((old) => old.account === entry.account);
      const last = own.findLast((old) => follows(entry, old));
      // Filling up what is open means the same when it comes with the taps after it, and without it they would empty it.
      if (last?.fill) entry.fill = last.fill;
      // What was never tried cannot have arrived. Rows do not depend on each other, forms may on any row before them.
      const free = last && own.slice(own.indexOf(last)).every((old) => old.row);
      const old = entry.row ? free && last : own.find((one) => one.id === entry.was);
      if (old && !old.tries) return changed(state, old.id, () => ({ ...entry, id: old.id }));
      return { ...state, last: state.last + 1, entries: [...state.entries, { ...entry, id: state.last + 1 }] };
    },

    // A page was opened that shows again what waits.
    seen: (state, { ids, tab }) => ids.reduce((now, id) => changed(now, id, ({ tabs }) => ({ tabs: [...tabs, tab] })), state),

    try: (state, { id }) => changed(state, id, ({ tries }) => ({ tries: tries + 1 })),

    accepted(state, { id, version }) {
      const done = state.entries.find((entry) => entry.id === id);
      if (!done) return state;
      const rest = without(state, (entry) => entry === done);
      if (!done.row || version === undefined || version === done.version) return rest;
      const brought = Object.fromEntries([...Object.entries(state.brought), ...done.tabs.map((tab) => [of(tab, done), version])].slice(-MOST_BROUGHT));
      const entries = rest.entries.map((entry) => (follows(entry, done) && !entry.tries ? { ...entry, version } : entry));
      return { ...rest, entries, brought };
    },

    refused(state, { id, status, words }) {
      const not = state.entries.find((entry) => entry.id === id);
      // The later taps of a row hold the earlier ones too.
      if (not && state.entries.some((entry) => entry.id > id && follows(entry, not))) return without(state, (entry) => entry === not);
      return changed(state, id, () => ({ state: "refused", status, words }));
    },

    again: (state, { id, at }) => changed(state, id, () => ({ state: "waiting", at })),
    drop: (state, { id }) => without(state, (entry) => entry.id === id),
    leave: (state, { account }) => without(state, (entry) => entry.account === account),
  };

  // What comes after an event, which changes nothing of what was before.
  const step = (state, event) => events[event.type](state ?? start(), event);

  // What goes out next: a form waits until every row before it was taken or settled, and what is behind it waits too.
  const next = (state, account, now) => {
    let open = false;
    for (const entry of state?.entries ?? []) {
      if (entry.account !== account) continue;
      const stays = entry.state === "refused" || entry.at < now - OLD;
      if (stays) open ||= Boolean(entry.row);
      else return open && !entry.row ? null : entry;
    }
    return null;
  };

  return { start, step, next, OLD };
})();
