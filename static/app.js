/* What this file promises: a tap costs no byte that nobody reads, a row that could not be opened says so in its place,
   and nobody leaves a tap behind that is not kept yet (static/outbox.js keeps it). Every page works without.
   All files but the worker are sent as one (lhtq/web/static_files.py): what one declares outside of a block is there for
   those after it, and for them are the first lines here. */
const { account } = document.body.dataset, workers = navigator.serviceWorker, here = location.pathname + location.search;
const seek = (selector, place = document) => place.querySelector(selector);
const all = (selector, place = document) => [...place.querySelectorAll(selector)];
const actionOf = (form) => form.getAttribute("action");
const make = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const button = (words, act) => make("button", { type: "button", className: "second", textContent: words, onclick: act });
const link = (words, href) => make("a", { textContent: words, href });
const token = () => seek("[name=csrf_token]").value;
const kb = (bytes) => Math.round(bytes / 1000).toLocaleString("vi-VN");
const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit" });
const listen = (type, act) => document.addEventListener(type, act);

{
  // A row that could not be opened stays as it is and says so: what came instead is no row.
  const stayShut = (source) => {
    const row = source?.closest(".row");
    if (!row) return;
    seek(".no", row)?.remove();
    row.append(make("span", { className: "no" }, " Chưa mở được, có thể mất mạng. Hãy chạm lại."));
  };

  listen("htmx:before:request", ({ detail: { ctx } }) => {
    for (const name of ["Current-URL", "Source", "Request-Type"]) delete ctx.request.headers[`HX-${name}`];
  });
  listen("change", ({ target: { form } }) => {
    if (form?.matches(".row[hx-post]")) form.dataset.unsaved = "";
  });
  listen("htmx:before:response", (event) => {
    const { response, sourceElement } = event.detail.ctx;
    if (response.status < 400 || !sourceElement.closest(".row")) return;
    event.preventDefault();
    stayShut(sourceElement);
  });
  listen("htmx:error", ({ detail: { ctx } }) => stayShut(ctx?.sourceElement));
}
