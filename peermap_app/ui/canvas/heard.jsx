// What a screen reader says of the board: each piece of news, and what to do next, once each.
import { useEffect, useRef, useState } from "react";

/**
 * `spoken` is {text}, a new one for each piece of news, be it the same words again; `hint` is what the tool that is on asks for.
 * A hint that is over, with nothing to say after it, leaves nothing that could still be found and read.
 */
export function Heard({ spoken, hint }) {
  const before = useRef({}), [{ text, turn }, setHeard] = useState({ text: "", turn: 0 });
  const has = useRef("");
  has.current = text;
  useEffect(() => {
    const fresh = spoken !== before.current.spoken, asks = hint !== before.current.hint ? hint : "";
    const over = !hint && before.current.hint && has.current.endsWith(before.current.hint);
    before.current = { spoken, hint };
    if (fresh || asks) setHeard((last) => ({ text: [fresh && spoken.text, asks].filter(Boolean).join(" "), turn: last.turn + 1 }));
    else if (over) setHeard((last) => ({ text: "", turn: last.turn }));
  }, [spoken, hint]);
  return <p className="pm-only-read" role="status"><span key={turn}>{text}</span></p>; // a new element is read again
}
