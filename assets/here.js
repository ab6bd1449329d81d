// Tells the server that somebody is here while they type into a worker's form: typing sends nothing, and a session that
// idles out under it would take away what was typed. At most once a minute; says nothing of what is typed.
(() => {
  const EVERY_MS = 60_000;
  let told = performance.now();
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.("form") || !/^\/(cases|links)\//.test(location.pathname)) return;
    if (performance.now() - told < EVERY_MS) return;
    told = performance.now();
    fetch("/here", { method: "POST" }).catch(() => {}); // no connection: the page says so itself
  });
})();
