// A frame that remembers the last phase that the server named.
//
// After a cut or a restart a page is filled afresh, and for a moment the phase is unknown. Without
// this frame the board would vanish and come back under a drawing finger. It also gives the focus
// to the new screen's heading when what had the focus is gone with its screen (WCAG 2.4.3).
import { useEffect, useRef } from "react";

const inSight = (el) => el.checkVisibility?.({ visibilityProperty: true }) !== false;

// What had the focus left with its screen, or lies hidden now.
function focusIsLost() {
  const had = document.activeElement;
  if (!had || had === document.body) return true;
  return !inSight(had);
}

export function Stage({ phase, heading, className, children }) {
  const last = useRef("");
  const shown = useRef("");
  if (phase) last.current = phase;
  useEffect(() => {
    if (!phase || shown.current === phase) return;
    const first = shown.current === "";
    shown.current = phase;
    if (first) return;
    if (!focusIsLost()) return;
    window.scrollTo(0, 0);
    [...document.querySelectorAll(heading)].filter(inSight).at(-1)?.focus({ preventScroll: true });
  }, [phase, heading]);
  return (
    <div className={className} data-phase={last.current}>
      {children}
    </div>
  );
}
