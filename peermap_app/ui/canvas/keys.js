// The board by keyboard.
import { useRef } from "react";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 20; // board units a key press moves

/** Keys on the board: everything that a finger can do with what has the focus. */
export function useKeys(b, root, focusCard, closeCard) {
  const last = useRef(0);
  const onBoard = (e) => {
    const id = e.target.dataset?.id;
    const arrow = ARROWS[e.key];
    if (id && (e.key === "Enter" || e.key === " ")) {
      e.preventDefault();
      const kind = id === b.ME ? "me" : ["place", "sticker"].find((one) => e.target.classList.contains(`pm-${one}`)) || "person";
      focusCard.current = true;
      b.onTap({ kind, id }, { x: NaN, y: NaN }, 0);
    } else if (id && arrow) {
      e.preventDefault();
      if (e.timeStamp - last.current < 90) return;
      last.current = e.timeStamp;
      const by = e.shiftKey ? STEP * 3 : STEP;
      b.nudge(id, arrow[0] * by, arrow[1] * by);
    } else if (id && (e.key === "Delete" || e.key === "Backspace")) {
      e.preventDefault();
      b.remove(id);
      root.current.querySelector(".pm-ground").focus();
    }
  };
  const onAll = (e) => {
    if (e.key === "Escape" && !e.defaultPrevented) {
      b.stop();
      if (b.open) closeCard();
    }
    const typing = e.target.tagName === "INPUT";
    if (!typing && (e.ctrlKey || e.metaKey) && /^[zy]$/i.test(e.key)) {
      e.preventDefault();
      b.act(e.key.toLowerCase() === "y" || e.shiftKey ? "redo" : "undo");
    }
  };
  return { onBoard, onAll };
}
