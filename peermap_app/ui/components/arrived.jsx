// Says to the server that the alerts up to this number are on a page that somebody can see.
import { useEffect } from "react";
import { locks } from "$/public/lock.js";

export function Arrived({ number, onShown }) {
  useEffect(() => {
    if (number < 0) return;
    const tell = () => document.visibilityState === "visible" && !locks() && onShown(number);
    if (number) tell();
    // A page that slept may have missed one: it says how far it is, and is told to look.
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [number]);
  return null;
}
