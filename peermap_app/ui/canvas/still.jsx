// A frozen picture of a map: no tools, nothing to change. It can fill the screen: twelve people in a small picture are
// too small to read, and this is what a Yes is said to.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Icon } from "./icons.jsx";
import { EMPTY } from "./model.js";
import { Scene } from "./scene.jsx";
import { linesOf, say } from "./text.js";
import { useStage } from "./use_stage.js";

/** Whether the element fills the screen, over everything else; Escape and a tap beside it end that: [big, setBig]. */
function useBig(root) {
  const [big, setBig] = useState(false);
  useLayoutEffect(() => {
    const el = root.current;
    if (!big) return undefined;
    el.setAttribute("popover", "auto");
    el.showPopover();
    const closed = (e) => e.newState === "closed" && setBig(false);
    el.addEventListener("toggle", closed);
    return () => {
      el.removeEventListener("toggle", closed);
      el.removeAttribute("popover"); // hides it as well
    };
  }, [big]);
  return [big, setBig];
}

export function Still({ snapshot, words, pictures }) {
  const root = useRef(null);
  const refs = { ground: useRef(null), svg: useRef(null), live: useRef(null) };
  const map = snapshot?.map || EMPTY;
  const stage = useStage(refs, useRef({ map, still: true }));
  const [big, setBig] = useBig(root);
  useEffect(() => stage.fit(), [snapshot?.serial]);
  return (
    <div ref={root} className="pm-board pm-still" data-mode="still">
      <div ref={refs.ground} className="pm-ground">
        <svg ref={refs.svg} className="pm-svg" role="img" aria-label={say(words, "still_label")}><Scene map={map} words={words} pictures={pictures} still /></svg>
      </div>
      <ul className="pm-only-read">
        {linesOf(words, map).map((line, i) => <li key={i}>{line}</li>)}
      </ul>
      <button type="button" className="pm-chip pm-bigger" aria-expanded={big} onClick={() => setBig(!big)}>
        <Icon name={big ? "close" : "fit"} size={20} /><span className="pd-say-it">{say(words, big ? "still_back" : "still_bigger")}</span>
      </button>
    </div>
  );
}
