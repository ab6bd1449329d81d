// How somebody or a place looks: colours, shapes, pictures. They mean what the young person says they mean.
import { COLOURS, shapePath, tint } from "./geometry.js";
import { Icon } from "./icons.jsx";
import { say } from "./text.js";

const SHAPES = ["round", "square", "flower", "diamond"];

/** Somebody as small as a letter, in their own colour and shape, beside their name; nobody given is ME. */
export function Mini({ person }) {
  if (person && person.kind !== "friend") return <Icon name="grown" size={20} />;
  const { colour, shape = "round" } = person || {};
  return (
    <svg className="pm-sign" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill={colour ? tint(colour).fill : "currentColor"}>
      {shape === "round" ? <circle cx="12" cy="12" r="10" /> : <path d={shapePath(shape, 12, 12, 10)} />}
    </svg>
  );
}

/** One of the small pictures. */
export function Picture({ pictures, name, colours = {}, size = 28 }) {
  return <svg className="pm-sign" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true"><path d={pictures.paths[name]} fill={colours[name] || "currentColor"} fillRule="evenodd" /></svg>;
}

export function Colours({ words, value, onPick }) {
  return (
    <div className="pm-colours" role="group" aria-label={say(words, "colour")}>
      {COLOURS.map((c) => (
        <button key={c} type="button" data-colour={c} aria-label={say(words, `colour_${c}`)} aria-pressed={value === c} onClick={() => onPick(c)}>
          <svg viewBox="0 0 52 52" width="48" height="48" aria-hidden="true">
            {value === c && <circle cx="26" cy="26" r="24" fill="none" stroke="currentColor" strokeWidth="3" />}
            <circle cx="26" cy="26" r="20" fill={tint(c).fill} />
          </svg>
        </button>
      ))}
    </div>
  );
}

export function Shapes({ words, value, colour, onPick }) {
  return (
    <div className="pm-looks" role="group" aria-label={say(words, "shape")}>
      {SHAPES.map((s) => (
        <button key={s} type="button" data-shape={s} aria-label={say(words, `shape_${s}`)} aria-pressed={value === s} onClick={() => onPick(s)}>
          <svg viewBox="0 0 52 52" width="34" height="34" aria-hidden="true" fill={tint(colour).fill} stroke="currentColor" strokeWidth="3">
            {s === "round" ? <circle cx="26" cy="26" r="19" /> : <path d={shapePath(s, 26, 26, 19)} />}
          </svg>
        </button>
      ))}
    </div>
  );
}

/** Small pictures to pick from; `none` offers to have none. `onPick(name or null, event)`. */
export function Pictures({ words, pictures, label, value, none = false, names = pictures.people, colours = {}, prefix = "picture", onPick }) {
  return (
    <div className="pm-looks" role="group" aria-label={label}>
      {names.map((name) => (
        <button key={name} type="button" data-picture={name} aria-label={say(words, `${prefix}_${name}`)} aria-pressed={value === undefined ? undefined : value === name}
          onClick={(e) => onPick(name, e)}>
          <Picture pictures={pictures} name={name} colours={colours} />
        </button>
      ))}
      {none && <button type="button" className="pm-none" data-picture="none" aria-pressed={value === null} onClick={() => onPick(null)}><Icon name="close" size={18} /><span>{say(words, "picture_none")}</span></button>}
    </div>
  );
}
