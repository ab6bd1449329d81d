// Fills a form once with what is known or was typed before, and tells what is typed while it is.
import { useEffect, useRef } from "react";

const QUIET_MS = 2500;

const typedIn = (form) =>
  Object.fromEntries(
    [...new FormData(form)].filter(
      ([name, value]) =>
        typeof value === "string" && form.elements.namedItem(name)?.type !== "hidden",
    ),
  );

function fill(form, values, touched) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field && !touched.has(name)) field.value = value; // a group of radios takes it as well
  }
}

export function KeptForm({ values, stamp, onTyped }) {
  const here = useRef(null);
  const held = useRef({ filled: "", told: "", touched: new Set(), tell: null });
  held.current.tell = onTyped;

  useEffect(() => {
    const form = here.current?.closest("form");
    if (!form || !stamp || held.current.filled === stamp) return;
    held.current.filled = stamp;
    fill(form, values, held.current.touched);
    held.current.told = JSON.stringify(typedIn(form));
  }, [stamp]);

  useEffect(() => {
    const form = here.current.closest("form");
    let timer = 0;
    const tell = () => {
      clearTimeout(timer);
      const values = typedIn(form);
      const now = JSON.stringify(values);
      if (now === held.current.told || !held.current.tell) return;
      held.current.told = now;
      held.current.tell(values);
    };
    const typed = (event) => {
      if (event.target?.name) held.current.touched.add(event.target.name);
      clearTimeout(timer);
      timer = setTimeout(tell, QUIET_MS);
    };
    const away = () => document.visibilityState === "hidden" && tell();
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", tell, true);
    document.addEventListener("visibilitychange", away);
    return () => {
      clearTimeout(timer);
      form.removeEventListener("input", typed);
      form.removeEventListener("change", typed);
      form.removeEventListener("submit", tell, true);
      document.removeEventListener("visibilitychange", away);
    };
  }, []);

  return <span ref={here} hidden />;
}
