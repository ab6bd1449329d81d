// Where the keyboard is when what had the focus is gone: an Undo or the other device took somebody away, a button went with
// what it was for, the calm picture is tapped away. Left alone the focus falls to the page, where the next key does nothing.
import { useEffect, useRef } from "react";

const isLost = () => !document.activeElement || document.activeElement === document.body;

/** Gives the focus to the first of these that takes it, if nothing has it; not every one of them need be there. */
export function focusAgain(...wanted) {
  for (const el of wanted) {
    if (!isLost()) return;
    if (el?.isConnected) el.focus({ preventScroll: true });
  }
}

const LOOK_MS = 100;
const FOLLOWS_MS = 10_000;

/**
 * The same with what `find` finds, again and again until something takes it or somebody does something: just after the page
 * was loaded there is little yet that can. Returns what ends it.
 */
export function focusSoon(find) {
  const until = performance.now() + FOLLOWS_MS;
  let timer = 0;
  const stop = () => {
    clearTimeout(timer);
    for (const each of ["pointerdown", "keydown"]) window.removeEventListener(each, stop, { capture: true });
  };
  const look = () => {
    focusAgain(...find());
    if (!isLost() || performance.now() > until) stop();
    else timer = setTimeout(look, LOOK_MS);
  };
  for (const each of ["pointerdown", "keydown"]) window.addEventListener(each, stop, { capture: true });
  look();
  return stop;
}

/** Looks after each change: the focus of what is gone goes on to what is being typed, to the open card, or to the board. */
export function useFocus(root, ground) {
  const had = useRef(null);
  useEffect(() => {
    const note = (e) => { had.current = e.target; };
    root.current.addEventListener("focusin", note);
    return () => root.current?.removeEventListener("focusin", note);
  }, []);
  useEffect(() => {
    if (!had.current || had.current.isConnected) return;
    had.current = null;
    const card = root.current.querySelector(".pm-entry input") || root.current.querySelector(".pm-panel h2");
    focusAgain(card, ground.current);
  });
}
