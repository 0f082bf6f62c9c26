/* What this file promises: a photo is made small on the phone before it is sent (at most 1280 pixels and about
   100 kilobytes), and goes out in parts: a lost line costs one part, the next try goes on where the server says, and
   what it has already is not sent again. Where the browser cannot, the form is sent whole, as without a script. */
(() => {
  "use strict";
  const SIDE = 1280, MOST = 100000;
  const LEAST_PART = 8192, MOST_PART = 65536, TRIES = 8;
  const lhtq = (globalThis.lhtq = globalThis.lhtq || {});
  const kb = (bytes) => Math.max(1, Math.round(bytes / 1000)).toLocaleString("vi-VN");

  /* lhtq.sendFile(blob, onProgress(sent, total), signal) gives the digest that a form names in `<field>_sent`. It
     rejects with the reason of `signal`, or with an error whose `status` is what the server refused it with: 0 for no
     line, 401 for signed out. */
  const failure = (status, words) => Object.assign(new Error(words), { status });
  lhtq.sendFile = async (blob, onProgress, signal) => {
    const content = await blob.arrayBuffer(), hash = await crypto.subtle.digest("SHA-256", content);
    const digest = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
    let have = null, part = 2 * LEAST_PART, failed = 0;
    for (;;) {
      let query = "", how = { signal };
      if (have !== null) {
        query = `?tu=${have}&tong=${blob.size}`;
        const headers = { "X-CSRFToken": document.querySelector("[name=csrf_token]").value, "Content-Type": "application/octet-stream" };
        how = { signal, headers, method: "POST", body: content.slice(have, have + part) };
        lhtq.sent?.(how.body.byteLength);
      }
      const answer = await fetch(`/tep/${digest}${query}`, how).catch(() => null);
      const status = answer?.redirected ? 401 : answer?.status ?? 0;
      const now = (status === 200 || status === 409) && await answer.json().catch(() => null);
      signal?.throwIfAborted();
      if (now) {
        onProgress?.(now.have, blob.size);
        if (now.done) return digest;
        if (have !== null) part = Math.min(2 * part, MOST_PART);
        have = now.have;
        if (status === 200) failed = 0;
        else if (++failed > TRIES) throw failure(status, "");
        continue;
      }
      // A refusal stays one; what was lost on the way is asked for anew, since the server may have got it.
      if (status >= 400 && status < 500) throw failure(status, status === 413 || status === 422 || status === 429 ? await answer.text() : "");
      if (++failed > TRIES) throw failure(status, "");
      have = null;
      part = LEAST_PART;
      await new Promise((done) => {
        setTimeout(done, Math.min(3e4, 500 * 2 ** failed));
        addEventListener("online", done, { once: true });
        signal?.addEventListener("abort", done, { once: true });
      });
      signal?.throwIfAborted();
    }
  };

  const smaller = async (file) => {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const canvas = document.createElement("canvas");
    let scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height)), blob = null;
    // What is too rich in detail for that at any quality worth having gets fewer pixels.
    do {
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      for (const quality of [0.8, 0.65, 0.5, 0.4]) {
        blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", quality); });
        if (blob?.size <= MOST) break;
      }
      scale *= 0.8;
    } while (blob?.size > MOST);
    return blob?.size < file.size ? new File([blob], "anh.jpg", { type: "image/jpeg" }) : file;
  };

  for (const input of document.querySelectorAll("input[type=file]")) {
    const { form } = input, said = form.querySelector("[data-size]"), stop = form.querySelector("[data-stop]");
    const say = (words) => { said.textContent = words; };
    const total = () => Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
    let ready = null;

    input.addEventListener("change", () => {
      form.querySelectorAll(`[name=${input.name}_sent]`).forEach((old) => old.remove());
      ready = (async () => {
        const carrier = new DataTransfer();
        for (const file of input.files) carrier.items.add(file.type.startsWith("image/") ? await smaller(file).catch(() => file) : file);
        input.files = carrier.files;
        say(total() ? `Ảnh sẽ gửi: ${kb(total())} KB` : "");
      })();
    });

    // Where there is an outbox it takes every form, and sends the photos by the same function.
    form.addEventListener("submit", async (event) => {
      if (lhtq.outbox || !globalThis.crypto.subtle || !input.files.length) return;
      event.preventDefault();
      const cut = new AbortController(), buttons = form.querySelectorAll("[type=submit]");
      const busy = (now) => {
        for (const button of buttons) button.disabled = now;
        stop.hidden = !now;
      };
      stop.onclick = () => cut.abort();
      busy(true);
      try {
        await ready;
        const all = kb(total());
        let before = 0;
        const digests = [];
        for (const file of input.files) {
          digests.push(await lhtq.sendFile(file, (sent) => say(`Đã gửi ${kb(before + sent)}/${all} KB`), cut.signal));
          before += file.size;
        }
        for (const value of digests) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: `${input.name}_sent`, value }));
        input.value = "";
        form.submit();
      } catch (error) {
        if (cut.signal.aborted) say("Đã dừng gửi. Bấm nút gửi để gửi tiếp phần còn lại.");
        else if (error.status === 401) say("Bạn đã đăng xuất. Đăng nhập ở một trang khác rồi gửi lại.");
        else say(error.message || "Chưa gửi được, có thể mất mạng. Bấm nút gửi để gửi tiếp phần còn lại.");
      }
      busy(false);
    });
  }
})();
