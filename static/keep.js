/* What this file promises: a village's pages are fetched and kept on this device when a button is pressed, and it is
   said how many they are and what they cost. */
{
  const place = workers && seek("[data-keep]");
  if (place) {
    const pressed = seek("button", place), said = seek("output", place);
    const pages = all("a", place).map((page) => page.getAttribute("href"));
    const name = `pages-${account}`, mark = `/~${location.pathname}`;
    const told = ([at, bytes]) => { said.textContent = `Đã tải lúc ${at}, ${kb(bytes)} KB`; };

    pressed.hidden = false;
    pressed.onclick = async () => {
      pressed.disabled = true;
      let bytes = 0, at = 0;
      try {
        for (const page of pages) {
          said.textContent = `Đang tải trang ${++at}/${pages.length}`;
          const answer = await fetch(page), text = await answer.text();
          if (!answer.ok || answer.redirected) throw answer;
          await tellWorker({ page: text, url: page });
          bytes += +answer.headers.get("Content-Length") || text.length;
        }
        const now = [clock(Date.now()), bytes];
        await (await caches.open(name)).put(mark, Response.json(now));
        told(now);
      } catch {
        said.textContent = `Chưa tải xong, có thể mất mạng. Hãy tải lại.`;
      }
      pressed.disabled = false;
    };

    // Said only of what is still kept.
    Promise.all([...pages, mark].map((page) => caches.match(page, { cacheName: name })))
      .then(async (held) => { if (held.every(Boolean)) told(await held.at(-1).json()); });
  }
}
