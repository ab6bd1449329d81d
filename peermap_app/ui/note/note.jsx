// The shared note in its field: as it stands when the page opens, and as it changes while nobody writes here.
// Once somebody writes, the number of the version that they began with stays until theirs is taken: what the other
// side writes meanwhile is then seen beside it, and never written over unread.
import { useEffect, useRef, useState } from "react";
import { begun, told, written } from "./begun.js";

export function Begins({ text, number, taken, field }) {
  const spot = useRef(null), held = useRef(begun(taken));
  const [base, setBase] = useState("");
  useEffect(() => {
    const { form } = spot.current;
    const writes = (event) => { if (event.target.name === field) held.current = written(held.current); };
    form.addEventListener("input", writes);
    return () => form.removeEventListener("input", writes);
  }, []);
  useEffect(() => {
    const now = told(held.current, { text, number, taken });
    held.current = now.held;
    if (now.fill !== null) spot.current.form.elements[field].value = now.fill;
    setBase(now.held.base);
  }, [text, number, taken]);
  return <input ref={spot} type="hidden" name="base" value={base} readOnly />;
}
