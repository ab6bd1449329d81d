// Adding or renaming: initials (never names), a grown-up's role, a place. The disc that is typed into stands at the top
// of the page, above any on-screen keyboard.
import { useEffect, useRef, useState } from "react";
import { COLOURS } from "./geometry.js";
import { Icon } from "./icons.jsx";
import { Pictures } from "./look.jsx";
import { Speak } from "./speak.jsx";
import { readsAsName, say, typedInitials } from "./text.js";

export const PLACE_KINDS = {
  home: "peach", school: "sky", park: "mint", shop: "sun", bus: "lilac", online: "sky", club: "peach", skate: "mint", other: "rose",
};
// Each role with its picture: family by their home.
const ROLES = {
  mum: "home", dad: "home", nan: "home", grandad: "home", brother: "home", sister: "home", cousin: "home", carer: "heart", coach: "coach", teacher: "school",
  youth_worker: "club", worker: "person", someone_else: "other",
};

/** The on-screen keyboard's edge, as --pm-seen, so that cards end above it. */
function useSeenHeight() {
  useEffect(() => {
    const seen = window.visualViewport;
    if (!seen) return undefined;
    const note = () => document.documentElement.style.setProperty("--pm-seen", `${Math.round(seen.height)}px`);
    note();
    seen.addEventListener("resize", note);
    return () => seen.removeEventListener("resize", note);
  }, []);
}

/** Notes in `typed` whether the entry holds something that a stray tap must not throw away. */
function useTyped(typed, changed) {
  useEffect(() => {
    typed.current = changed;
    return () => { typed.current = false; };
  }, [changed]);
}

/** Escape closes the entry and nothing that lies under it. */
function onEscape(e, close) {
  if (e.key !== "Escape") return;
  e.stopPropagation();
  close();
}

const KEYS = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
let padded = false; // the letter keys were chosen before, on this page

/** Our own letters, so that no keyboard of the device lies over the board. */
function Keypad({ words, onKey, onDelete }) {
  return (
    <div className="pm-keypad" role="group" aria-label={say(words, "keypad")}>
      {KEYS.map((k) => <button key={k} type="button" data-key={k} onClick={() => onKey(k)}>{k}</button>)}
      <button type="button" data-key="delete" aria-label={say(words, "keypad_delete")} onClick={onDelete}><Icon name="erase" size={24} /></button>
    </div>
  );
}

function Said({ text }) {
  return <p className="pm-said" role="alert"><Icon name="say" size={22} /><span>{text}</span></p>;
}

const Ready = ({ children }) => <button type="submit" className="pm-first" data-do="add"><Icon name="tick" size={20} /><span>{children}</span></button>;

/** The last line of an entry: hear it, cancel, or what goes on. */
function End({ words, onClose, children }) {
  return (
    <div className="pm-entry-end">
      <Speak words={words} from=".pm-entry" />
      <button type="button" className="pm-second" onClick={onClose}><Icon name="close" size={20} /><span>{say(words, "cancel")}</span></button>
      {children}
    </div>
  );
}

/**
 * A friend's initials or a grown-up's role. `was` is the person being changed, or null; `said` a refusal of the server.
 * `left` says how many more fit. `onDone({kind, initials, role, picture, not_a_name})`.
 */
export function PersonEntry({ words, names, pictures, was, said, start, typed: held, left, onDone, onClose }) {
  useSeenHeight();
  const [kind, setKind] = useState(was?.kind || start?.kind || "friend");
  const [typed, setTyped] = useState(start?.initials ?? was?.initials ?? "");
  const [why, setWhy] = useState(said || "");
  const [kept, setKept] = useState(!!was);
  const [doubt, setDoubt] = useState(0); // 1: more than initials was typed; 2: and Add was tapped once since
  const [pad, setPad] = useState(padded);
  const [nameless, setNameless] = useState(false);
  const input = useRef(null);
  const { initials } = typedInitials(typed);
  const asks = readsAsName(initials, names) && !kept;
  const grown = kind === "grown_up";
  useTyped(held, typed !== (was?.initials ?? ""));

  const change = (raw) => {
    const t = typedInitials(raw);
    setTyped(t.initials);
    setKept(false);
    if (t.cut || t.odd) {
      setDoubt(1);
      setWhy(say(words, t.cut ? "too_long" : "letters_only"));
    } else if (doubt !== 1 || t.initials.length < typed.length) {
      setDoubt(0);
      setWhy("");
    }
  };
  /** The first letters of a real name do not go on the map with one key: it asks once more. */
  const asksOnce = () => {
    if (doubt === 1) setDoubt(2);
    return doubt === 1;
  };
  const submit = (e) => {
    e.preventDefault();
    if (!initials) setWhy(say(words, "initials_missing"));
    else if (!asks && !asksOnce()) onDone({ kind, initials, role: null, not_a_name: kept });
    if (!pad) input.current?.focus();
  };
  const keep = () => {
    if (asksOnce()) setKept(true);
    else onDone({ kind, initials, role: null, not_a_name: true });
  };
  const turn = () => {
    padded = !pad;
    setPad(padded);
    if (padded) input.current.blur(); // the device's keyboard goes away
    else input.current.focus();
  };
  return (
    <form className="pm-entry" data-entry="person" aria-label={say(words, was ? "rename" : "tool_person_label")} onSubmit={submit}
      onKeyDown={(e) => onEscape(e, onClose)}>
      <div className={grown ? "pm-disc pm-disc-grown" : "pm-disc"}>
        <input ref={input} autoFocus={!pad} inputMode={pad ? "none" : undefined} value={typed} onChange={(e) => change(e.target.value)} autoComplete="off" autoCapitalize="characters"
          autoCorrect="off" spellCheck={false} enterKeyHint="done" aria-label={say(words, "initials")} aria-describedby="pm-hint pm-why"
          aria-invalid={!!why || asks} placeholder="?" />
      </div>
      <div className="pm-entry-side">
        <p id="pm-hint" className="pm-ask"><Icon name="draw" size={20} /><span>{say(words, "initials_hint")} {!was && left}</span></p>
        {!was && (
          <div className="pm-seg" role="group" aria-label={say(words, "who_is_it")}>
            {["friend", "grown_up"].map((k) => (
              <button key={k} type="button" data-kind={k} aria-pressed={kind === k} onClick={() => setKind(k)}><Icon name={k === "friend" ? "person" : "grown"} size={20} /><span>{say(words, k === "friend" ? k : "grown_up_or_family")}</span></button>
            ))}
          </div>
        )}
        <button type="button" className="pm-link" data-do="keypad" aria-pressed={pad} onClick={turn}><Icon name="keys" size={22} />{say(words, "keypad_use")}</button>
      </div>
      {pad && <Keypad words={words} onKey={(k) => change(typed + k)} onDelete={() => change(typed.slice(0, -1))} />}
      <div id="pm-why">{asks ? <Said text={say(words, "is_that_a_name")} /> : why && <Said key={doubt} text={doubt === 2 ? `${why} ${say(words, "sure_initials")}` : why} />}</div>
      {grown && (
        <ul className="pm-picks pm-roles" aria-label={say(words, "roles")}>
          {Object.entries(ROLES).map(([r, icon]) => (
            <li key={r}><button type="button" data-role={r} onClick={() => onDone({ kind, initials: null, role: r, not_a_name: false })}><Icon name={icon} size={18} /><span>{say(words, `role_${r}`)}</span></button></li>
          ))}
        </ul>
      )}
      {!was && (
        <button type="button" className="pm-link" data-do="nameless" aria-expanded={nameless} onClick={() => setNameless(!nameless)}>
          <Icon name="other" size={22} />{say(words, "nameless")}
        </button>
      )}
      {nameless && <Pictures words={words} pictures={pictures} label={say(words, "nameless_pick")} onPick={(picture) => onDone({ kind, initials: null, role: null, picture, not_a_name: false })} />}
      <End words={words} onClose={onClose}>
        {asks
          ? <button type="button" className="pm-second" data-do="keep-name" onClick={keep}><Icon name="tick" size={20} /><span>{say(words, "not_a_name")}</span></button>
          : <Ready>{say(words, was ? "change" : "add")}</Ready>}
      </End>
    </form>
  );
}

const MOST_LETTERS = 24; // of a place's own words

/** A place: one tap on a picture, or own words. `onDone({kind, label, colour, reason})`. */
export function PlaceEntry({ words, was, said, start, typed, onDone, onClose }) {
  useSeenHeight();
  const [label, setLabel] = useState(start?.label ?? was?.label ?? "");
  const [reason, setReason] = useState("");
  const [why, setWhy] = useState(said || "");
  const asksReason = !!said;
  const kinds = Object.entries(PLACE_KINDS);
  useTyped(typed, label !== (was?.label ?? "") || reason !== "");
  const change = (raw) => {
    const letters = [...raw];
    setLabel(letters.slice(0, MOST_LETTERS).join(""));
    setWhy(letters.length > MOST_LETTERS ? say(words, "place_too_long") : "");
  };
  const submit = (e) => {
    e.preventDefault();
    const text = label.trim();
    if (!text) return setWhy(say(words, "place_missing"));
    const kind = start?.kind || was?.kind || "other";
    return onDone({ kind, label: text, colour: was?.colour || PLACE_KINDS[kind], reason: reason.trim() || null });
  };
  return (
    <form className="pm-entry pm-entry-place" data-entry="place" aria-label={say(words, was ? "rename_place" : "tool_place_label")} onSubmit={submit}
      onKeyDown={(e) => onEscape(e, onClose)}>
      {!was && !said && (
        <ul className="pm-presets">
          {kinds.map(([k, colour], i) => (
            <li key={k}>
              <button type="button" data-place={k} autoFocus={i === 0} onClick={() => onDone({ kind: k, label: say(words, `place_${k}`), colour, reason: null })}>
                <Icon name={k} size={26} /><span>{say(words, `place_${k}`)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <label className="pm-typed"><span><Icon name="draw" size={20} />{say(words, "place_own")}</span>
        <input value={label} autoFocus={!!was || !!said} onChange={(e) => change(e.target.value)} autoComplete="off"
          enterKeyHint="done" aria-describedby="pm-why" aria-invalid={!!why} data-field="label" />
      </label>
      <div id="pm-why">{why && <Said text={why} />}</div>
      {asksReason && (
        <label className="pm-typed"><span><Icon name="say" size={20} />{say(words, "place_reason")}</span>
          <input value={reason} maxLength={120} onChange={(e) => setReason(e.target.value)} autoComplete="off" data-field="reason" />
        </label>
      )}
      <End words={words} onClose={onClose}><Ready>{say(words, was ? "change" : "add_place")}</Ready></End>
    </form>
  );
}

/** The next colour that fewest people carry: friends are told apart without anyone choosing. */
export function quietColour(map) {
  const count = (c) => map.people.filter((p) => p.colour === c).length;
  return COLOURS.reduce((best, c) => (count(c) < count(best) ? c : best), COLOURS[0]);
}

