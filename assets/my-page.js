// My map's page keeps itself up to date, and closes by itself. What reads it aloud: hear.js.
//
// Every few seconds it asks whether it is still open and would show the same. When not, it loads anew:
// an end, a change made in another window or by a worker shows here within five seconds.
//
// Where it cannot ask, it closes all the same when its idle time is over, by its own clock: what was on
// it is taken off the page, not hidden. A page that the browser keeps for going back keeps nothing of it.
"use strict";

const EVERY = 3000;
const { home: HOME, pulse: PULSE, idle: IDLE } = document.body.dataset; // HOME is in the language of this page
const BEGAN = [Date.now(), performance.now()];
let closed = false;

/** Whether the idle time is over, asleep or awake: one clock may be set back, the other may stand still in sleep. */
const over = () => Math.max(Date.now() - BEGAN[0], performance.now() - BEGAN[1]) >= Number(IDLE) * 1000;

function close() {
  if (closed) return;
  closed = true;
  document.querySelector("main").replaceChildren(document.querySelector("[data-closed]").content.cloneNode(true));
  document.querySelector("main h1").focus({ preventScroll: true });
  scrollTo(0, 0);
  dispatchEvent(new Event("page-new")); // hear.js stops, and reads the new words
}

function watch() {
  let asking = false;
  const ask = async () => {
    if (over()) close();
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch("/my-map/still", { cache: "no-store", redirect: "error" });
      if (answer.status === 401) return location.replace(HOME);
      const said = await answer.json();
      if (!closed && PULSE && said.pulse && said.pulse !== PULSE) location.replace(HOME);
    } catch {
      // No connection: what is shown stays until it can be asked again, or the idle time is over.
    } finally {
      asking = false;
    }
  };
  setInterval(ask, EVERY);
  for (const each of ["visibilitychange", "resume"]) document.addEventListener(each, ask);
  for (const each of ["pageshow", "focus", "online"]) addEventListener(each, ask);
  addEventListener("pagehide", (event) => {
    if (event.persisted) close();
  });
}

if (PULSE !== undefined) watch();
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
