// The other's finger as a soft dot: where this device's own finger is goes out a few times a second and is never stored.
import { useLayoutEffect, useMemo, useRef } from "react";
import { clampUnit } from "./model.js";
import { often } from "./often.js";

const APART_MS = 200; // at most five a second (architecture.md: presence is unnumbered and may be lost)

/** Shows the dot that came in; answers point(p or null: lifted), to be told of every move. */
export function useDot({ dot, online = true, onDot }, ready, stage) {
  const now = useRef({});
  now.current = { online: online && ready, onDot };
  useLayoutEffect(() => {
    if (dot?.n) stage.dot(dot);
  }, [dot?.n]);
  return useMemo(() => {
    let told = null; // nothing is said of a finger that was never there
    return often(APART_MS, (p) => {
      const { online: reached, onDot: send } = now.current;
      if (!reached || (p === null && told === null)) return;
      told = p && { x: clampUnit(p.x), y: clampUnit(p.y) };
      send?.(told);
    });
  }, []);
}
