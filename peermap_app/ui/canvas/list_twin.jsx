// The map as a list: everything that a finger can do on the board, by tap, keyboard or reader (WCAG 2.5.7, 2.1.1).
import { useRef, useState } from "react";
import { freeStickerSpot, nearer } from "./geometry.js";
import { Icon } from "./icons.jsx";
import { Mini, Picture, Pictures } from "./look.jsx";
import { ME, newId, tieBetween } from "./model.js";
import { movePlaceOps, removeOps, stickerOp } from "./ops.js";
import { Head } from "./panel.jsx";
import { byFeeling, describePerson, describePlace, nameOf, peopleOf, say, tieTitle } from "./text.js";

function Small({ icon, label, ...rest }) {
  return <button type="button" className="pm-round" aria-label={label} {...rest}><Icon name={icon} size={20} /></button>;
}

function Item({ id, sign, title, detail, onOpen, children }) {
  return (
    <li data-item={id}>
      {onOpen
        ? <button type="button" className="pm-item" onClick={onOpen}>{sign}<b>{title}</b>{detail && <span>{detail}</span>}</button>
        : <p className="pm-item">{sign}<b>{title}</b></p>}
      {children}
    </li>
  );
}

function Group({ sign, title, empty, before, children }) {
  return (
    <section>
      <h3><Icon name={sign} size={20} /><span>{title}</span></h3>
      {before}
      {children.length ? <ul>{children}</ul> : <p className="pm-ask">{empty}</p>}
    </section>
  );
}

/** A button that unfolds what adds something. */
function Adder({ word, words, children }) {
  const [on, setOn] = useState(false);
  return (
    <>
      <button type="button" className="pm-second" data-add={word} aria-expanded={on} onClick={() => setOn(!on)}><Icon name="plus" size={20} /><span>{say(words, word)}</span></button>
      {on && children}
    </>
  );
}

/** A line in two picks: one, then the other. */
function LinePicks({ words, map, push }) {
  const [first, setFirst] = useState(null);
  const pick = (id) => {
    if (!first || first === id) return setFirst(first ? null : id);
    setFirst(null);
    return push([{ op: "add_tie", id: newId(), a: first, b: id, feeling: null }]);
  };
  return (
    <>
      <p className="pm-ask" role="status">{first ? say(words, "line_second", { who: nameOf(words, map, first) }) : say(words, "line_first")}</p>
      <ul className="pm-picks">
        {[null, ...map.people].map((p) => [p, p ? p.id : ME]).filter(([, id]) => !first || first === id || !tieBetween(map, first, id)).map(([p, id]) => (
          <li key={id}><button type="button" data-line={id} aria-pressed={first === id} onClick={() => pick(id)}><Mini person={p} /><span>{nameOf(words, map, id)}</span></button></li>
        ))}
      </ul>
    </>
  );
}

/** @param frame  () -> what can be seen of the board, in its units: there a new sticker goes */
export function ListTwin({ words, map, pictures, push, frame, onOpen, act, onClose }) {
  const root = useRef(null);
  const shift = (p, closer) => push([{ op: "move_person", id: p.id, ...nearer(p, closer), place: p.place }]);
  const add = (picture) => push([stickerOp(newId(), picture, freeStickerSpot(map, frame()))]);
  /** Closer, further and off, for whatever has a spot. `move(closer)`. */
  const moves = (id, who, move) => (
    <>
      {move && <Small icon="closer" label={say(words, "closer_who", { who })} onClick={() => move(true)} />}
      {move && <Small icon="further" label={say(words, "further_who", { who })} onClick={() => move(false)} />}
      <Small icon="bin" label={say(words, "take_off_who", { who })} onClick={() => {
        push(removeOps(map, id));
        root.current.querySelector("h2").focus(); // the button has gone
      }} />
    </>
  );
  return (
    <aside ref={root} className="pm-panel pm-twin" data-list aria-label={say(words, "list_title")} onKeyDown={(e) => e.key === "Escape" && onClose()}>
      <Head words={words} title={say(words, "list_title")} onClose={onClose} />
      <div className="pm-pair">
        <button type="button" className="pm-second" onClick={() => act("person")}><Icon name="person" size={20} /><span>{say(words, "tool_person_label")}</span></button>
        <button type="button" className="pm-second" onClick={() => act("place")}><Icon name="place" size={20} /><span>{say(words, "tool_place_label")}</span></button>
      </div>
      <Group sign="person" title={say(words, "list_people")} empty={say(words, "list_no_people")}>
        {peopleOf(map).map((p) => {
          const who = nameOf(words, map, p.id);
          return <Item key={p.id} id={p.id} sign={<Mini person={p} />} title={who} detail={describePerson(words, map, p)} onOpen={() => onOpen(p.id)}>{moves(p.id, who, (closer) => shift(p, closer))}</Item>;
        })}
      </Group>
      <Group sign="place" title={say(words, "list_places")} empty={say(words, "list_no_places")}>
        {byFeeling(map.places).map((p) => (
          <Item key={p.id} id={p.id} sign={<Icon name={p.kind} size={20} />} title={p.label} onOpen={() => onOpen(p.id)} detail={describePlace(words, map, p)}>
            {moves(p.id, p.label, (closer) => push(movePlaceOps(map, p, nearer(p, closer, 170))))}
          </Item>
        ))}
      </Group>
      <Group sign="join" title={say(words, "list_lines")} empty={say(words, "list_no_lines")}
        before={map.people.length > 0 && <Adder word="add_line" words={words}><LinePicks words={words} map={map} push={push} /></Adder>}>
        {byFeeling(map.ties).map((t) => {
          const title = tieTitle(words, map, t);
          return <Item key={t.id} id={t.id} sign={<Icon name={t.feeling || "join"} size={20} />} title={title} detail={t.feeling && say(words, `feeling_${t.feeling}`)} onOpen={() => onOpen(t.id)}>{moves(t.id, title)}</Item>;
        })}
      </Group>
      <Group sign="other" title={say(words, "list_stickers")} empty={say(words, "list_no_stickers")}
        before={<Adder word="add_sticker" words={words}><Stickers words={words} pictures={pictures} onPick={add} /></Adder>}>
        {map.stickers.map((s) => {
          const title = say(words, `sticker_${s.picture}`);
          return <Item key={s.id} id={s.id} sign={<Picture pictures={pictures} name={s.picture} colours={pictures.stickers} size={20} />} title={title} onOpen={() => onOpen(s.id)}>{moves(s.id, title, (closer) => push([{ op: "move_sticker", id: s.id, ...nearer(s, closer) }]))}</Item>;
        })}
      </Group>
      <Group sign="draw" title={say(words, "list_drawings")} empty={say(words, "list_no_drawings")}>
        {map.strokes.map((s, i) => {
          const title = say(words, "drawing_n", { n: i + 1, ink: say(words, `ink_${s.colour}`) });
          return <Item key={s.id} id={s.id} sign={<Icon name="draw" size={20} />} title={title}>{moves(s.id, title)}</Item>;
        })}
      </Group>
    </aside>
  );
}

/** The stickers to pick from. `onPick(picture, event)`; `value` is the one that was picked. */
export function Stickers({ words, pictures, value, onPick }) {
  return (
    <Pictures words={words} pictures={pictures} names={Object.keys(pictures.stickers)} colours={pictures.stickers} prefix="sticker" label={say(words, "tool_sticker")}
      value={value} onPick={onPick} />
  );
}
