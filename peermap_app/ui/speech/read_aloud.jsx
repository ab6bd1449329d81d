// Reads sentences aloud with a voice that lives on this device.
//
// A voice that is not `localService` sends the words to somebody's server, so it is never used, and
// a device without a local voice gets no button at all (product.md, "Words for young people").
import { useCallback, useEffect, useRef, useState } from "react";

const synth = () => (typeof window === "undefined" ? undefined : window.speechSynthesis);

// A voice of this language: English as it is said here before other Englishes.
function localVoice(lang) {
  const tags = (v) => v.lang.toLowerCase().split(/[-_]/);
  const wanted = (lang === "en" ? "en-GB" : lang).toLowerCase().split("-");
  const fits = (synth()?.getVoices() ?? []).filter(
    (v) => v.localService === true && tags(v)[0] === wanted[0],
  );
  return fits.find((v) => tags(v)[1] === wanted[1]) ?? fits[0];
}

// The sentences of one button: those given, else what stands in the elements named, read when
// pressed, so that the ear hears exactly what the eye sees.
function sentences(parts, from) {
  if (parts?.length) return parts.map((text) => ({ text, place: null }));
  return (from ?? [])
    .flatMap((selector) => [...document.querySelectorAll(selector)])
    .filter((place) => place.checkVisibility?.({ visibilityProperty: true }) !== false) // what a closed picture says is not said yet
    .map((place) => ({ text: place.innerText.trim().replaceAll(" · ", ", "), place }))
    .filter(({ text }) => text);
}

const SPEAKER = (
  <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"
    strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <path d="M4 9.5v5h3.2L12 19V5L7.2 9.5Z" />
    <path d="M15 9.2a4 4 0 0 1 0 5.6M17.8 6.6a7.6 7.6 0 0 1 0 10.8" />
  </svg>
);

const STOP = (
  <svg viewBox="0 0 24 24" width="24" height="24" fill="currentColor" aria-hidden="true">
    <rect x="6" y="6" width="12" height="12" rx="2.5" />
  </svg>
);

export function ReadAloud({ parts, from, label, stop, shape = "pill", lang }) {
  const [voice, setVoice] = useState(undefined);
  const [on, setOn] = useState(false);
  const run = useRef(0);
  const spoken = useRef(null); // where that stands which is being said

  const quiet = useCallback(() => {
    run.current += 1; // nothing of what was begun goes on with its next sentence
    synth().cancel();
    spoken.current?.removeAttribute("data-spoken");
    setOn(false);
  }, []);

  useEffect(() => {
    const s = synth();
    if (!s) return undefined;
    const look = () => setVoice(localVoice(lang));
    look();
    s.addEventListener?.("voiceschanged", look);
    window.addEventListener("pm-hush", quiet); // the board was hidden, or reads something itself
    return () => {
      s.removeEventListener?.("voiceschanged", look);
      window.removeEventListener("pm-hush", quiet);
      run.current += 1;
      s.cancel();
    };
  }, [lang]);

  const press = useCallback(() => {
    const s = synth();
    quiet();
    if (on) return;
    const mine = run.current;
    const list = sentences(parts, from);
    const say = (index) => {
      list[index - 1]?.place?.removeAttribute("data-spoken");
      if (run.current !== mine) return;
      if (index >= list.length) {
        setOn(false);
        return;
      }
      const { text, place } = list[index];
      spoken.current = place;
      const words = new SpeechSynthesisUtterance(text);
      words.voice = voice;
      words.lang = voice.lang;
      words.rate = 0.95;
      place?.setAttribute("data-spoken", "");
      words.onend = () => say(index + 1);
      words.onerror = () => {
        place?.removeAttribute("data-spoken");
        if (run.current === mine) setOn(false); // another button took over, or the device stopped
      };
      s.speak(words);
    };
    setOn(true);
    say(0);
  }, [on, parts, from, voice]);

  if (!voice) return null;
  return (
    <button type="button" className={`pd-speak pd-speak-${shape}`} aria-pressed={on}
      aria-label={shape === "round" ? (on ? stop : label) : undefined} onClick={press}>
      <span className="pd-speak-icon">{on ? STOP : SPEAKER}</span>
      {shape === "pill" ? <span>{on ? stop : label}</span> : null}
    </button>
  );
}
