// The shared note in its field: as it stands when the page opens, and as it changes while nobody writes here.
// Once somebody writes, the number of the version that they began with stays until theirs is taken: what the other
// side writes meanwhile is then seen beside it, and never written over unread.
import { useEffect, useRef, useState } from "react";

export function Begins({ text, number, taken, field }) {
  const spot = useRef(null), wrote = useRef(false), last = useRef(taken);
  const [base, setBase] = useState("");
  useEffect(() => {
    const { form } = spot.current;
    const writes = (event) => { if (event.target.name === field) wrote.current = true; };
    form.addEventListener("input", writes);
    return () => form.removeEventListener("input", writes);
  }, []);
  useEffect(() => {
    // It only falls while the page loses what it had read, for a moment.
    if (taken > last.current) wrote.current = false;
    last.current = taken;
    if (wrote.current) return;
    // Nothing is known any more, for a moment or since the link is over: what was read leaves the field as well.
    spot.current.form.elements[field].value = text;
    setBase(number);
  }, [text, number, taken]);
  return <input ref={spot} type="hidden" name="base" value={base} readOnly />;
}
