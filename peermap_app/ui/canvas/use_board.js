// What the board's controls do: selection, tools, entries and their words. Holds no drawing and no gestures.
import { useCallback, useRef, useState } from "react";
import { freePlaceSpot, freeSpot, placeAt, strokeNear, tieNear } from "./geometry.js";
import { joinsOf } from "./joins.js";
import { ME, MOST, clampUnit, newId } from "./model.js";
import { movePlaceOps } from "./ops.js";
import { quietColour } from "./entry.jsx";
import { nameOf, newsOf, say } from "./text.js";
import { tellDone } from "./sounds.js";
import { useTaps } from "./taps.js";
import { useRoom } from "./use_room.js";

const FULL = { person: "people", place: "places", draw: "strokes" };
// Where each device begins to look for a free spot: two who add somebody at once must not put both on one.
const SIDE = { tablet: -2.4, worker: 0.74 };
const PLACE_SIZE = { w: 230, h: 146 };

/** What can be seen, or somewhat more when that is little: a new place must not lie on people because of a close view. */
function roomy({ x0, y0, x1, y1 }) {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2], [w, h] = [Math.max(x1 - x0, 720) / 2, Math.max(y1 - y0, 540) / 2];
  return { x0: x - w, y0: y - h, x1: x + w, y1: y + h };
}

const entryFor = (edit) => {
  const op = edit.ops.find((o) => o.op === "add_person" || (o.op === "change_person" && "initials" in o));
  if (op) return { kind: "person", start: op, id: op.op === "change_person" ? op.id : null };
  const place = edit.ops.find((o) => "label" in o);
  return place && { kind: "place", start: place, id: place.op === "change_place" ? place.id : null };
};

export function useBoard(props) {
  const { words, names } = props;
  const [tool, setTool] = useState("hand");
  const [from, setFrom] = useState(null); // first of two who are being joined, or who is being moved
  const [open, setOpen] = useState(null);
  const [entry, setEntry] = useState(null);
  const [list, setList] = useState(false);
  const [pen, setPen] = useState({ colour: "coral", size: 4 });
  const [notice, setNotice] = useState("");
  const [spoken, setSpoken] = useState("");
  const [tip, setTip] = useState(""); // a kind word beside the board, until the next thing is done
  const taps = useTaps();
  const typed = useRef(false); // the open entry holds what was typed
  const moved = useRef(null); // what an own edit has just moved, until the map shows it
  const stage = useRef(null);
  const select = useRef(setOpen); // how a tap selects: the board marks first and opens the card after the paint

  const room = useRoom(props, ({ fresh, refused }) => {
    if (fresh) setSpoken(newsOf(words, room.map, fresh.at(-1)));
    for (const r of refused || []) {
      const made = r.edit.ops.map((op) => op.op.startsWith("add_") && op.id);
      setSpoken(""); // it said what is not so
      setOpen((id) => (made.includes(id) ? null : id));
      const again = /initial|name|label|screen|place_/.test(r.code) && entryFor(r.edit);
      if (again) setEntry({ ...again, said: r.sentence });
      else setNotice(r.sentence);
    }
  });
  const { map } = room;

  const push = useCallback((ops, done) => {
    const code = room.push(ops);
    setNotice(code ? say(words, words[`no_${code}`] ? `no_${code}` : "no_other") : "");
    setTip("");
    if (!code) moved.current = ops.find((op) => op.op.startsWith("move_"))?.id ?? null;
    if (!code && done) setSpoken(done);
    if (!code) tellDone(ops[0].op);
    return !code;
  }, [room.push, words]);

  const idle = () => {
    setTool("hand");
    setFrom(null);
  };

  /** A kind word beside the board, and aloud. */
  const tell = (text) => {
    setTip(text);
    setSpoken(text);
  };

  const { join, lasso } = joinsOf({ map, words, push, setFrom, setOpen, setNotice, tell });

  function joinTap(id) {
    if (!from || from === id) return setFrom(from ? null : id);
    return join(from, id);
  }

  function moveTo(id, point) {
    const to = { x: clampUnit(point.x), y: clampUnit(point.y) };
    const place = map.places.find((p) => p.id === id);
    idle();
    if (place) return push(movePlaceOps(map, place, to));
    return push([{ op: "move_person", id, ...to, place: placeAt(map, to.x, to.y)?.id ?? null }], say(words, "news_moved", { who: nameOf(words, map, id) }));
  }

  /** How many more people fit beside `more` new ones, as a sentence, once it is few. */
  const fits = (more) => {
    const left = MOST.people - map.people.length - more;
    return left === 1 || left === 2 ? say(words, `fits_${left}`) : "";
  };

  function onTap(hit, point, reach, at = { x: NaN, y: NaN }) {
    if (taps.onBoard(hit, at) && tool !== "rub") return undefined;
    setTip("");
    if (tool === "move") return moveTo(from, point);
    if (tool === "rub") {
      const stroke = strokeNear(map, point.x, point.y, reach + 8);
      return stroke && push([{ op: "remove_stroke", id: stroke.id }]);
    }
    if (tool === "join") return hit?.kind === "person" || hit?.kind === "me" ? joinTap(hit.id) : setFrom(null);
    const tie = (!hit || hit.kind === "place") && tieNear(map, point.x, point.y, reach);
    const id = tie ? tie.id : hit && hit.kind !== "me" ? hit.id : null;
    if (list) setList(false);
    if (entry && typed.current) return undefined; // a stray tap throws away nothing that was typed
    if (entry) setEntry(null);
    return select.current(id === open ? null : id);
  }

  function doAct(name) {
    if (name !== "undo" && name !== "redo" && name !== "list") setList(false);
    const again = taps.onTool(name);
    const on = entry?.kind === name || tool === name || (name === "draw" && tool === "rub") || (name === "list" && list);
    const full = !on && name in FULL && map[FULL[name]].length >= MOST[FULL[name]];
    setNotice(full ? say(words, `no_${FULL[name]}_full`) : "");
    setTip("");
    if (name === "undo" || name === "redo") {
      const could = name === "undo" ? room.canUndo : room.canRedo;
      if (could && !room[name]()) setNotice(say(words, "undo_gone"));
      else if (could) {
        setSpoken(say(words, name === "undo" ? "news_undone" : "news_redone"));
        tellDone("undo");
      }
      return;
    }
    if (again && on) return; // what the first tap opened, the second must not close
    if (name === "person" || name === "place") {
      idle();
      setOpen(null);
      setEntry(entry?.kind === name || full ? null : { kind: name });
    } else if (name === "list") {
      setOpen(null);
      setEntry(null);
      setList(!list);
    } else if (name === "pen") setTool("draw");
    else if (name === "rub") setTool(tool === "rub" ? "draw" : "rub");
    else {
      setEntry(null);
      setOpen(null);
      setFrom(null);
      setTool(on ? "hand" : full ? "rub" : name);
    }
  }

  const newest = useRef(doAct);
  newest.current = doAct;
  const act = useCallback((name) => newest.current(name), []); // one function for ever: the tools need not render again

  function donePerson(data) {
    const { initials, role, kind, not_a_name: notName } = data;
    if (!entry) return undefined; // a second tap on Add
    setEntry(null);
    if (entry.id) return push([{ op: "change_person", id: entry.id, initials, role, not_a_name: notName }]);
    const id = newId(), spot = freeSpot(map, stage.current.frame(), { from: SIDE[props.mode] });
    const who = initials || say(words, `role_${role}`);
    const op = {
      op: "add_person", id, kind, initials, role, ...spot, colour: quietColour(map), place: null, matters: false, not_a_name: notName,
    };
    const few = fits(1);
    if (push([op], `${say(words, "news_added", { who })} ${few}`.trim())) {
      setTip(few);
      setList(false);
      setOpen(id);
    }
    return undefined;
  }

  function donePlace({ kind, label, colour, reason }) {
    if (!entry) return undefined;
    setEntry(null);
    if (entry.id) return push([{ op: "change_place", id: entry.id, label, reason }]);
    const spot = freePlaceSpot(map, roomy(stage.current.frame()), PLACE_SIZE);
    const id = newId();
    if (push([{ op: "add_place", id, kind, label, ...spot, ...PLACE_SIZE, colour, reason }], say(words, "news_place", { place: label }))) setOpen(id);
    return undefined;
  }

  const nudge = (id, dx, dy) => {
    const place = map.places.find((p) => p.id === id), person = map.people.find((p) => p.id === id);
    const item = place || person;
    if (!item) return;
    const to = { x: clampUnit(item.x + dx), y: clampUnit(item.y + dy) };
    push(place ? movePlaceOps(map, place, to) : [{ op: "move_person", id, ...to, place: placeAt(map, to.x, to.y)?.id ?? null }]);
  };

  const remove = (id) => {
    if (map.people.some((p) => p.id === id)) push([{ op: "remove_person", id }], say(words, "news_removed"));
    else if (map.places.some((p) => p.id === id)) push([{ op: "remove_place", id }], say(words, "news_removed"));
  };

  const onInk = (points, press) =>
    push([{ op: "add_stroke", id: newId(), colour: pen.colour, size: pen.size, points, press }], say(words, "news_drawn"));

  return {
    room, map, names, stage, select, tool, setTool, from, setFrom, open, setOpen, entry, setEntry, list, setList, pen, setPen, notice, setNotice,
    spoken, tip, typed, moved, fits, push, act, onTap, taps, onInk, join, lasso, donePerson, donePlace, nudge, remove, idle, ME,
  };
}
