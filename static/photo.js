/* What this file promises: a photo is made small on the phone before it is sent (at most 1280 pixels and about
   90 kilobytes), and goes out in parts: a lost line costs one part, the next try goes on where the server says, and
   what it has already is not sent again. static/outbox.js sends it. Where the browser cannot, the form is sent whole, as
   without a script. */

/* sendFile(blob, onProgress(sent), signal) gives the digest that a form names in `<field>_sent`. It rejects with the
   reason of `signal`, or with an error whose `status` is what the server refused it with, and whose message its words:
   0 for no line, 401 for signed out. */
const sendFile = async (blob, onProgress, signal) => {
  const LEAST_PART = 8192, MOST_PART = 65536, TRIES = 8;
  const content = await blob.arrayBuffer(), hash = await crypto.subtle.digest("SHA-256", content);
  const digest = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let have = null, part = 2 * LEAST_PART, failed = 0;
  for (;;) {
    const body = have !== null && content.slice(have, have + part);
    if (body) bytesSent += body.byteLength;
    const answer = await fetch(`/tep/${digest}${body ? `?tu=${have}&tong=${blob.size}` : ""}`,
      body ? { method: "POST", body, headers: { "X-CSRFToken": token() }, signal } : { signal }).catch(() => {});
    const status = answer?.redirected ? 401 : answer?.status ?? 0;
    const now = (status === 200 || status === 409) && await answer.json().catch(() => {});
    signal.throwIfAborted();
    if (now) {
      onProgress(now.have);
      if (now.done) return digest;
      if (body) part = Math.min(2 * part, MOST_PART);
      have = now.have;
      if (status === 200) failed = 0;
    }
    // A refusal stays one; what was lost on the way is asked for anew, since the server may have got it.
    const refused = !now && status >= 400 && status < 500;
    if (refused || (!now || status === 409) && ++failed > TRIES) {
      throw Object.assign(Error(refused && /413|422|429/.test(status) ? await answer.text() : ""), { status: refused && status });
    }
    if (now) continue;
    have = null;
    part = LEAST_PART;
    await new Promise((done) => {
      setTimeout(done, Math.min(3e4, 500 * 2 ** failed));
      addEventListener("online", done, { once: true });
      signal.addEventListener("abort", done);
    });
    signal.throwIfAborted();
  }
};

{
  const SIDE = 1280, MOST = 9e4;
  const smaller = async (file) => {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }), canvas = make("canvas");
    let scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height)), blob;
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

  for (const input of all("input[accept^=image]")) {
    const { form } = input, said = seek("[data-size]", form), submit = seek("[type=submit]", form);
    // The form cannot be sent before they are small.
    input.onchange = async () => {
      all(`[name=${input.name}_sent]`, form).forEach((old) => old.remove());
      submit.disabled = true;
      const carrier = new DataTransfer();
      let total = 0;
      for (const file of input.files) {
        const small = await smaller(file).catch(() => file);
        carrier.items.add(small);
        total += small.size;
      }
      input.files = carrier.files;
      said.textContent = total ? `Ảnh sẽ gửi: ${kb(total)} KB` : "";
      submit.disabled = false;
    };
  }
}
