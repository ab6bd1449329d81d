// The card of what is selected: a person, a place, the line between two people, or a sticker.
import { useEffect, useState, useSyncExternalStore } from "react";
import { nearer, seatIn } from "./geometry.js";
import { Icon } from "./icons.jsx";
import { Colours, Mini, Pictures, Shapes } from "./look.jsx";
import { ME, tieBetween } from "./model.js";
import { feelingOps, joinOps, movePlaceOps, removeOps } from "./ops.js";
import { Speak } from "./speak.jsx";
import { nameOf, say, tieTitle } from "./text.js";

const INITIALS = 3; // letters: beside a longer word there is no room for another
const FEELINGS = ["good", "up_and_down", "tricky"];

// A wide card has room for the colours as well, without unfolding anything.
const WIDE = typeof matchMedia === "function" ? matchMedia("(min-width: 1000px)") : null;
const hearWide = (run) => {
  WIDE.addEventListener("change", run);
  return () => WIDE.removeEventListener("change", run);
};
const useWide = () => useSyncExternalStore(hearWide, () => WIDE.matches);

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

export function Row({ icon, fill, children, className = "", ...rest }) {
  return (
    <button type="button" className={`pm-do ${className}`} {...rest}><Icon name={icon} fill={fill} size={22} /><span>{children}</span></button>
  );
}

export function Head({ words, title, onAnother, onClose }) {
  return (
    <div className="pm-cardhead">
      <h2 tabIndex={-1}>{title}</h2>
      {onAnother && <button type="button" className={title.length > INITIALS ? "pm-another pm-brief" : "pm-another"} data-do="another" aria-label={say(words, "another_label")} onClick={onAnother}>
        <Icon name="plus" size={20} /><span>{say(words, "another")}</span>
      </button>}
      <Speak words={words} from=".pm-panel" />
      <button type="button" className="pm-round pm-close" aria-label={say(words, "close")} onClick={onClose}><Icon name="close" size={20} /></button>
    </div>
  );
}

function JoinList({ words, map, person, push }) {
  const others = [null, ...map.people.filter((p) => p.id !== person.id)];
  return (
    <ul className="pm-picks">
      {others.map((p) => {
        const id = p ? p.id : ME;
        return (
          <li key={id}>
            <button type="button" data-join={id} aria-pressed={!!tieBetween(map, person.id, id)} onClick={() => push(joinOps(map, person.id, id))}><Mini person={p} /><span>{nameOf(words, map, id)}</span></button>
          </li>
        );
      })}
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
        <li key={p.id}><button type="button" data-put={p.id} aria-pressed={person.place === p.id} onClick={() => put(p)}><Icon name={p.kind} size={20} /><span>{p.label}</span></button></li>
      ))}
      {person.place && <li><button type="button" data-put="none" onClick={() => put(null)}><Icon name="close" size={20} /><span>{say(words, "no_place")}</span></button></li>}
      <li><button type="button" onClick={onAddPlace}><Icon name="plus" size={20} /><span>{say(words, "new_place")}</span></button></li>
    </ul>
  );
}

/** What is unfolded of a card; it folds again when something else is selected. */
function usePart(id) {
  const [{ of, name }, setPart] = useState({});
  const part = of === id ? name : null;
  useEffect(() => { // on a low screen what was unfolded would lie out of sight, and the tap seem to do nothing
    if (part) document.querySelector(".pm-panel :is(.pm-part, .pm-picks)")?.scrollIntoView({ block: "nearest" });
  }, [part]);
  return [part, (which) => ({ "aria-expanded": part === which, "data-do": which, onClick: () => setPart({ of: id, name: part === which ? null : which }) })];
}

function PersonLook({ words, person, pictures, wide, change }) {
  return (
    <div className="pm-part">
      {!wide && <Colours words={words} value={person.colour} onPick={(colour) => change({ colour })} />}
      {person.kind === "friend" && <Shapes words={words} value={person.shape} colour={person.colour} onPick={(shape) => change({ shape })} />}
      <Pictures words={words} pictures={pictures} label={say(words, "picture")} value={person.picture} none={!!(person.initials || person.role)}
        onPick={(picture) => change({ picture })} />
    </div>
  );
}

/** `onAnother`: who was only now put on the map is followed by the next, from here. */
function PersonCard({ words, map, person, pictures, push, onAnother, onClose, onMove, onAddPlace, onRename }) {
  const [part, fold] = usePart(person.id);
  const wide = useWide();
  const who = nameOf(words, map, person.id);
  const change = (fields) => push([{ op: "change_person", id: person.id, ...fields }]);
  const shift = (closer) => push([{ op: "move_person", id: person.id, ...nearer(person, closer), place: person.place }]);
  return (
    <>
      <Head words={words} title={who} onAnother={onAnother} onClose={onClose} />
      <p className="pm-ask">{say(words, "how_is_it", { who })}</p>
      <Feelings words={words} value={tieBetween(map, ME, person.id)?.feeling} onPick={(f) => push(feelingOps(map, ME, person.id, f))} />
      {wide && <Colours words={words} value={person.colour} onPick={(colour) => change({ colour })} />}
      <Row icon="heart" fill={person.matters} className="pm-love" data-do="matters" aria-pressed={person.matters}
        onClick={() => change({ matters: !person.matters })}>{say(words, "matters")}</Row>
      <Row icon="look" {...fold("look")}>{say(words, wide ? "look_shape" : "look")}</Row>
      {part === "look" && <PersonLook words={words} person={person} pictures={pictures} wide={wide} change={change} />}
      <Row icon="join" {...fold("join")}>{say(words, "join_someone")}</Row>
      <Row icon="place" {...fold("place")}>{say(words, "put_in_place")}</Row>
      {part === "join" && <JoinList words={words} map={map} person={person} push={push} />}
      {part === "place" && <PlaceList words={words} map={map} person={person} push={push} onAddPlace={onAddPlace} />}
      <Last words={words} map={map} id={person.id} push={push} shift={shift} onMove={onMove} onRename={onRename} />
    </>
  );
}

function Off({ words, map, id, push, word = "take_off" }) {
  return <Row icon="bin" className="pm-off" data-do="remove" onClick={() => push(removeOps(map, id))}>{say(words, word)}</Row>;
}

/** What every card of a person or a place ends with: nearer to ME or further, moving, another word, off the map. */
function Last({ words, map, id, push, shift, onMove, onRename, rename = "rename" }) {
  return (
    <>
      <div className="pm-pair">
        <Row icon="closer" data-do="closer" onClick={() => shift(true)}>{say(words, "closer")}</Row>
        <Row icon="further" data-do="further" onClick={() => shift(false)}>{say(words, "further")}</Row>
      </div>
      <div className="pm-pair">
        <Row icon="move" data-do="move" onClick={onMove}>{say(words, "move")}</Row>
        <Row icon="draw" data-do="rename" onClick={onRename}>{say(words, rename)}</Row>
      </div>
      <Off words={words} map={map} id={id} push={push} />
    </>
  );
}

const SIZES = [["bigger", "plus", 1.2, 1.2], ["smaller", "minus", 1 / 1.2, 1 / 1.2], ["wider", "wider", 1.2, 1], ["taller", "taller", 1, 1.2]];

function PlaceLook({ words, place, wide, change }) {
  const size = (byW, byH) => change({
    w: Math.max(140, Math.min(900, Math.round(place.w * byW))), h: Math.max(100, Math.min(700, Math.round(place.h * byH))),
  });
  return (
    <div className="pm-part">
      {!wide && <Colours words={words} value={place.colour} onPick={(colour) => change({ colour })} />}
      <div className="pm-pair">
        {SIZES.map(([word, icon, byW, byH]) => <Row key={word} icon={icon} data-do={word} onClick={() => size(byW, byH)}>{say(words, word)}</Row>)}
      </div>
    </div>
  );
}

const SKY = [["day", "night", "sun"], ["night", "day", "moon"]];

/** When they are there: day and night are two switches. */
function When({ words, value, onPick }) {
  return (
    <div className="pm-pair" role="group" aria-label={say(words, "when")}>
      {SKY.map(([one, other, icon]) => {
        const on = value === one || value === "both";
        const rest = value === other || value === "both" ? other : null; // what holds without this one
        return (
          <Row key={one} icon={icon} className="pm-switch" data-when={one} aria-pressed={on} onClick={() => onPick(on ? rest : rest ? "both" : one)}>
            {say(words, `when_${one}`)}
          </Row>
        );
      })}
    </div>
  );
}

function PlaceCard({ words, map, place, push, onClose, onMove, onRename }) {
  const [part, fold] = usePart(place.id);
  const wide = useWide();
  const change = (fields) => push([{ op: "change_place", id: place.id, ...fields }]);
  const shift = (closer) => push(movePlaceOps(map, place, nearer(place, closer, 170)));
  return (
    <>
      <Head words={words} title={place.label} onClose={onClose} />
      <p className="pm-ask">{say(words, "how_there")}</p>
      <Feelings words={words} value={place.feeling} onPick={(feeling) => change({ feeling })} />
      {wide && <Colours words={words} value={place.colour} onPick={(colour) => change({ colour })} />}
      <When words={words} value={place.when} onPick={(when) => change({ when })} />
      <Row icon={place.carries ? "tick" : "close"} className="pm-switch" data-do="carries" aria-pressed={place.carries}
        onClick={() => change({ carries: !place.carries })}>{say(words, "carries")}</Row>
      <Row icon="look" {...fold("look")}>{say(words, wide ? "look_size" : "look_place")}</Row>
      {part === "look" && <PlaceLook words={words} place={place} wide={wide} change={change} />}
      <Last words={words} map={map} id={place.id} push={push} shift={shift} onMove={onMove} onRename={onRename} rename="rename_place" />
    </>
  );
}

function TieCard({ words, map, tie, push, onClose }) {
  const [a, b] = [nameOf(words, map, tie.a), nameOf(words, map, tie.b)];
  const withMe = tie.a === ME ? b : tie.b === ME ? a : null;
  return (
    <>
      <Head words={words} title={tieTitle(words, map, tie)} onClose={onClose} />
      <p className="pm-ask">{withMe ? say(words, "how_is_it", { who: withMe }) : say(words, "how_between", { a, b })}</p>
      <Feelings words={words} value={tie.feeling} onPick={(feeling) => push([{ op: "change_tie", id: tie.id, feeling }])} />
      <Off words={words} map={map} id={tie.id} push={push} word="take_line_off" />
    </>
  );
}

function StickerCard({ words, map, sticker, push, onClose, onMove }) {
  return (
    <>
      <Head words={words} title={say(words, `sticker_${sticker.picture}`)} onClose={onClose} />
      <div className="pm-pair">
        <Row icon="move" data-do="move" onClick={onMove}>{say(words, "move")}</Row>
        <Off words={words} map={map} id={sticker.id} push={push} word="take_sticker_off" />
      </div>
    </>
  );
}

/** What is selected, or nothing when it is gone. */
export function Panel({ map, open, ...rest }) {
  const find = (kind) => map[kind].find((one) => one.id === open);
  const person = find("people"), place = find("places"), tie = find("ties"), sticker = find("stickers");
  if (!person && !place && !tie && !sticker) return null;
  const label = person ? nameOf(rest.words, map, open) : place ? place.label : say(rest.words, tie ? "line" : `sticker_${sticker.picture}`);
  return (
    <aside className="pm-panel" aria-label={label} data-open={open}>
      {person && <PersonCard map={map} person={person} {...rest} />}
      {place && <PlaceCard map={map} place={place} {...rest} />}
      {tie && <TieCard map={map} tie={tie} {...rest} />}
      {sticker && <StickerCard map={map} sticker={sticker} {...rest} />}
    </aside>
  );
}
