// Hears what the board shows, by a voice of this device.
import { useEffect, useRef, useState } from "react";
import { Icon } from "./icons.jsx";
import { say } from "./text.js";

/** A voice for the page's language that lives on this device, or null: any other would send the text away. */
function useOwnVoice() {
  const [voice, setVoice] = useState(null);
  useEffect(() => {
    const synth = window.speechSynthesis;
    if (!synth) return undefined;
    const look = () => {
      const lang = document.querySelector(".pm-strip").closest("[lang]").lang.split("-")[0];
      const own = synth.getVoices().filter((v) => v.localService && v.lang.split(/[-_]/)[0].toLowerCase() === lang);
      setVoice(own.find((v) => /^en[-_]GB/i.test(v.lang)) || own[0] || null);
    };
    look();
    synth.addEventListener?.("voiceschanged", look);
    return () => synth.removeEventListener?.("voiceschanged", look);
  }, []);
  return voice;
}

const UNSAID = "svg, .pm-keypad, .pm-ease-sign"; // pictures, letters to type with, the sign of Comfort
const first = (el) => el.classList.contains("pm-said") || !!el.closest(".pm-said");

/** What the elements found by `from` show, line by line in the order of the page; what was just refused leads. */
function linesIn(from) {
  const own = (el) => [...el.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return [...document.querySelectorAll(from)].flatMap((part) => [part, ...part.querySelectorAll("*")])
    .filter((el) => own(el) && !el.closest(UNSAID) && el.checkVisibility({ visibilityProperty: true }))
    .sort((a, b) => first(b) - first(a))
    .map((el) => el.textContent.trim().replaceAll(" · ", ", "));
}

let reading = null; // what is being read now, of all the board's buttons: {over()} tells its button

/** Ends whatever is being read, by the page's own buttons too (ui/speech). The button is told: not every browser says that a voice was cut short. */
export function hush() {
  window.speechSynthesis?.cancel();
  reading?.over();
  dispatchEvent(new Event("pm-hush"));
}

/** The button that reads `text`, or what `from` (CSS) finds; pressed again it stops. It is not there on a device without a voice of its own. */
export function Speak({ words, text, from, label = "read_aloud" }) {
  const voice = useOwnVoice();
  const [on, setOn] = useState(false);
  const mine = useRef(null);
  useEffect(() => () => {
    if (reading && reading === mine.current) hush();
  }, []);
  const press = () => {
    hush();
    if (on) return; // it was this that was read
    const over = () => {
      if (reading === run) reading = null;
      if (mine.current === run) setOn(false);
    };
    const run = { over };
    reading = mine.current = run;
    setOn(true);
    const lines = text ? [text] : linesIn(from);
    lines.forEach((each, i) => {
      const line = Object.assign(new SpeechSynthesisUtterance(each), { voice, lang: voice.lang, onerror: over });
      if (i === lines.length - 1) line.onend = over;
      window.speechSynthesis.speak(line);
    });
  };
  if (!voice) return null;
  return (
    <button type="button" className="pm-round pm-speak" aria-label={say(words, on ? "stop_reading" : label)} aria-pressed={on} onMouseDown={(e) => e.preventDefault()} onClick={press}>
      <Icon name={on ? "stop" : "speak"} size={22} />
    </button>
  );
}
