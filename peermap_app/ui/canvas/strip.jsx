// The line above the board: not saved yet, the questions one by one, hide, finished. What hide shows: cover.jsx.
import { memo, useState } from "react";
import { Icon } from "./icons.jsx";
import { Speak, hush } from "./speak.jsx";
import { say } from "./text.js";

// Three that lead, then four for who wants them (product.md, The three questions); each with its picture.
const SIGNS = ["person", "place", "heart", "good", "tricky", "grown", "join"];
const QUESTIONS = SIGNS.length;

export function Questions({ words, act }) {
  const [at, setAt] = useState(0);
  const text = say(words, `question_${at + 1}`);
  const go = (to) => {
    hush();
    setAt(Math.max(0, Math.min(QUESTIONS - 1, to)));
    act("asked");
  };
  return (
    <section className="pm-strip" aria-label={say(words, "questions")}>
      <Speak words={words} from=".pm-strip" />
      <h1 className="pm-question" aria-live="polite" tabIndex={-1} data-question={at + 1}>{text}</h1>
      <button type="button" className="pm-firstmove" data-first={at + 1} onClick={() => act(`first_${at + 1}`)}>
        <Icon name={SIGNS[at]} size={22} /><span>{say(words, `first_${at + 1}`)}</span>
      </button>
      <span className="pm-dots" role="img" aria-label={say(words, "question_count", { at: at + 1, of: QUESTIONS })}>
        {Array.from({ length: QUESTIONS }, (_, i) => <i key={i} className={i === at ? "pm-on" : undefined} />)}
      </span>
      <button type="button" className="pm-round" aria-label={say(words, "question_back")} aria-disabled={at === 0} onClick={() => go(at - 1)}><Icon name="prev" size={22} /></button>
      <button type="button" className="pm-round" aria-label={say(words, "question_next")} aria-disabled={at === QUESTIONS - 1} onClick={() => go(at + 1)}><Icon name="next" size={22} /></button>
    </section>
  );
}

/** Opens the Comfort menu, which lies on the page (ui/comfort). */
export function Ease({ words }) {
  return (
    <button type="button" className="pm-chip pm-ease" aria-label={say(words, "comfort_label")} popoverTarget="pm-comfort">
      <span className="pm-ease-sign" aria-hidden="true">Aa</span><span className="pm-ease-word">{say(words, "comfort")}</span>
    </button>
  );
}

export const Top = memo(function Top({ words, mode, back, act, onHide, onFinished }) {
  return (
    <header className="pm-above">
      {back && <a className="pm-round" href={back} aria-label={say(words, "back_label")}><Icon name="prev" size={22} /></a>}
      <p className="pm-chip pm-unsaved"><Icon name="lock" size={20} /><span>{say(words, "not_saved")}</span></p>
      <Questions words={words} act={act} />
      {mode === "tablet" && <Ease words={words} />}
      <button type="button" className="pm-chip pm-hide" aria-label={say(words, "hide_label")} onClick={onHide}><Icon name="hide" size={20} /><span>{say(words, "hide")}</span></button>
      {mode === "tablet" && (
        <button type="button" className="pm-finish" onClick={() => onFinished?.()}><Icon name="tick" size={22} /><span>{say(words, "finished")}</span></button>
      )}
    </header>
  );
});
