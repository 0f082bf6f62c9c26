/* What this file promises: what is typed into a long form is kept on this device, for its account alone, until the form
   was taken; after a crash, a closed tab or a lost sign-in it is offered again. No password and no code is kept. */
(() => {
  "use strict";
  const lhtq = (globalThis.lhtq = globalThis.lhtq || {});
  const { account } = document.body.dataset;
  const PREFIX = "nhap ", KEPT = 30 * 864e5, MOST = 1e5;
  const TYPED = "textarea, input:not([type]), input[type=text], input[type=number], input[type=tel], input[type=email]";
  const SECRET = /^(csrf_token|key|seen|version)$|password|code|token/;
  if (!account) return;

  lhtq.clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  // Puts values into a form as if they had been chosen there; names that it has not are left out.
  lhtq.fill = (form, pairs) => {
    for (const field of form.elements) {
      const at = pairs.findIndex(([name, value]) => name === field.name && (field.type !== "radio" && field.type !== "checkbox" || value === field.value));
      if (SECRET.test(field.name) || /hidden|file|submit|button/.test(field.type)) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = at >= 0;
      else if (at >= 0) field.value = pairs[at][1];
    }
  };

  const name = (url, page) => `${PREFIX}${account} ${page ?? location.pathname + location.search} ${url}`;
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const pairs = (form) => [...new FormData(form)].filter(([field, value]) => !SECRET.test(field) && typeof value === "string");
  lhtq.drafts = {
    drop: (url, page) => localStorage.removeItem(name(url, page)),
    clear: () => Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${account} `)).forEach((key) => localStorage.removeItem(key)),
  };

  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !(read(key)?.at > Date.now() - KEPT)) localStorage.removeItem(key);
  }

  for (const form of document.forms) {
    if (form.method !== "post" || form.matches(".row[hx-post]") || form.querySelector("[type=password]") || !form.querySelector(TYPED)) continue;
    const key = name(form.getAttribute("action")), shown = JSON.stringify(pairs(form)), kept = read(key);
    let later;
    const keep = () => {
      clearTimeout(later);
      const now = pairs(form), text = JSON.stringify({ at: Date.now(), now });
      try {
        if (JSON.stringify(now) !== shown && text.length < MOST) localStorage.setItem(key, text);
      } catch { /* no room: the page itself still holds it */ }
    };
    form.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(keep, 400);
    });
    addEventListener("pagehide", () => { if (later) keep(); });
    form.addEventListener("submit", () => { if (later) keep(); later = 0; });
    if (!kept || JSON.stringify(kept.now) === shown) continue;
    const offer = document.createElement("p");
    offer.className = "note";
    offer.append(`Có bản nháp chưa gửi lúc ${lhtq.clock(kept.at)}. `);
    for (const [words, act] of [["Dùng lại", () => lhtq.fill(form, kept.now)], ["Bỏ", () => localStorage.removeItem(key)]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "second", textContent: words });
      button.onclick = () => { act(); offer.remove(); };
      offer.append(button, " ");
    }
    form.before(offer);
  }
})();
