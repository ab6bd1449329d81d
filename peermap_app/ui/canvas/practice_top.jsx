// The line above the practice board: that it is only practice, one thing to try at a time, comfort, hide, go back.
import { memo, useEffect, useRef, useState } from "react";
import { Icon } from "./icons.jsx";
import { Speak, hush } from "./speak.jsx";
import { Ease } from "./strip.jsx";
import { say } from "./text.js";

const SIGNS = ["move", "good", "join", "person", "hide"]; // the picture of each thing to try
const TRIES = SIGNS.length;

export const PracticeTop = memo(function PracticeTop({ words, onHide }) {
  const [at, setAt] = useState(0);
  const title = useRef(null);
  useEffect(() => title.current.focus({ preventScroll: true }), []); // the button that opened it has gone
  const text = say(words, `practice_${at + 1}`);
  const go = (to) => {
    hush();
    setAt(Math.max(0, Math.min(TRIES - 1, to)));
  };
  return (
    <header className="pm-above">
      <p className="pm-chip pm-practice"><Icon name="lock" size={20} /><span>{say(words, "practice_only")}</span></p>
      <section className="pm-strip" aria-label={say(words, "practice_tries")}>
        <Speak words={words} from=".pm-strip" />
        <Icon name={SIGNS[at]} size={24} />
        <h1 className="pm-question" aria-live="polite" ref={title} tabIndex={-1}>{text}</h1>
        <span className="pm-dots" role="img" aria-label={say(words, "practice_count", { at: at + 1, of: TRIES })}>
          {Array.from({ length: TRIES }, (_, i) => <i key={i} className={i === at ? "pm-on" : undefined} />)}
        </span>
        <button type="button" className="pm-round" aria-label={say(words, "practice_before")} aria-disabled={at === 0} onClick={() => go(at - 1)}><Icon name="prev" size={22} /></button>
        <button type="button" className="pm-round" aria-label={say(words, "practice_next")} aria-disabled={at === TRIES - 1} onClick={() => go(at + 1)}><Icon name="next" size={22} /></button>
      </section>
      <Ease words={words} />
      <button type="button" className="pm-chip pm-hide" aria-label={say(words, "hide_label")} onClick={onHide}><Icon name="hide" size={20} /><span>{say(words, "hide")}</span></button>
      <button type="button" className="pm-finish" data-practice="over"><Icon name="undo" size={22} /><span>{say(words, "practice_back")}</span></button>
    </header>
  );
});
