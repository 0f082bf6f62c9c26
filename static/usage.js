/* What this file promises: the kilobytes of this month as this device has counted them (static/worker.js). */
{
  const place = workers && seek("[data-used]");
  if (place) {
    caches.match("/~used").then((found) => found?.json()).then((months) => {
      for (const [month, [sent, received]] of Object.entries(months ?? {})) {
        place.textContent = `Tháng ${month.split("-").reverse().join("/")}: nhận ${kb(received)} KB, gửi khoảng ${kb(sent)} KB.`;
      }
    });
  }
}
