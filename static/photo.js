/* What this file promises: a photo is made small on the phone before it is sent (at most 1280 pixels and about
   100 kilobytes), so that prepaid data is not spent on pixels nobody needs. Where the browser cannot, the photo
   is sent as it is and the server makes it small. */
(() => {
  "use strict";
  const SIDE = 1280, MOST = 100000;

  const encode = (canvas, quality) => new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

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
        blob = await encode(canvas, quality);
        if (blob && blob.size <= MOST) break;
      }
      scale *= 0.8;
    } while (blob && blob.size > MOST);
    return blob && blob.size < file.size ? new File([blob], "anh.jpg", { type: "image/jpeg" }) : file;
  };

  for (const input of document.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", async () => {
      const said = input.form.querySelector("[data-size]");
      if (!Array.from(input.files).some((file) => file.type.startsWith("image/"))) return;
      try {
        const carrier = new DataTransfer();
        for (const file of input.files) carrier.items.add(file.type.startsWith("image/") ? await smaller(file) : file);
        input.files = carrier.files;
        const total = Array.from(carrier.files).reduce((sum, file) => sum + file.size, 0);
        if (said) said.textContent = `Ảnh sẽ gửi: ${Math.max(1, Math.round(total / 1000))} KB`;
      } catch {
        if (said) said.textContent = "";
      }
    });
  }
})();
