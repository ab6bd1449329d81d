// Says when a page was last up to date: from a cut that is no blink until all of it was read anew. ui/lost_taps.js marks a cut,
// and when the server was last heard.
import { useEffect, useReducer } from "react";
import { begun, connected, line, outOfTouch, readAnew } from "./fresh.js";

const BLINK = 1500; // ms

export function Fresh({ read, failing, ...words }) {
  const [held, step] = useReducer((was, next) => next(was), read, begun);
  useEffect(() => step((was) => readAnew(was, read, Date.now())), [read]);
  useEffect(() => {
    const page = document.documentElement;
    let timer = 0;
    const look = () => {
      clearTimeout(timer);
      const cut = page.hasAttribute("data-cut");
      step((was) => connected(was, !cut, window.peermapHeard));
      if (cut) timer = setTimeout(() => step(outOfTouch), BLINK);
    };
    const watch = new MutationObserver(look);
    watch.observe(page, { attributes: true, attributeFilter: ["data-cut"] });
    document.addEventListener("visibilitychange", look); // the day may have turned
    look();
    return () => {
      clearTimeout(timer);
      watch.disconnect();
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  const said = line(held, failing, words, Date.now());
  return said && <p className="pm-offline">{said}</p>;
}
