/* What this file promises: a tap that is saved in the background never works against the person's own taps, one
   that the server did not take says so in its place, and nobody leaves it behind unasked. Every page works without. */
(() => {
  "use strict";
  const NO_LINE = "Chưa lưu được, có thể mất mạng. Bấm Lưu để gửi lại.";
  const NO_SERVER = "Chưa lưu được, hệ thống đang bận. Bấm Lưu để gửi lại.";
  const NOT_OPENED = "Chưa mở được, có thể mất mạng. Chạm vào tên để thử lại.";
  const resultOf = (source) => source?.closest("form")?.querySelector("output");

  const say = (result, words) => {
    result.querySelector(".no")?.remove();
    const told = document.createElement("span");
    told.className = "no";
    told.textContent = ` ${words}`;
    result.append(told);
  };

  // A row that could not be opened stays as it is and says so: what came instead is no row.
  const stayShut = (event, source) => {
    const row = source.closest(".row");
    if (!row) return;
    event?.preventDefault();
    say(row, NOT_OPENED);
  };

  document.addEventListener("htmx:before:request", (event) => {
    const { request, sourceElement } = event.detail.ctx;
    // Nobody reads these, and every tap would pay for them.
    for (const name of ["HX-Current-URL", "HX-Source", "HX-Request-Type"]) delete request.headers[name];
    // A save that waited for another one of the same household goes out with the version that one brought.
    const version = sourceElement.querySelector?.("[name=version]");
    if (version && request.body?.set) request.body.set("version", version.value);
    if (resultOf(sourceElement)) sourceElement.closest("form").dataset.unsaved = "";
  });

  document.addEventListener("change", (event) => {
    if (resultOf(event.target)) event.target.closest("form").dataset.unsaved = "";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-unsaved]")) event.preventDefault();
  });

  document.addEventListener("htmx:before:response", async (event) => {
    const { response, sourceElement } = event.detail.ctx;
    const result = resultOf(sourceElement);
    if (result && response.status < 400) delete sourceElement.closest("form").dataset.unsaved;
    // A refusal that says where it belongs is shown there. Any other is no part of this page, whoever sent it.
    if (response.status < 400 || response.headers.get("HX-Retarget")) return;
    if (!result) return stayShut(event, sourceElement);
    event.preventDefault();
    const ours = response.status < 500 && response.headers.get("Content-Type")?.startsWith("text/plain");
    say(result, ours ? `Chưa lưu. ${await response.raw.text()}` : NO_SERVER);
  });

  document.addEventListener("htmx:error", (event) => {
    const source = event.detail.ctx?.sourceElement;
    const result = resultOf(source);
    if (result) say(result, NO_LINE);
    else if (source) stayShut(null, source);
  });
})();
