// A young person's page that was loaded without a connection comes back by itself: every few seconds, and when the device
// says that it is connected, it asks whether the server is there again. Going there by its address sends no form twice.
"use strict";
(() => {
  const EVERY_MS = 3000;
  const back = () => location.replace(location.href);
  let asking = false;
  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      // Any answer of the server will do; what stands between us and it (a hotel's page) redirects.
      const answer = await fetch("/healthz", { cache: "no-store", redirect: "error" });
      if (answer.ok) back();
    } catch {
      // Still without a connection.
    } finally {
      asking = false;
    }
  };
  setInterval(ask, EVERY_MS);
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", ask);
  document.querySelector("[data-again]").addEventListener("click", (event) => {
    event.preventDefault();
    back();
  });
})();
