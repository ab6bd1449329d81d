// Comfort: bigger text, calm colours, dark, more space, left hand, stillness, sounds. For this drawing only.
//
// A popover of the browser's own: any button with popoverTarget="pm-comfort" opens it, a tap beside it closes it, and that
// same tap still reaches what it meant (Hide, when somebody comes in).
import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import { apply, forget, keep, read } from "./kept.js";
import { play } from "./sounds.js";

const SIGNS = {
  big: "M3 19 8.5 6 14 19M5 14.5h7M15.5 19l3-7.5 3 7.5M16.6 16.5h3.8",
  calm: "M12 3.5c4 4.6 6 7.7 6 10.3a6 6 0 0 1-12 0c0-2.6 2-5.7 6-10.3ZM9 14.5a3.2 3.2 0 0 0 3 2.8",
  dark: "M19.5 14.4A8 8 0 1 1 10 4.2a6.6 6.6 0 0 0 9.5 10.2Z",
  spaced: "M6 9.5 3.5 12 6 14.5M18 9.5l2.5 2.5-2.5 2.5M3.5 12h17M5 5v2.5M19 5v2.5M5 16.5v2.5M19 16.5v2.5",
  left: "M9.5 20.5c-2.5-1.6-5-5.3-5.8-7.6-.4-1.3 1.3-2 2.1-.9l1.7 2.2V6.3a1.4 1.4 0 0 1 2.8 0V11V4.6a1.4 1.4 0 0 1 2.8 0V11V5.6a1.4 1.4 0 0 1 2.8 0V12V8a1.4 1.4 0 0 1 2.8 0v6.5c0 3-1.5 4.7-3 6Z",
  still: "M7.5 5.5v13M16.5 5.5v13",
  sound: "M4 9.5v5h3.2L12 19V5L7.2 9.5ZM15 9.2a4 4 0 0 1 0 5.6M17.8 6.6a7.6 7.6 0 0 1 0 10.8",
  close: "m6 6 12 12M18 6 6 18",
};

function Sign({ name }) {
  return (
    <svg viewBox="0 0 24 24" width="26" height="26" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round"
      strokeLinejoin="round" aria-hidden="true" focusable="false"><path d={SIGNS[name]} /></svg>
  );
}

/** What is on, and how to turn one thing round; `mark` tells this drawing from another, "" while it is not known. */
function useChosen(mark, over) {
  const [on, setOn] = useState([]);
  useLayoutEffect(() => setOn(read().on), []);
  useLayoutEffect(() => {
    if (!mark || read().mark === mark) return;
    forget(); // it was chosen in another drawing, or nothing was chosen
    setOn([]);
  }, [mark]);
  useLayoutEffect(() => apply(on), [on]);
  useLayoutEffect(() => () => apply([]), []);
  useEffect(() => {
    if (over) forget(); // the last screen keeps its looks until it is left
  }, [over]);
  const turn = useCallback((name) => {
    const next = on.includes(name) ? on.filter((one) => one !== name) : [...on, name];
    if (!over) keep(mark, next);
    setOn(next);
    if (name === "sound" && next.includes(name)) play("add"); // so that one knows what one has chosen
  }, [on, mark, over]);
  return { on, turn };
}

export function Comfort({ mark, over, title, lead, close, rows, children }) {
  const { on, turn } = useChosen(mark, over);
  const loud = on.includes("sound");
  useEffect(() => {
    if (!loud) return undefined;
    const hear = (event) => play(event.detail);
    window.addEventListener("pm-done", hear);
    return () => window.removeEventListener("pm-done", hear);
  }, [loud]);
  return (
    <div id="pm-comfort" popover="auto" role="dialog" aria-labelledby="pm-comfort-title" className="pd-comfort">
      <div className="pd-comfort-head">
        <h2 id="pm-comfort-title" className="pd-comfort-it">{title}</h2>
        {children}
        <button type="button" className="pd-comfort-close" aria-label={close} popoverTarget="pm-comfort" popoverTargetAction="hide"><Sign name="close" /></button>
      </div>
      <p className="pd-comfort-it">{lead}</p>
      <ul>
        {rows.map(([name, label]) => (
          <li key={name}>
            <button type="button" role="switch" aria-checked={on.includes(name)} data-ease={name} className="pd-ease" onClick={() => turn(name)}>
              <Sign name={name} /><span className="pd-comfort-it">{label}</span><span className="pd-switch" aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
