// Keeps a form that is half written: tells the server what stands in it, and fills in what was kept before.
// The server's answer names the newest writing that it has; what it has not is told again, after a cut or a restart too.
import { useEffect, useRef, useState } from "react";

const REST = 1200, LONGEST = 60000;

function fill(form, draft) {
  for (const field of form.elements) {
    const { name, type } = field, said = draft[name];
    if (type === "radio") field.checked = said === field.value;
    // A box that begins ticked stays so unless somebody took the tick out: then the reason beside it was kept, or asked for.
    else if (type === "checkbox") field.checked = Boolean(said) || (field.defaultChecked && !(draft.untold || "").split(" ").includes(name));
    else if (type !== "hidden" && said !== undefined) field.value = said;
  }
  if (draft.urgency) form.dataset.chosen = "yes";
}

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function read(form) {
  const untold = [...form.querySelectorAll("[type=checkbox]:not(:checked)")].map((box) => box.name);
  return { ...Object.fromEntries(new FormData(form)), untold: untold.join(" ") };
}

export function Draft({ draft, mark, kept, onKeep }) {
  const spot = useRef(null), now = useRef({}), written = useRef(0), filled = useRef("");
  // Names this filling-in: sent again after a cut, a restart or on another device, it is one flag. It never changes once
  // somebody wrote here, also not while the page knows nothing for a moment.
  const [id, setId] = useState("");
  now.current = { kept, onKeep };
  useEffect(() => setId((known) => known || newId()), []);
  useEffect(() => {
    if (!mark || filled.current === mark || written.current) return;
    filled.current = mark;
    fill(spot.current.form, draft);
    setId(mark);
  }, [mark]);
  useEffect(() => {
    const { form } = spot.current;
    let timer = 0, wait = REST;
    const tell = () => {
      clearTimeout(timer);
      if (!written.current || now.current.kept >= written.current) return;
      if (form.isConnected) now.current.onKeep(read(form), written.current);
      wait = Math.min(wait * 2, LONGEST);
      timer = setTimeout(tell, wait);
    };
    const wrote = () => {
      written.current = Math.max(written.current, now.current.kept) + 1;
      wait = REST;
      clearTimeout(timer);
      timer = setTimeout(tell, wait);
    };
    const leaves = () => document.visibilityState === "hidden" && tell();
    const back = () => { wait = REST; tell(); };
    form.addEventListener("input", wrote);
    document.addEventListener("visibilitychange", leaves);
    window.addEventListener("online", back);
    return () => {
      clearTimeout(timer);
      form.removeEventListener("input", wrote);
      document.removeEventListener("visibilitychange", leaves);
      window.removeEventListener("online", back);
    };
  }, []);
  return <input ref={spot} type="hidden" name="form_id" value={id} readOnly />;
}
