// The card of what is selected: a person, a place, or the line between two people.
import { useState } from "react";
import { COLOURS, nearer, seatIn, tint } from "./geometry.js";
import { Icon } from "./icons.jsx";
import { ME, newId, tieBetween } from "./model.js";
import { movePlaceOps } from "./ops.js";
import { nameOf, say } from "./text.js";

const FEELINGS = ["good", "up_and_down", "tricky"];

function Feelings({ words, value, onPick }) {
  return (
    <div className="pm-feelings">
      {FEELINGS.map((f) => (
        <button key={f} type="button" className={`pm-feel pm-feel-${f}`} data-feeling={f} aria-pressed={value === f}
          onClick={() => onPick(value === f ? null : f)}>
          <Icon name={f} size={32} /><span>{say(words, `feeling_${f}`)}</span>
        </button>
      ))}
    </div>
  );
}

function Colours({ words, value, onPick }) {
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

export function Row({ icon, fill, children, className = "", ...rest }) {
  return (
    <button type="button" className={`pm-do ${className}`} {...rest}><Icon name={icon} fill={fill} size={22} /><span>{children}</span></button>
  );
}

function Head({ words, title, onClose }) {
  return (
    <div className="pm-cardhead">
      <h2 tabIndex={-1}>{title}</h2>
      <button type="button" className="pm-round pm-close" aria-label={say(words, "close")} onClick={onClose}><Icon name="close" size={20} /></button>
    </div>
  );
}

/** Ops that set how it is between two people; the tie is made when it is missing. */
function feelingOps(map, a, b, feeling) {
  const tie = tieBetween(map, a, b);
  return [tie ? { op: "change_tie", id: tie.id, feeling } : { op: "add_tie", id: newId(), a, b, feeling }];
}

function JoinList({ words, map, person, push }) {
  const others = [{ id: ME }, ...map.people.filter((p) => p.id !== person.id)];
  const toggle = (id) => {
    const tie = tieBetween(map, person.id, id);
    push([tie ? { op: "remove_tie", id: tie.id } : { op: "add_tie", id: newId(), a: person.id, b: id, feeling: null }]);
  };
  return (
    <ul className="pm-picks">
      {others.map(({ id }) => (
        <li key={id}><button type="button" data-join={id} aria-pressed={!!tieBetween(map, person.id, id)} onClick={() => toggle(id)}>{nameOf(words, map, id)}</button></li>
      ))}
    </ul>
  );
}

function PlaceList({ words, map, person, push, onAddPlace }) {
  const put = (place) => {
    if (!place) return push([{ op: "move_person", id: person.id, x: person.x, y: person.y, place: null }]);
    const { x, y, grow } = seatIn(map, place, person.id);
    const ops = [{ op: "move_person", id: person.id, x, y, place: place.id }];
    if (grow) ops.unshift({ op: "change_place", id: place.id, w: place.w + grow, h: Math.round(place.h + grow * 0.6) });
    return push(ops);
  };
  return (
    <ul className="pm-picks">
      {map.places.map((p) => (
        <li key={p.id}><button type="button" data-put={p.id} aria-pressed={person.place === p.id} onClick={() => put(p)}>{p.label}</button></li>
      ))}
      {person.place && <li><button type="button" data-put="none" onClick={() => put(null)}>{say(words, "no_place")}</button></li>}
      <li><button type="button" onClick={onAddPlace}>{say(words, "new_place")}</button></li>
    </ul>
  );
}

function PersonCard({ words, map, person, push, onClose, onMove, onAddPlace, onRename }) {
  const [{ of, name }, setPart] = useState({});
  const part = of === person.id ? name : null; // what is unfolded folds again when another is selected
  const who = nameOf(words, map, person.id);
  const tie = tieBetween(map, ME, person.id);
  const toggle = (which) => setPart({ of: person.id, name: part === which ? null : which });
  const shift = (closer) => push([{ op: "move_person", id: person.id, ...nearer(person, closer), place: person.place }]);
  return (
    <>
      <Head words={words} title={who} onClose={onClose} />
      <p className="pm-ask">{say(words, "how_is_it", { who })}</p>
      <Feelings words={words} value={tie?.feeling} onPick={(f) => push(feelingOps(map, ME, person.id, f))} />
      <Colours words={words} value={person.colour} onPick={(colour) => push([{ op: "change_person", id: person.id, colour }])} />
      <Row icon="heart" fill={person.matters} className="pm-love" data-do="matters" aria-pressed={person.matters}
        onClick={() => push([{ op: "change_person", id: person.id, matters: !person.matters }])}>{say(words, "matters")}</Row>
      <Row icon="join" data-do="join" aria-expanded={part === "join"} onClick={() => toggle("join")}>{say(words, "join_someone")}</Row>
      {part === "join" && <JoinList words={words} map={map} person={person} push={push} />}
      <Row icon="place" data-do="place" aria-expanded={part === "place"} onClick={() => toggle("place")}>{say(words, "put_in_place")}</Row>
      {part === "place" && <PlaceList words={words} map={map} person={person} push={push} onAddPlace={onAddPlace} />}
      <div className="pm-pair">
        <Row icon="closer" data-do="closer" onClick={() => shift(true)}>{say(words, "closer")}</Row>
        <Row icon="further" data-do="further" onClick={() => shift(false)}>{say(words, "further")}</Row>
      </div>
      <div className="pm-pair">
        <Row icon="move" data-do="move" onClick={onMove}>{say(words, "move")}</Row>
        <Row icon="draw" data-do="rename" onClick={onRename}>{say(words, "rename")}</Row>
      </div>
      <Row icon="bin" className="pm-off" data-do="remove" onClick={() => push([{ op: "remove_person", id: person.id }])}>{say(words, "take_off")}</Row>
    </>
  );
}

function PlaceCard({ words, map, place, push, onClose, onMove, onRename }) {
  const size = (by) => push([{
    op: "change_place", id: place.id,
    w: Math.max(140, Math.min(900, Math.round(place.w * by))), h: Math.max(100, Math.min(700, Math.round(place.h * by))),
  }]);
  return (
    <>
      <Head words={words} title={place.label} onClose={onClose} />
      <Colours words={words} value={place.colour} onPick={(colour) => push([{ op: "change_place", id: place.id, colour }])} />
      <div className="pm-pair">
        <Row icon="plus" data-do="bigger" onClick={() => size(1.2)}>{say(words, "bigger")}</Row>
        <Row icon="minus" data-do="smaller" onClick={() => size(1 / 1.2)}>{say(words, "smaller")}</Row>
      </div>
      <div className="pm-pair">
        <Row icon="closer" data-do="closer" onClick={() => push(movePlaceOps(map, place, nearer(place, true, 170)))}>{say(words, "closer")}</Row>
        <Row icon="further" data-do="further" onClick={() => push(movePlaceOps(map, place, nearer(place, false, 170)))}>{say(words, "further")}</Row>
      </div>
      <Row icon="move" data-do="move" onClick={onMove}>{say(words, "move")}</Row>
      <Row icon="draw" data-do="rename" onClick={onRename}>{say(words, "rename_place")}</Row>
      <Row icon="bin" className="pm-off" data-do="remove" onClick={() => push([{ op: "remove_place", id: place.id }])}>{say(words, "take_off")}</Row>
    </>
  );
}

function TieCard({ words, map, tie, push, onClose }) {
  const [a, b] = [nameOf(words, map, tie.a), nameOf(words, map, tie.b)];
  const withMe = tie.a === ME ? b : tie.b === ME ? a : null;
  return (
    <>
      <Head words={words} title={say(words, "tie_title", { a, b })} onClose={onClose} />
      <p className="pm-ask">{withMe ? say(words, "how_is_it", { who: withMe }) : say(words, "how_between", { a, b })}</p>
      <Feelings words={words} value={tie.feeling} onPick={(feeling) => push([{ op: "change_tie", id: tie.id, feeling }])} />
      <Row icon="bin" className="pm-off" data-do="remove" onClick={() => push([{ op: "remove_tie", id: tie.id }])}>{say(words, "take_line_off")}</Row>
    </>
  );
}

/** What is selected, or nothing when it is gone. */
export function Panel({ map, open, ...rest }) {
  const person = map.people.find((p) => p.id === open);
  const place = map.places.find((p) => p.id === open);
  const tie = map.ties.find((t) => t.id === open);
  if (!person && !place && !tie) return null;
  const label = person ? nameOf(rest.words, map, open) : place ? place.label : say(rest.words, "line");
  return (
    <aside className="pm-panel" aria-label={label} data-open={open}>
      {person && <PersonCard map={map} person={person} {...rest} />}
      {place && <PlaceCard map={map} place={place} {...rest} />}
      {tie && <TieCard map={map} tie={tie} {...rest} />}
    </aside>
  );
}
