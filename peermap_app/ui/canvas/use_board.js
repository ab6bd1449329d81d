// What the board's controls do: selection, tools, entries and their words. Holds no drawing and no gestures.
import { useCallback, useEffect, useRef, useState } from "react";
import { freePlaceSpot, freeSpot, freeStickerSpot, placeAt, stickerAt, strokeNear } from "./geometry.js";
import { joinsOf } from "./joins.js";
import { ME, MOST, clampUnit, newId } from "./model.js";
import { movePlaceOps, removeOps, stickerOp, unjoined } from "./ops.js";
import { quietColour } from "./entry.jsx";
import { nameOf, newsOf, say } from "./text.js";
import { tellDone } from "./sounds.js";
import { useTaps } from "./taps.js";
import { tieNear } from "./ties.js";
import { useRoom } from "./use_room.js";

const FULL = { person: "people", place: "places", draw: "strokes", sticker: "stickers" };
// Where each device begins to look for a free spot: two who add somebody at once must not put both on one.
const SIDE = { tablet: -2.4, worker: 0.74 };
const PLACE_SIZE = { w: 230, h: 146 };
const EVERYWHERE = { x0: -900, y0: -900, x1: 900, y1: 900 };
// What the first move of each question is, in their order.
const FIRSTS = [null, "person", "place", "matter", "someone", "someone", "grown_up", "alone"];

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
  const [joined, setJoined] = useState(false); // the Join tool has done something: one is done with it, there is nothing to cancel
  useEffect(() => setJoined(false), [tool]);
  const [open, setOpen] = useState(null);
  const [added, setAdded] = useState(null); // who was put on the map last: their card leads on to the next
  useEffect(() => setAdded((id) => (id === open ? id : null)), [open]);
  const [entry, setEntry] = useState(null);
  const [list, setList] = useState(false);
  const [pen, setPen] = useState({ colour: "coral", size: 4 });
  const [stick, setStick] = useState(null); // the sticker that the next tap puts down
  const [alone, setAlone] = useState(false); // those who are joined to nobody are marked
  const [notice, setNotice] = useState("");
  const [spoken, setNews] = useState({ text: "" }); // a new object for each piece of news: see heard.jsx
  const setSpoken = (text) => setNews({ text });
  const [tip, setTip] = useState(""); // a kind word beside the board, until the next thing is done
  const taps = useTaps();
  const typed = useRef(false); // the open entry holds what was typed
  const moved = useRef(null); // what an own edit has just moved, until the map shows it
  const theirs = useRef(false); // the other device changed the map, and the view has not been looked at since
  const stage = useRef(null);
  const select = useRef(setOpen); // how a tap selects: the board marks first and opens the card after the paint

  const room = useRoom(props, ({ fresh, anew, changed, refused }) => {
    if (fresh || anew) theirs.current = true;
    if (fresh) setSpoken(newsOf(words, room.map, fresh));
    if (changed) setSpoken(say(words, "news_other")); // while the connection was gone
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
  const before = useRef(map);
  before.current = map;

  const push = useCallback((ops, done) => {
    const code = room.push(ops);
    setNotice(code ? say(words, words[`no_${code}`] ? `no_${code}` : "no_other") : "");
    setTip("");
    if (!code) moved.current = ops.find((op) => op.op.startsWith("move_"))?.id ?? null;
    if (!code) {
      setSpoken([newsOf(words, before.current, [{ ops }]), done].filter(Boolean).join(" "));
      tellDone(ops[0].op);
    }
    return !code;
  }, [room.push, words]);

  /** A kind word beside the board, and aloud. */
  const tell = (text) => {
    setTip(text);
    setSpoken(text);
  };

  const idle = () => {
    setTool("hand");
    setFrom(null);
  };

  /** Stops half-way, and says so where something was begun. */
  const stop = () => {
    if (tool === "join" && from) tell(say(words, "join_stopped"));
    idle();
  };

  const { join, lasso } = joinsOf({ map, words, push, setFrom, setJoined, setOpen, setNotice, tell });

  function joinTap(id) {
    if (!from || from === id) return setFrom(from ? null : id);
    return join(from, id);
  }

  /** Ops that move a person, a place or a sticker to a point. */
  function moveOps(id, point) {
    const to = { x: clampUnit(point.x), y: clampUnit(point.y) };
    const place = map.places.find((p) => p.id === id);
    if (place) return movePlaceOps(map, place, to);
    if (map.stickers.some((s) => s.id === id)) return [{ op: "move_sticker", id, ...to }];
    return [{ op: "move_person", id, ...to, place: placeAt(map, to.x, to.y)?.id ?? null }];
  }

  function moveTo(id, point) {
    idle();
    return push(moveOps(id, point));
  }

  /** How many more of a kind fit beside `more` new ones, as a sentence, once it is few. */
  const fits = (kind, more) => {
    const left = MOST[kind] - map[kind].length - more;
    return left === 1 || left === 2 ? say(words, kind === "people" ? `fits_${left}` : `fits_${kind}_${left}`) : "";
  };

  function putSticker(picture, spot) {
    const few = fits("stickers", 1);
    if (push([stickerOp(newId(), picture, spot)], few)) setTip(few);
  }

  /** A sticker of the tray: the next tap puts it down; by key it goes to a free spot at once. */
  const pickSticker = (picture, byKey) => {
    setStick(picture);
    if (byKey) putSticker(picture, freeStickerSpot(map, stage.current.frame()));
  };

  // Where the first person will come to stand: there the empty board invites.
  const invite = room.ready && !map.people.length && tool === "hand" && !entry && !list ? freeSpot(map, EVERYWHERE, { from: SIDE[props.mode], shunPlaces: false }) : null;

  function onTap(hit, point, reach, at = { x: NaN, y: NaN }) {
    if (taps.onBoard(hit, at) && tool !== "rub") return undefined;
    setTip("");
    const byKey = Number.isNaN(point.x);
    if (invite && !hit && Math.hypot(point.x - invite.x, point.y - invite.y) < 60) return doAct("person");
    if (tool === "move") return byKey ? undefined : moveTo(from, point);
    if (tool === "rub") {
      const stroke = strokeNear(map, point.x, point.y, reach + 8);
      return stroke && push([{ op: "remove_stroke", id: stroke.id }]);
    }
    const ground = !hit || hit.kind === "place";
    const sticker = hit?.kind === "sticker" ? hit : ground && !byKey && stickerAt(map, point.x, point.y);
    if (tool === "join") {
      if (!ground && !sticker) return joinTap(hit.id);
      if (from) tell(say(words, "join_stopped"));
      return setFrom(null);
    }
    if (tool === "matter") return hit?.kind === "person" ? mattersTap(hit.id) : undefined;
    if (tool === "sticker" && stick && !sticker && !byKey) return putSticker(stick, point);
    if (tool === "sticker") idle();
    const tie = ground && !sticker && tieNear(map, point.x, point.y, reach);
    const id = (sticker || tie || (hit?.kind !== "me" && hit))?.id || null;
    if (list) setList(false);
    if (entry && typed.current) return undefined; // a stray tap throws away nothing that was typed
    if (entry) setEntry(null);
    return select.current(id === open ? null : id);
  }

  function mattersTap(id) {
    const { matters } = map.people.find((p) => p.id === id);
    push([{ op: "change_person", id, matters: !matters }]);
  }

  /** The first move of a question, on the board: nothing here is a form. */
  function firstMove(at) {
    const what = FIRSTS[at];
    if (what === "person" || what === "place") return doAct(what);
    if (what === "grown_up" && map.people.length >= MOST.people) return doAct("person");
    idle();
    setOpen(null);
    setEntry(what === "grown_up" ? { kind: "person", start: { kind: what } } : null);
    if (what === "grown_up") return undefined;
    if (!map.people.length) return tell(say(words, "empty"));
    if (what === "matter" && tool !== what) return setTool(what);
    if (what === "someone") return tell(say(words, "hint_someone"));
    if (what !== "alone" || alone) return undefined;
    const left = unjoined(map).map((p) => nameOf(words, map, p.id));
    setAlone(true);
    return tell(left.length ? say(words, "alone", { who: left.join(", ") }) : say(words, "alone_nobody"));
  }

  function doAct(name) {
    if (name === "asked" || name.startsWith("first_")) {
      const again = taps.onTool(name);
      setNotice("");
      if (again && name !== "asked") return undefined;
      setTip("");
      setAlone(false);
      if (name === "asked") return tool === "matter" ? idle() : undefined; // another question
      setList(false);
      return firstMove(Number(name.slice(6)));
    }
    setAlone(false);
    if (name !== "undo" && name !== "redo" && name !== "list") setList(false);
    const again = taps.onTool(name);
    const on = entry?.kind === name || tool === name || (name === "draw" && tool === "rub") || (name === "list" && list);
    const full = !on && name in FULL && map[FULL[name]].length >= MOST[FULL[name]];
    setNotice(full ? say(words, `no_${FULL[name]}_full`) : "");
    setTip("");
    if (name === "undo" || name === "redo") {
      const could = name === "undo" ? room.canUndo : room.canRedo, done = could && room[name]();
      if (could && !done) setNotice(say(words, "undo_gone"));
      else if (could) {
        setSpoken(`${say(words, name === "undo" ? "news_undone" : "news_redone")} ${newsOf(words, map, [done])}`);
        tellDone("undo");
      }
      return undefined;
    }
    if (again && on) return undefined; // what the first tap opened, the second must not close
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
      setStick(null);
      setTool(on || (full && name !== "draw") ? "hand" : full ? "rub" : name);
    }
    return undefined;
  }

  const newest = useRef(doAct);
  newest.current = doAct;
  const act = useCallback((name) => newest.current(name), []); // one function for ever: the tools need not render again

  function donePerson(data) {
    const { initials, role, kind, picture = null, not_a_name: notName } = data;
    if (!entry) return undefined; // a second tap on Add
    setEntry(null);
    if (entry.id) return push([{ op: "change_person", id: entry.id, initials, role, not_a_name: notName }]);
    const id = newId(), spot = freeSpot(map, stage.current.frame(), { from: SIDE[props.mode] });
    const op = {
      op: "add_person", id, kind, initials, role, picture, ...spot, colour: quietColour(map), place: null, matters: false, not_a_name: notName,
    };
    const few = fits("people", 1);
    if (push([op], few)) {
      setTip(few);
      setList(false);
      setOpen(id);
      setAdded(id);
    }
    return undefined;
  }

  function donePlace({ kind, label, colour, reason }) {
    if (!entry) return undefined;
    setEntry(null);
    if (entry.id) return push([{ op: "change_place", id: entry.id, label, reason }]);
    const spot = freePlaceSpot(map, roomy(stage.current.frame()), PLACE_SIZE);
    const id = newId(), few = fits("places", 1);
    if (push([{ op: "add_place", id, kind, label, ...spot, ...PLACE_SIZE, colour, reason }], few)) {
      setTip(few);
      setOpen(id);
    }
    return undefined;
  }

  const nudge = (id, dx, dy) => {
    const item = [...map.places, ...map.people, ...map.stickers].find((one) => one.id === id);
    if (item) push(moveOps(id, { x: item.x + dx, y: item.y + dy }));
  };

  const remove = (id) => {
    const ops = removeOps(map, id);
    if (ops.length) push(ops);
  };

  const onInk = (points, press) => push([{ op: "add_stroke", id: newId(), colour: pen.colour, size: pen.size, points, press }]);

  return {
    room, map, names, stage, select, tool, setTool, from, setFrom, joined, open, setOpen, added, entry, setEntry, list, setList, pen, setPen, notice, setNotice,
    spoken, tip, typed, moved, theirs, fits, push, act, onTap, taps, onInk, join, lasso, donePerson, donePlace, nudge, remove, idle, stop, stick,
    pickSticker, alone, invite, ME,
  };
}
