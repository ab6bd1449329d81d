// My map's page keeps itself up to date. What reads it aloud: hear.js.
//
// Every few seconds it asks whether it is still open and would show the same. When not, it loads anew:
// an end, a change made in another window or by a worker shows here within five seconds. Nothing of
// the page is kept by the browser for going back (no-store), and a page brought back asks at once.
"use strict";

const EVERY = 3000;
const HOME = document.body.dataset.home; // in the language of this page

function watch(pulse) {
  let asking = false;
  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch("/my-map/still", { cache: "no-store", redirect: "error" });
      if (answer.status === 401) return location.replace(HOME);
      const said = await answer.json();
      if (pulse && said.pulse && said.pulse !== pulse) location.replace(HOME);
    } catch {
      // No connection: what is shown stays until it can be asked again.
    } finally {
      asking = false;
    }
  };
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}

if (document.body.dataset.pulse !== undefined) watch(document.body.dataset.pulse);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
