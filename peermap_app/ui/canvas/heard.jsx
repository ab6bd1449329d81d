// What a screen reader says of the board: each piece of news, and what to do next, once each.
import { useEffect, useRef, useState } from "react";

/** `spoken` is {text}, a new one for each piece of news, be it the same words again; `hint` is what the tool that is on asks for. */
export function Heard({ spoken, hint }) {
  const before = useRef({}), [{ text, turn }, setHeard] = useState({ text: "", turn: 0 });
  useEffect(() => {
    const fresh = spoken !== before.current.spoken, asks = hint !== before.current.hint ? hint : "";
    before.current = { spoken, hint };
    if (fresh || asks) setHeard((last) => ({ text: [fresh && spoken.text, asks].filter(Boolean).join(" "), turn: last.turn + 1 }));
  }, [spoken, hint]);
  return <p className="pm-only-read" role="status"><span key={turn}>{text}</span></p>; // a new element is read again
}
