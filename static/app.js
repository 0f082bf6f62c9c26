/* What this file promises: a tap that is saved in the background never works against the person's own taps,
   and a tap that did not reach the server says so in its place. Every page works without it. */
(() => {
  "use strict";
  const resultOf = (form) => form && form.querySelector("output");

  document.addEventListener("htmx:before:request", (event) => {
    const { request, sourceElement } = event.detail.ctx;
    // Nobody reads these, and every tap would pay for them.
    for (const name of ["HX-Current-URL", "HX-Source", "HX-Request-Type"]) delete request.headers[name];
    // A save that waited for another one of the same household goes out with the version that one brought.
    const version = sourceElement.querySelector?.("[name=version]");
    if (version && request.body?.set) request.body.set("version", version.value);
  });

  const failed = (event) => {
    const result = resultOf(event.detail.ctx?.sourceElement?.closest("form"));
    if (!result) return;
    result.querySelector(".no")?.remove();
    const words = document.createElement("span");
    words.className = "no";
    words.textContent = " Chưa lưu được, có thể mất mạng. Bấm Lưu để gửi lại.";
    result.append(words);
  };
  document.addEventListener("htmx:error", failed);
})();
