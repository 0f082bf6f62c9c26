/* What this file promises: a village's pages are fetched and kept on this device when a button is pressed, and it is
   said how many they are and what they cost. */
(async () => {
  "use strict";
  const place = document.querySelector("[data-keep]"), button = place.querySelector("button"), said = place.querySelector("output");
  const pages = [...place.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  const name = `pages-${document.body.dataset.account}`, mark = `/~${location.pathname}`;
  const size = (bytes) => `${Math.round(bytes / 1000).toLocaleString("vi-VN")} KB`;
  const told = ([clock, bytes]) => { said.textContent = `Đã tải lúc ${clock}, ${size(bytes)}`; };
  if (!navigator.serviceWorker) return;

  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    let bytes = 0;
    try {
      for (const [index, page] of pages.entries()) {
        said.textContent = `Đang tải trang ${index + 1}/${pages.length}, đã tải ${size(bytes)}`;
        const answer = await fetch(page), text = await answer.text();
        if (!answer.ok || answer.redirected) throw answer;
        (await navigator.serviceWorker.ready).active.postMessage({ page: text, url: page });
        bytes += +answer.headers.get("Content-Length") || text.length;
      }
      const clock = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
      await (await caches.open(name)).put(mark, Response.json([clock, bytes]));
      told([clock, bytes]);
    } catch {
      said.textContent = `Chưa tải xong, có thể mất mạng. Đã tải ${size(bytes)}; bấm nút để tải lại.`;
    }
    button.disabled = false;
  });

  // Said only of what is still kept.
  const held = await Promise.all([...pages, mark].map((page) => caches.match(page, { cacheName: name })));
  if (held.every(Boolean)) told(await held.at(-1).json());
})();
