// The idle lock of an open page: nobody touches it for a while, and it is covered until its owner shows that it is them.
//
// The page is taken out of the document, not only covered: nothing of it is seen, heard, printed or saved. It is put back as
// it was, with what was typed. By a clock and not by a timer alone: a page that slept locks when it wakes. All pages of a
// session lock and open together; the server locks the session by its own clock, whatever a page does (services/idle_lock.py).
// A browser has one cookie, and a colleague may sign in beside a page: each says whose it is, and opens by that worker alone.
import { asked, said } from "./passkey_parts.js";

const TELL_MS = 30_000; // as domain/idle_lock.py: TOLD_EVERY
const SPREAD_MS = 5_000;
const TOUCHES = ["pointerdown", "keydown", "wheel", "input", "click"];
const WAKES = ["pageshow", "focus", "resume"];

let after = 0; // ms; 0: not known yet, and nothing confidential is shown yet
let page = null; // what is open: where it hangs, its words, and what follows when it is opened again
let place = null; // while locked: what was taken out, and where everything was
let asks = null; // while locked: what opens it
let whose = ""; // the mark of whom this page is shown to; nobody else opens it
let left = false; // it is somebody else's now, or nobody's: it goes, and opens no more
let dot = false;
let told = performance.now();
let spread = 0;
let timer = 0;
let last = { wall: Date.now(), steady: performance.now() };

let others = null; // the other pages of this browser; nothing of this is there while the pages are built
const idle = () => Math.max(Date.now() - last.wall, performance.now() - last.steady);
const since = (ms) => {
  last = { wall: Date.now() - ms, steady: performance.now() - ms };
};

function el(name, given, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function check() {
  clearTimeout(timer);
  if (!after || place || !page) return;
  const left = after - idle();
  if (left <= 0) lock();
  else timer = setTimeout(check, left);
}

function touch(event) {
  if (!event.isTrusted || place || !page) return;
  if (after && idle() >= after) {
    event.preventDefault(); // the first touch of a page that slept opens nothing of it
    event.stopImmediatePropagation();
    lock();
    return;
  }
  since(0);
  const now = performance.now();
  if (now - spread >= SPREAD_MS) {
    spread = now;
    tell("touch");
  }
  if (now - told < TELL_MS) return;
  told = now;
  fetch("/here", { method: "POST", body: new URLSearchParams({ whose }) }).then(
    ({ status }) => {
      if (status === 423) lock();
      if (status === 401) leave(); // over, or a colleague signed in
    },
    () => {}, // no connection: the page says so
  );
}

/** Takes the page out and puts the lock in its place. */
function takeOut() {
  const { hold } = page;
  const out = hold.firstElementChild;
  const had = document.activeElement;
  place = {
    out,
    focus: out.contains(had) ? had : null,
    window: [scrollX, scrollY],
    scrolled: [...out.querySelectorAll("*")].filter((each) => each.scrollTop || each.scrollLeft).map((each) => [each, each.scrollLeft, each.scrollTop]),
    modal: [...out.querySelectorAll("dialog")].filter((each) => each.matches(":modal")),
  };
  out.remove();
  hold.append(cover());
  scrollTo(0, 0);
  hold.querySelector("h1").focus({ preventScroll: true });
}

const tell = (what) => whose && others.postMessage({ what, whose });

/** For good: what it showed goes at once, and the browser to the door, which leads on whoever is signed in. */
function leave() {
  if (left) return;
  left = true;
  clearTimeout(timer);
  if (page && !place) takeOut();
  location.replace("/sign-in"); // reloading would send a plain page's form once more
}

function lock({ first = true } = {}) {
  if (place || !page) return;
  clearTimeout(timer);
  asks = null;
  takeOut();
  if (!whose) return location.replace(`/unlock?then=${encodeURIComponent(location.pathname)}`); // it had read nothing yet
  if (first) tell("lock");
  ask();
}

/** Puts everything back as it was. */
function open({ first = true } = {}) {
  if (!place || !page || left) return;
  const { hold, opened } = page;
  const { out, focus, scrolled, modal } = place;
  const [x, y] = place.window;
  place = null;
  hold.replaceChildren(out);
  for (const dialog of modal) {
    dialog.removeAttribute("open");
    dialog.showModal();
  }
  for (const [each, left, top] of scrolled) each.scrollTo(left, top);
  scrollTo(x, y);
  (focus ?? out.querySelector("#content"))?.focus({ preventScroll: true });
  since(0);
  check();
  if (first) tell("open");
  opened();
}

async function sent(path, given) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ ...given, whose }),
    cache: "no-store",
    redirect: "error",
  });
  if (answer.status !== 401) return answer;
  leave(); // it is over, or not theirs whose page this is
  return new Promise(() => {});
}

/** Locks the session itself, and learns what opens it. */
async function ask() {
  try {
    const found = await (await sent("/lock", {})).json();
    if (!place) return; // another page was quicker
    if (found.open) {
      open({ first: false });
      since(after - TELL_MS); // another page was touched: it is asked again before long
      check();
      return;
    }
    asks = found;
    if (page) show();
  } catch {
    if (place && page) problem(page.words.cut);
  }
}

const part = (name) => page.hold.querySelector(`[data-lock="${name}"]`);

function problem(sentence) {
  const line = part("problem");
  line.textContent = sentence;
  line.hidden = !sentence;
}

function cover() {
  const w = page.words;
  const typed = el(
    "form",
    { class: "pm-form pd-door-form", "data-lock": "form", novalidate: "" },
    el("div", { class: "pm-field", "data-lock": "field", hidden: "" }),
    el("button", { class: "pm-button pm-main-action", type: "submit" }, w.open),
  );
  const passkey = el("button", { class: "pm-button", type: "button", "data-lock": "passkey", hidden: "" }, w.passkey);
  const out = el("form", { class: "pm-form pd-door-form", method: "post", action: "/sign-out" }, el("button", { class: "pm-button", type: "submit" }, w.signOut));
  typed.addEventListener("submit", byTyping);
  passkey.addEventListener("click", byPasskey);
  // A plain page's forms.js would send them once more.
  for (const form of [typed, out]) form.addEventListener("submit", (event) => event.stopPropagation());
  const light = el("span", { class: "pm-badge pm-dot pm-here", "data-lock": "dot" });
  light.hidden = !dot;
  const title = el("h1", { tabindex: "-1", id: "pm-lock-title" }, w.title);
  return el(
    "main",
    { class: "pd-door", role: "dialog", "aria-modal": "true", "aria-labelledby": "pm-lock-title", "aria-describedby": "pm-lock-lead" },
    el(
      "div",
      { class: "pd-door-card" },
      el("div", {}, light, title),
      el("p", { class: "pm-muted", id: "pm-lock-lead" }, w.lead),
      el("p", { class: "pm-cut", role: "alert", id: "pm-lock-problem", "data-lock": "problem", hidden: "" }),
      typed,
      passkey,
      out,
    ),
  );
}

/** The field for what opens it, once that is known. */
function show() {
  const w = page.words;
  problem("");
  part("passkey").hidden = !asks.passkey || !window.PublicKeyCredential;
  const field = part("field");
  if (!field.hidden) return;
  const input = asks.password
    ? el("input", { type: "password", autocomplete: "current-password", maxlength: "1024" })
    : el("input", { inputmode: "numeric", autocomplete: "one-time-code", maxlength: "40", spellcheck: "false", "aria-describedby": "pm-lock-hint" });
  input.id = "pm-lock-code";
  input.className = "pm-input";
  const hint = asks.password ? [] : [el("p", { class: "pm-hint", id: "pm-lock-hint" }, asks.app ? w.codeHint : w.paperHint)];
  field.append(el("label", { class: "pm-label", for: input.id }, asks.password ? w.password : w.code), ...hint, input);
  field.hidden = false;
}

let busy = false;
/** One try at a time; a cut says so and leaves everything as it is. */
async function tried(how, otherwise) {
  if (busy) return;
  busy = true;
  problem("");
  working(true); // a password takes a second to check, and longer when others wait
  try {
    const answer = await how();
    if (answer.ok) open();
    else if (place) problem((await answer.json()).sentence);
  } catch (failed) {
    if (place) problem(failed instanceof DOMException ? otherwise : page.words.cut);
  }
  busy = false;
  working(false);
}

function working(now) {
  const door = place && page.hold.firstElementChild;
  door?.setAttribute("aria-busy", String(now));
}

async function byTyping(event) {
  event.preventDefault();
  if (!asks) return ask(); // it could not be asked before: there was no connection
  const input = part("field").querySelector("input");
  await tried(() => sent("/unlock", { code: input.value }), page.words.cut);
  if (!place) return;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", "pm-lock-hint pm-lock-problem");
  input.focus();
  input.select();
}

const byPasskey = () =>
  tried(async () => {
    const options = await sent("/unlock/passkey/ask", {});
    if (options.status === 204) return options; // another page was quicker
    const credential = await navigator.credentials.get(asked(await options.json()));
    return sent("/unlock/passkey", { answer: said(credential) });
  }, page.words.passkeyNot);

/** Begins once, in a browser: pages are first drawn outside of one. */
function begin() {
  others = new BroadcastChannel("pm-lock");
  others.addEventListener("message", ({ data }) => {
    if (data.what === "nobody" || (whose && data.what === "here" && data.whose !== whose)) leave();
    if (!whose || data.whose !== whose) return; // what another's page says opens nothing here, and locks nothing
    if (data.what === "touch" && !place) since(0);
    if (data.what === "lock") lock({ first: false });
    if (data.what === "open") open({ first: false });
  });
  // What the phone shows of its open apps, and whoever takes up a dark screen: nothing, until the clock was looked at.
  const veil = el("div", { "aria-hidden": "true" });
  veil.style.cssText = "position:fixed;inset:0;z-index:2147483647;background:#FBF6EE";
  const hide = () => page && after && document.body.append(veil);
  const wake = () => {
    check();
    if (!document.hidden) veil.remove();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? hide() : wake()));
  addEventListener("pagehide", hide);
  for (const name of WAKES) addEventListener(name, wake);
  for (const name of TOUCHES) addEventListener(name, touch, { capture: true, passive: false });
  addEventListener("online", () => place && !asks && ask());
}

/** What the server said: after how many ms a page locks, whose it is, that the session is locked, that something came in. */
export function know({ ms, mark, locked, waits }) {
  if (whose && mark && mark !== whose) leave(); // it came back after a cut, and somebody else is signed in
  if (mark && !whose) {
    whose = mark;
    tell("here"); // the newest to be shown to: pages of whoever was here before go
  }
  after = ms || after;
  dot = waits;
  const light = place && part("dot");
  if (light) light.hidden = !dot;
  if (locked) lock();
  check();
}

/** Nobody is signed in in this browser: what is still open in it goes. */
export function nobodyIsHere() {
  const channel = new BroadcastChannel("pm-lock");
  channel.postMessage({ what: "nobody" });
  channel.close();
}

/** Whether the lock stands there now. */
export const locks = () => place !== null;

/** Watches over what hangs in `hold`, its one child. Gives what ends that: another page is shown. */
export function watch(hold, words, opened) {
  if (!others) begin();
  page = { hold, words, opened };
  if (place) takeOut(); // it was locked on the page before
  if (asks && place) show();
  check();
  return () => {
    if (page?.hold === hold) page = null;
  };
}
