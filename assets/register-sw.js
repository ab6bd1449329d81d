// Registers the service worker once the page has settled. A file of its own: the page's policy
// allows no script that is written into it.
"use strict";
if ("serviceWorker" in navigator) {
  const container = navigator.serviceWorker;
  const register = () => container.register("/sw.js", { scope: "/" });
  // A page that was on its way while the worker took over the open ones: without a network it would answer as the browser does.
  container.ready.then(({ active }) => container.controller || active.postMessage("claim"));
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
