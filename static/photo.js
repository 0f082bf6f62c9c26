/* What this file promises: a photo is made small on the phone before it is sent (at most 1280 pixels and about
   100 kilobytes), and goes out in parts: a lost line costs one part, the next try goes on where the server says, and
   what it has already is not sent again. Where the browser cannot, the form is sent whole, as without a script. */
(() => {
  "use strict";
  const SIDE = 1280, MOST = 100000;
  const LEAST_PART = 8192, MOST_PART = 65536, TRIES = 8;
  const lhtq = (globalThis.lhtq = globalThis.lhtq || {});
  const kb = (bytes) => Math.max(1, Math.round(bytes / 1000)).toLocaleString("vi-VN");

  // Rejects with an AbortError when the person stops it; otherwise `status` says what the server refused, 0 for no line.
  lhtq.sendFile = async (blob, onProgress, signal) => {
    const content = await blob.arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    const digest = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
    let have = null, part = LEAST_PART * 2, failed = 0;
    for (;;) {
      let answer = null, refused = null;
      try {
        const end = have === null ? 0 : Math.min(have + part, blob.size);
        const token = document.querySelector("[name=csrf_token]").value;
        answer = await (have === null ? fetch(`/tep/${digest}`, { signal }) : fetch(`/tep/${digest}?tu=${have}&tong=${blob.size}`, {
          method: "POST", signal, body: content.slice(have, end), headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" },
        }));
        if (have !== null) lhtq.sent?.(end - have);
        if ((answer.ok && !answer.redirected) || answer.status === 409) {
          const now = await answer.json();
          failed = answer.ok ? 0 : failed + 1;
          part = Math.min(part * 2, MOST_PART);
          have = now.have;
          onProgress?.(have, blob.size);
          if (now.done) return digest;
        } else if (answer.status < 500) {
          const ours = answer.headers.get("Content-Type")?.startsWith("text/plain");
          refused = Object.assign(new Error(ours ? await answer.text() : ""), { status: answer.redirected ? 401 : answer.status });
        }
      } catch (error) {
        if (signal?.aborted) throw error;
        answer = null;
      }
      if (refused) throw refused;
      if (answer?.ok || (answer?.status === 409 && failed < TRIES)) continue;
      if (++failed > TRIES) throw Object.assign(new Error(""), { status: answer?.status ?? 0 });
      // What was lost is asked for anew: the server may have more than was answered.
      part = LEAST_PART;
      have = null;
      await new Promise((done) => {
        setTimeout(done, Math.min(30000, 500 * 2 ** failed));
        for (const [target, name] of [[window, "online"], [signal, "abort"]]) target?.addEventListener(name, done, { once: true });
      });
      signal?.throwIfAborted();
    }
  };

  const encode = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

  const smaller = async (file) => {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    let blob = null;
    for (const quality of [0.8, 0.65, 0.5, 0.4]) {
      blob = await encode(canvas, quality);
      if (blob && blob.size <= MOST) break;
    }
    return blob && blob.size < file.size ? new File([blob], "anh.jpg", { type: "image/jpeg" }) : file;
  };

  for (const input of document.querySelectorAll("input[type=file]")) {
    const form = input.form, said = form.querySelector("[data-size]"), stop = form.querySelector("[data-stop]");
    const say = (words) => { if (said) said.textContent = words; };
    let ready = null;

    input.addEventListener("change", () => {
      for (const old of form.querySelectorAll(`[name=${input.name}_sent]`)) old.remove();
      ready = (async () => {
        const carrier = new DataTransfer();
        for (const file of input.files) carrier.items.add(file.type.startsWith("image/") ? await smaller(file).catch(() => file) : file);
        input.files = carrier.files;
        const bytes = Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
        say(bytes ? `Ảnh sẽ gửi: ${kb(bytes)} KB` : "");
      })();
    });

    // Where there is an outbox it takes every form, and sends the photos by the same function.
    form.addEventListener("submit", async (event) => {
      if (lhtq.outbox || !crypto.subtle || !input.files.length) return;
      event.preventDefault();
      const cut = new AbortController();
      const buttons = form.querySelectorAll("[type=submit]");
      const busy = (now) => {
        for (const button of buttons) button.disabled = now;
        if (stop) stop.hidden = !now;
      };
      const halt = () => cut.abort();
      stop?.addEventListener("click", halt);
      busy(true);
      try {
        await ready;
        const files = Array.from(input.files), all = files.reduce((sum, file) => sum + file.size, 0);
        const digests = [];
        let before = 0;
        for (const file of files) {
          digests.push(await lhtq.sendFile(file, (sent) => say(`Đã gửi ${kb(before + sent)}/${kb(all)} KB`), cut.signal));
          before += file.size;
        }
        for (const digest of digests) {
          const sent = Object.assign(document.createElement("input"), { type: "hidden", name: `${input.name}_sent`, value: digest });
          form.append(sent);
        }
        input.value = "";
        form.submit();
      } catch (error) {
        if (cut.signal.aborted) say("Đã dừng gửi. Bấm nút gửi để gửi tiếp phần còn lại.");
        else say(error.message || (error.status === 401 ? "Bạn đã đăng xuất. Mở trang khác để đăng nhập rồi gửi lại." : "Chưa gửi được, có thể mất mạng. Bấm nút gửi để gửi tiếp phần còn lại."));
        busy(false);
      }
      stop?.removeEventListener("click", halt);
    });
  }
})();
