/* What this file promises: what is typed into a long form is kept on this device, for its account alone, until the form
   was taken; after a crash, a closed tab or a lost sign-in it is offered again. No password and no code is kept. */
const SECRET = /^(csrf_token|key|seen|version)$|password|code|token/;
// Puts values into a form as if they had been chosen there; names that it has not are left out.
const fill = (form, pairs) => {
  for (const field of form.elements) {
    const ticked = /radio|checkbox/.test(field.type);
    const found = pairs.find(([name, value]) => name === field.name && (!ticked || value === field.value));
    if (SECRET.test(field.name) || /hidden|file|submit|button/.test(field.type)) continue;
    if (ticked) field.checked = Boolean(found);
    else if (found) field.value = found[1];
  }
};
const draftOf = (page, url) => `nhap ${account} ${page} ${url}`;
const dropDraft = (key) => delete localStorage[key];
const dropDrafts = (of, gone = () => true) => Object.keys(localStorage).filter((key) => key.startsWith(of) && gone(key)).forEach(dropDraft);

{
  const KEPT = 30 * 864e5, MOST = 1e5;
  const read = (key) => JSON.parse(localStorage[key] ?? null);
  const pairs = (form) => [...new FormData(form)].filter(([field, value]) => !SECRET.test(field) && typeof value === "string");

  dropDrafts("nhap ", (key) => !(read(key)?.at > Date.now() - KEPT));

  for (const form of document.forms) {
    if (form.method !== "post" || form.matches(".row[hx-post], :has([type=password])") || ![...form.elements].some(({ type }) => /^text|number|tel|email/.test(type))) continue;
    const key = draftOf(here, actionOf(form)), shown = JSON.stringify(pairs(form)), kept = read(key);
    let later = 0;
    const keep = () => {
      if (!later) return;
      clearTimeout(later);
      later = 0;
      const now = pairs(form), text = JSON.stringify({ at: Date.now(), now });
      try {
        if (JSON.stringify(now) !== shown && text.length < MOST) localStorage[key] = text;
      } catch { /* no room: the page itself still holds it */ }
    };
    form.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(keep, 400);
    });
    addEventListener("pagehide", keep);
    form.addEventListener("submit", keep);
    if (!kept || JSON.stringify(kept.now) === shown) continue;
    const offer = make("p", { className: "note" }, `Có bản nháp chưa gửi lúc ${clock(kept.at)}. `);
    for (const [words, act] of [["Dùng lại", () => fill(form, kept.now)], ["Bỏ", () => dropDraft(key)]]) {
      offer.append(button(words, () => { act(); offer.remove(); }), " ");
    }
    form.before(offer);
  }
}
