// A frame that remembers the last phase that the server named.
//
// After a cut or a restart a page is filled afresh, and for a moment the phase is unknown. Without
// this frame the board would vanish and come back under a drawing finger. It also gives the focus
// to the new screen's heading when the phase changes (WCAG 2.4.3), never on the first showing.
import { useEffect, useRef } from "react";

export function Stage({ phase, big, children }) {
  const last = useRef("");
  const shown = useRef("");
  if (phase) last.current = phase;
  useEffect(() => {
    if (!phase || shown.current === phase) return;
    const first = shown.current === "";
    shown.current = phase;
    if (first) return;
    window.scrollTo(0, 0);
    document.querySelector(".pd-stage h1")?.focus({ preventScroll: true });
  }, [phase]);
  return (
    <div className="pd-stage" data-phase={last.current} data-big={big ? "" : undefined}>
      {children}
    </div>
  );
}
