/* What this file promises: a tap costs no byte that nobody reads, a row that could not be opened says so in its place,
   and nobody leaves a tap behind that is not kept yet (static/outbox.js keeps it). Every page works without. */
(() => {
  "use strict";
  const NOT_OPENED = "Chưa mở được, có thể mất mạng. Chạm vào tên để thử lại.";

  // A row that could not be opened stays as it is and says so: what came instead is no row.
  const stayShut = (event, source) => {
    const row = source?.closest(".row");
    if (!row) return;
    event?.preventDefault();
    row.querySelector(".no")?.remove();
    row.append(Object.assign(document.createElement("span"), { className: "no", textContent: ` ${NOT_OPENED}` }));
  };

  document.addEventListener("htmx:before:request", ({ detail: { ctx: { request } } }) => {
    for (const name of ["HX-Current-URL", "HX-Source", "HX-Request-Type"]) delete request.headers[name];
  });
  document.addEventListener("change", ({ target }) => {
    if (target.form?.matches(".row[hx-post]")) target.form.dataset.unsaved = "";
  });
  document.addEventListener("htmx:before:response", (event) => {
    const { response, sourceElement } = event.detail.ctx;
    if (response.status >= 400) stayShut(event, sourceElement);
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => stayShut(null, ctx?.sourceElement));
})();
