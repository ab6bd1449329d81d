// A form that is hidden for a moment, while a slow page is read anew, has the focus again when it is shown: a phone's keys
// would else close under the hand that types. Not where somebody went elsewhere meanwhile.
import { useLayoutEffect, useRef } from "react";

export function KeptMounted({ away, className, children }) {
  const box = useRef(null), had = useRef(null);
  useLayoutEffect(() => {
    // Hidden just now: the browser takes the focus away only when it next draws.
    if (away) had.current = box.current.contains(document.activeElement) ? document.activeElement : null;
    else if (document.activeElement === document.body) had.current?.focus({ preventScroll: true });
  }, [away]);
  return (
    <div ref={box} className={className} hidden={away}>
      {children}
    </div>
  );
}
