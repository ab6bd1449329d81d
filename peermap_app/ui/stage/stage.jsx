// A frame that remembers the last phase that the server named.
//
// Where a page is filled afresh (ui/whole_view.js holds that back after most cuts), the phase is unknown for a moment. Without
// this frame the board would vanish and come back under a drawing finger. It also gives the focus
// to the new screen's heading when what had the focus is gone with its screen (WCAG 2.4.3), and notices when the
// server stands at another phase than the page: the push that told of it was lost.
import { useEffect, useRef } from "react";
import { isBehind } from "./behind.js";

const inSight = (el) => el.checkVisibility?.({ visibilityProperty: true }) !== false;

const reachable = (el) => inSight(el) && !el.closest("[inert]");

// What had the focus left with its screen, or lies hidden or under another layer now.
function focusIsLost() {
  const had = document.activeElement;
  return !had || had === document.body || !reachable(had);
}

const FOLLOWS_MS = 3000;

// Gives the focus to the new screen's heading. A board takes some frames to come or to go, and what had the focus goes with
// it: so it is looked at for a while, until somebody does something.
function follow(heading) {
  const until = performance.now() + FOLLOWS_MS;
  let frame = 0, followed = false;
  const look = () => {
    const to = focusIsLost() && [...document.querySelectorAll(heading)].filter(reachable).at(-1);
    if (to) {
      if (!followed) window.scrollTo(0, 0);
      // A part that lies further down, such as the card that is shown once, comes into sight whole, or from its top.
      if (!followed) to.closest(".pd-receipt")?.scrollIntoView({ block: "nearest" });
      followed = true;
      to.focus({ preventScroll: true });
    }
    if (performance.now() < until) frame = requestAnimationFrame(look);
  };
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const each of ["pointerdown", "keydown"]) window.removeEventListener(each, stop, { capture: true });
  };
  for (const each of ["pointerdown", "keydown"]) window.addEventListener(each, stop, { capture: true });
  look();
  return stop;
}

// What a board left in the page's memory goes (canvas/kept_steps.js).
const tellOver = () => window.dispatchEvent(new Event("pm-over"));

export function Stage({ phase, drawing, heading, layer, beat, onBehind, className, children }) {
  const last = useRef("");
  const shown = useRef("");
  if (phase) last.current = phase;
  useEffect(() => {
    const screen = phase && `${phase} ${!!layer}`;
    if (!screen || shown.current === screen) return undefined;
    const first = shown.current === "";
    shown.current = screen;
    // A link led here, and the board lies over the title that took the focus.
    return first && !window.peermapLed ? undefined : follow(heading);
  }, [phase, layer, heading]);
  useEffect(() => {
    if (phase === "over") tellOver();
  }, [phase]);
  const drawn = useRef("");
  useEffect(() => { // another drawing straight after this one, whose end the page never showed
    if (!drawing) return;
    if (drawn.current && drawn.current !== drawing) tellOver();
    drawn.current = drawing;
  }, [drawing]);
  useEffect(() => tellOver, []); // the page is left, or what it showed may not be seen any more
  useEffect(() => {
    const back = (event) => event.persisted && window.location.reload(); // kept by the browser: what is shown once is over
    window.addEventListener("pageshow", back);
    return () => window.removeEventListener("pageshow", back);
  }, []);
  const now = useRef({});
  now.current = { phase, onBehind };
  useEffect(() => {
    const { phase: here, onBehind: tell } = now.current;
    if (isBehind(here, beat?.screen)) tell?.();
  }, [beat]); // compared as it comes: an older beat says nothing about a newer phase
  return (
    <div className={className} data-phase={last.current}>
      {children}
    </div>
  );
}
