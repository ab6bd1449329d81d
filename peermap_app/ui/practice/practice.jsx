// Trying it first: the start page, or in its place a board that only this page knows of. Inside either, a button with
// data-practice="open" or "over" turns from one to the other. What was tried goes with its board.
import { Children, useEffect, useRef, useState } from "react";

export function Practice({ className, children }) {
  const [open, setOpen] = useState(false);
  const [start, board] = Children.toArray(children);
  const root = useRef(null);
  const turned = useRef(false);
  const turn = (event) => {
    const to = event.target.closest("[data-practice]")?.dataset.practice;
    if (!to) return;
    turned.current = true;
    setOpen(to === "open");
  };
  useEffect(() => {
    if (!turned.current) return;
    window.scrollTo(0, 0);
    if (!open) root.current.querySelector('[data-practice="open"]')?.focus({ preventScroll: true });
  }, [open]);
  return <div ref={root} onClick={turn}>{open ? <main className={className}>{board}</main> : start}</div>;
}
