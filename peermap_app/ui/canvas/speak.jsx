// Hears one sentence of the board, by a voice of this device.
import { useEffect, useState } from "react";
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
    return () => {
      synth.removeEventListener?.("voiceschanged", look);
      synth.cancel();
    };
  }, []);
  return voice;
}

/** The button that reads `text`; it is not there on a device without a voice of its own. */
export function Speak({ words, text }) {
  const voice = useOwnVoice();
  const read = () => {
    const line = new SpeechSynthesisUtterance(text);
    line.voice = voice;
    line.lang = voice.lang;
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(line);
  };
  if (!voice) return null;
  return <button type="button" className="pm-round" aria-label={say(words, "read_aloud")} onClick={read}><Icon name="speak" size={22} /></button>;
}
