// Registers the service worker once the page has settled. A file of its own: the page's policy
// allows no script that is written into it.
if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js", { scope: "/" }), { once: true });
  if (document.readyState === "complete") navigator.serviceWorker.register("/sw.js", { scope: "/" });
}
