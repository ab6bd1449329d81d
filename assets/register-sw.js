// Registers the service worker once the page has settled. A file of its own: the page's policy
// allows no script that is written into it.
"use strict";
if ("serviceWorker" in navigator) {
  const register = () => navigator.serviceWorker.register("/sw.js", { scope: "/" });
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
