/* What this file promises: a village's pages are fetched and kept on this device when a button is pressed, and it is
   said how many they are and what they cost. */
(() => {
  "use strict";
  const list = document.querySelector("[data-keep]"), button = list.querySelector("button"), said = list.querySelector("output");
  const pages = [...list.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  const size = (bytes) => `${Math.max(1, Math.round(bytes / 1000)).toLocaleString("vi-VN")} KB`;
  const clock = (at) => new Date(at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  const open = () => caches.open(`pages-${document.body.dataset.account}`);
  const done = ({ at, bytes }) => { said.textContent = `Đã tải lúc ${clock(at)}, ${size(bytes)}`; };
  if (!navigator.serviceWorker) return;
  button.hidden = false;

  const before = async () => {
    if (!(await caches.keys()).includes(`pages-${document.body.dataset.account}`)) return;
    const cache = await open(), mark = await cache.match(`/~${location.pathname}`);
    if (mark && (await Promise.all(pages.map((page) => cache.match(page)))).every(Boolean)) done(await mark.json());
  };
  before();

  button.addEventListener("click", async () => {
    button.disabled = true;
    let bytes = 0;
    try {
      await navigator.serviceWorker.ready;
      for (const [index, page] of pages.entries()) {
        said.textContent = `Đang tải trang ${index + 1}/${pages.length}, đã tải ${size(bytes)}`;
        const answer = await fetch(page, { headers: { Accept: "text/html" } });
        const text = await answer.text();
        if (!answer.ok || answer.redirected || answer.headers.has("X-Kept")) throw new Error(page);
        bytes += +answer.headers.get("Content-Length") || text.length;
      }
      const mark = { at: Date.now(), bytes };
      await (await open()).put(`/~${location.pathname}`, Response.json(mark));
      done(mark);
    } catch {
      said.textContent = `Chưa tải xong, có thể mất mạng. Đã tải ${size(bytes)}; bấm nút để tải lại.`;
    }
    button.disabled = false;
  });
})();
