// Shaking hands and double taps: a second tap on the same thing this soon is the same tap.
import { useMemo, useRef } from "react";

const SOON_MS = 400;
const NEAR_PX = 24; // this near to the first it is the same tap too, whatever has come to lie there

/** {onTool(name), onBoard(hit, at), closed(), onClick(event)}: whether a tap is the second half of the one before; `at` in px of the window. */
export function useTaps() {
  const tool = useRef({ name: "", when: -Infinity });
  const board = useRef({ id: null, when: -Infinity, x: 0, y: 0 });
  return useMemo(() => {
    const soon = (one) => performance.now() - one.when < SOON_MS;
    const near = (x, y) => soon(board.current) && Math.hypot(x - board.current.x, y - board.current.y) < NEAR_PX;
    return {
      onTool: (name) => {
        const again = tool.current.name === name && soon(tool.current);
        tool.current = { name, when: performance.now() };
        return again;
      },
      onBoard: (hit, at) => {
        const again = near(at.x, at.y) || (soon(board.current) && !!hit && hit.id === board.current.id);
        board.current = { id: hit?.id, when: performance.now(), ...at };
        return again;
      },
      /** What the tap opened was closed again: the next tap is a new one. */
      closed: () => { board.current.when = -Infinity; },
      // The second half must not press what the first half opened under the finger, nor tap the board that an entry left free.
      onClick: (e) => {
        const inEntry = e.target.closest(".pm-entry");
        if (e.detail && !board.current.inEntry && (inEntry || e.target.closest(".pm-panel")) && near(e.clientX, e.clientY)) e.stopPropagation();
        else if (e.detail && inEntry) board.current = { id: null, when: performance.now(), x: e.clientX, y: e.clientY, inEntry: true };
      },
    };
  }, []);
}
