// A keypad for choosing a PIN, twice. Our own: a tablet's keyboard may remember what is typed on it.
//
// The digits stay in this page until both are there; then they are sent once and forgotten here.
import { useEffect, useRef, useState } from "react";

const LEAST = 4;
const MOST = 8;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

const RUB = (
  <svg viewBox="0 0 24 24" width="26" height="26" fill="none" stroke="currentColor" strokeWidth="2"
    strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <path d="M8.5 5.5H20.5v13H8.5L3 12Z" />
    <path d="m11.5 9.5 5 5M16.5 9.5l-5 5" />
  </svg>
);

const sign = (path) => (
  <span className="pm-icon" aria-hidden="true">
    <svg viewBox="0 0 24 24" width="26" height="26" fill="none" stroke="currentColor"
      strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">{path}</svg>
  </span>
);
const LOCK = sign(
  <>
    <rect x="5" y="10.5" width="14" height="9.5" rx="2.2" />
    <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" />
  </>,
);
const TICK = sign(<path d="m4.5 12.8 5 5L19.8 6.5" />);

const BACK = sign(<path d="M14.5 5.5 8 12l6.5 6.5" />);
const CLOCK = sign(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 7.5V12l3 2" />
  </>,
);
const SPEECH = sign(<path d="M4.5 5.5h15v10h-8l-4 4v-4h-3Z" />);

// As `domain.receipt.is_easy`, so that it is said before the PIN was typed twice; the server has the last word.
function isEasy(pin) {
  const steps = new Set([...pin].slice(1).map((digit, at) => (digit - pin[at] + 10) % 10));
  const run = steps.size === 1 && [0, 1, 9].includes([...steps][0]);
  return run || pin.slice(0, 2).repeat(pin.length).startsWith(pin);
}

export function Pin({ words, fault, serial, onPin, onNotNow }) {
  const [typed, setTyped] = useState("");
  const [first, setFirst] = useState(null); // null until the first time is done
  const [easy, setEasy] = useState(false);
  const keys = useRef(null);
  const title = useRef(null);
  const sent = useRef(false);

  useEffect(() => {
    sent.current = false;
    setTyped("");
    setFirst(null);
    setEasy(false);
  }, [serial]);

  const add = (digit) => setTyped((now) => (now.length < MOST ? now + digit : now));
  const rub = () => setTyped((now) => now.slice(0, -1));
  const next = () => {
    if (typed.length < LEAST || sent.current) return;
    if (first === null) {
      setEasy(isEasy(typed));
      if (!isEasy(typed)) setFirst(typed);
      setTyped("");
      return;
    }
    if (document.documentElement.hasAttribute("data-cut")) {
      // Sent late, the card that follows would come when nobody holds the tablet (ui/lost_taps.js).
      window.dispatchEvent(new Event("pm-held"));
      return;
    }
    sent.current = true;
    onPin({ pin: first, again: typed });
    setTyped("");
  };
  useEffect(() => {
    const cut = () => { sent.current = false; }; // it may not have arrived: then it is typed again
    window.addEventListener("pm-cut", cut);
    return () => window.removeEventListener("pm-cut", cut);
  }, []);
  const act = { add, rub, next };
  keys.current = act;

  useEffect(() => {
    const press = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[0-9]$/.test(event.key)) keys.current.add(event.key);
      else if (event.key === "Backspace") keys.current.rub();
      else if (event.key === "Enter" && event.target.tagName !== "BUTTON") keys.current.next();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  const again = first !== null;
  const back = () => {
    setTyped("");
    setFirst(null);
  };
  const said = easy ? words.pin_easy : again ? "" : fault;
  useEffect(() => {
    title.current.focus({ preventScroll: true }); // what was pressed has gone, or presses nothing yet
    title.current.closest(".pd-receipt").scrollIntoView({ block: "nearest" }); // all its keys, and what comes after them
  }, [again]);
  const count = words.pin_typed.replace("{n}", typed.length);
  return (
    <div className="pd-pin" data-again={again ? "" : undefined}>
      <h2 ref={title} tabIndex={-1}>
        {LOCK}
        <span className="pd-say-it">{again ? words.again_title : words.pin_title}</span>
      </h2>
      <p role="status" className="pm-unseen">{typed ? count : ""}</p>
      <p className="pd-say-it">{again ? words.again_lead : words.pin_lead}</p>
      <div role="status">
        {said ? (
          <p className="pd-fault pd-pin-fault">
            {SPEECH}
            <span className="pd-say-it">{said}</span>
          </p>
        ) : null}
      </div>
      <p className="pd-pin-dots" role="img" aria-label={count}>
        {Array.from({ length: Math.max(LEAST, typed.length) }, (_, at) => (
          <span key={at} data-on={at < typed.length ? "" : undefined} />
        ))}
      </p>
      <div className="pd-pin-keys" role="group" aria-label={words.pin_pad}>
        {KEYS.map((key) => (
          <button key={key} type="button" onClick={() => add(key)}>{key}</button>
        ))}
        <button type="button" aria-label={words.pin_rub} onClick={rub}>{RUB}</button>
        <button type="button" onClick={() => add("0")}>0</button>
        <span />
      </div>
      <button type="button" className="pd-button pd-dark pd-pin-next" onClick={next}
        disabled={typed.length < LEAST}>
        {TICK}
        <span className="pd-say-it">{again ? words.pin_make : words.pin_next}</span>
      </button>
      <button type="button" className="pd-button" onClick={again ? back : onNotNow}>
        {again ? BACK : CLOCK}
        <span className="pd-say-it">{again ? words.go_back : words.not_now}</span>
      </button>
    </div>
  );
}
