// What one can do with the board: the tools below it, and the pens while drawing.
import { memo } from "react";
import { INKS } from "./geometry.js";
import { Icon } from "./icons.jsx";
import { Stickers } from "./list_twin.jsx";
import { Speak } from "./speak.jsx";
import { say } from "./text.js";

const keepFocus = (e) => e.preventDefault(); // a second tap must not take the focus from what the first one opened

function Tool({ icon, words, word, on, ...rest }) {
  return (
    <button type="button" className={on ? "pm-tool pm-on" : "pm-tool"} data-tool={word} aria-label={say(words, `${word}_label`)}
      onMouseDown={keepFocus} {...rest}>
      <Icon name={icon} />
      <span aria-hidden="true">{say(words, word)}</span>
    </button>
  );
}

export const Toolbar = memo(function Toolbar({ words, tool, entry, list, canUndo, canRedo, act }) {
  return (
    <div className="pm-tools" role="toolbar" aria-label={say(words, "tools")}>
      <Tool icon="person" words={words} word="tool_person" on={entry === "person"} aria-expanded={entry === "person"} onClick={() => act("person")} />
      <Tool icon="place" words={words} word="tool_place" on={entry === "place"} aria-expanded={entry === "place"} onClick={() => act("place")} />
      <Tool icon="join" words={words} word="tool_join" on={tool === "join"} aria-pressed={tool === "join"} onClick={() => act("join")} />
      <Tool icon="draw" words={words} word="tool_draw" on={tool === "draw" || tool === "rub"} aria-pressed={tool === "draw" || tool === "rub"} onClick={() => act("draw")} />
      <Tool icon="other" words={words} word="tool_sticker" on={tool === "sticker"} aria-expanded={tool === "sticker"} onClick={() => act("sticker")} />
      <span className="pm-bar" />
      <Tool icon="undo" words={words} word="tool_undo" aria-disabled={!canUndo} onClick={() => act("undo")} />
      <Tool icon="redo" words={words} word="tool_redo" aria-disabled={!canRedo} onClick={() => act("redo")} />
      <Tool icon="list" words={words} word="tool_list" on={list} aria-expanded={list} onClick={() => act("list")} />
    </div>
  );
});

const SIZES = [4, 8, 14];
// The line above without its question, the tools, a way out, and what the page itself lays over the board.
const BUTTONS = ".pm-above > :not(.pm-strip), .pm-tools, .pm-stop, [data-read-with=board]";

/** Ink colours, thickness and the rubber; shown only while drawing. */
export function Pens({ words, tool, pen, setPen, act }) {
  return (
    <div className="pm-pens" role="group" aria-label={say(words, "pens")}>
      {Object.entries(INKS).map(([name, colour]) => (
        <button key={name} type="button" className="pm-pen" data-ink={name} aria-label={say(words, `ink_${name}`)}
          aria-pressed={tool === "draw" && pen.colour === name} onClick={() => { setPen({ ...pen, colour: name }); act("pen"); }}>
          <svg viewBox="0 0 40 40" width="34" height="34" aria-hidden="true"><circle cx="20" cy="20" r="14" fill={colour} /></svg>
        </button>
      ))}
      <span className="pm-bar" />
      {SIZES.map((size, i) => (
        <button key={size} type="button" className="pm-pen" data-size={size} aria-label={say(words, `size_${i + 1}`)}
          aria-pressed={tool === "draw" && pen.size === size} onClick={() => { setPen({ ...pen, size }); act("pen"); }}>
          <svg viewBox="0 0 40 40" width="34" height="34" aria-hidden="true"><circle cx="20" cy="20" r={3 + i * 4} fill="currentColor" /></svg>
        </button>
      ))}
      <button type="button" className="pm-pen" data-tool="rub" aria-label={say(words, "rub_label")} aria-pressed={tool === "rub"} onClick={() => act("rub")}>
        <Icon name="rub" size={26} />
      </button>
    </div>
  );
}

/** The stickers; shown only while one is being put down. By key it goes to a free spot at once. */
export function Tray({ words, pictures, stick, onPick }) {
  return (
    <div className="pm-pens pm-tray">
      <Stickers words={words} pictures={pictures} value={stick} onPick={(name, e) => onPick(name, e.detail === 0)} />
    </div>
  );
}

/** Zooming without two fingers (WCAG 2.5.1), and what the buttons of the board say, read aloud. */
export const Zoom = memo(function Zoom({ words, stage }) {
  return (
    <div className="pm-zoom" role="group" aria-label={say(words, "zoom")}>
      <button type="button" aria-label={say(words, "zoom_in")} onClick={() => stage.zoom(1.25)}><Icon name="plus" size={22} /></button>
      <button type="button" aria-label={say(words, "zoom_out")} onClick={() => stage.zoom(0.8)}><Icon name="minus" size={22} /></button>
      <button type="button" aria-label={say(words, "zoom_fit")} onClick={() => stage.fit()}><Icon name="fit" size={22} /></button>
      <Speak words={words} from={BUTTONS} label="read_buttons" />
    </div>
  );
});
