// A card that is left open tells whoever passes by about somebody. It is put away when its page is left, for another tab,
// page or app or because the screen went dark, and when nobody touches the page for a while. Nothing is lost by it.
import { useEffect, useRef } from "react";

const UNTOUCHED_MS = 5 * 60_000;
const LOOK_MS = 5_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel"];

/** Calls `putAway` once the page is left, or nobody touched it for five minutes, while `open`. */
export function useLeft(open, putAway) {
  const now = useRef(putAway);
  now.current = putAway;
  useEffect(() => {
    if (!open) return undefined;
    let touched = Date.now(); // not a timer's count: that stands still while the device sleeps
    const touch = () => { touched = Date.now(); };
    const look = () => Date.now() - touched >= UNTOUCHED_MS && now.current();
    const left = () => now.current();
    const hidden = () => document.hidden && left();
    const timer = setInterval(look, LOOK_MS);
    for (const each of TOUCHES) window.addEventListener(each, touch, { capture: true, passive: true });
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", left);
    return () => {
      clearInterval(timer);
      for (const each of TOUCHES) window.removeEventListener(each, touch, { capture: true });
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", left);
    };
  }, [open]);
}
