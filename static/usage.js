/* What this file promises: the kilobytes of this month as the device has counted them (static/worker.js). */
(async () => {
  "use strict";
  const place = document.querySelector("[data-used]");
  const days = await (await (await caches.open("used")).match("/~used"))?.json() ?? {};
  const [year, month] = new Date().toLocaleDateString("sv", { timeZone: "Asia/Ho_Chi_Minh" }).split("-");
  const rows = Object.entries(days).filter(([day]) => day.startsWith(`${year}-${month}`)).reverse();
  const size = (bytes) => `${Math.round(bytes / 1000).toLocaleString("vi-VN")} KB`;
  const total = (which) => size(rows.reduce((sum, [, figures]) => sum + figures[which], 0));
  place.querySelector("p").textContent = `Tháng ${+month}/${year}: nhận ${total(1)}, gửi khoảng ${total(0)}.`;
  for (const [day, [sent, received]] of rows) {
    const row = place.querySelector("tbody").insertRow();
    for (const [label, words] of [["Ngày", day.split("-").reverse().join("/")], ["Nhận", size(received)], ["Gửi", size(sent)]]) {
      Object.assign(row.insertCell(), { textContent: words, className: label === "Ngày" ? "" : "n" }).dataset.l = label;
    }
  }
  place.querySelector("table").hidden = !rows.length;
})();
