// Fills a form once with what is known or was typed before, and never from under the hand of whoever types.
import { useEffect, useRef } from "react";

function fill(form, values, touched) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (!field || touched.has(name)) continue;
    if (field.type === "checkbox") field.checked = value !== "";
    else field.value = value; // a group of radios takes it as well
  }
}

export function KeptForm({ values, stamp }) {
  const here = useRef(null);
  const held = useRef({ filled: "", touched: new Set() });

  useEffect(() => {
    const form = here.current?.closest("form");
    if (!form || !stamp || held.current.filled === stamp) return;
    held.current.filled = stamp;
    fill(form, values, held.current.touched);
  }, [stamp]);

  useEffect(() => {
    const form = here.current.closest("form");
    const typed = (event) => event.target?.name && held.current.touched.add(event.target.name);
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    return () => {
      form.removeEventListener("input", typed);
      form.removeEventListener("change", typed);
    };
  }, []);

  return <span ref={here} hidden />;
}
