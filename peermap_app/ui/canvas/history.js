// Undo and redo, per device: the inverse of an edit is made of ordinary ops, so the other device needs to know nothing.
// What the other changed since stays as they left it: see `still`.
import { PERSON_FIELDS, PLACE_FIELDS, apply, newEdit, step, tryApply } from "./model.js";

const reAdd = {
  person: (p) => ({ op: "add_person", ...p, not_a_name: true }),
  place: (p, reason) => ({ op: "add_place", ...p, reason }),
  tie: (t) => ({ op: "add_tie", ...t }),
  stroke: (s) => ({ op: "add_stroke", ...s }),
  sticker: (s) => ({ op: "add_sticker", ...s }),
};

const toPlace = (p) => ({ op: "move_person", id: p.id, x: p.x, y: p.y, place: p.place });
const get = (list, id) => list.find((item) => item.id === id);
const old = (item, op, names) => Object.fromEntries(names.filter((n) => n in op).map((n) => [n, item[n]]));

/** The ops that take one op back, in order; `reasonFor(label)` is what was given when a place label needed one. */
function inverseOf(map, op, reasonFor) {
  switch (op.op) {
    case "add_person": return [{ op: "remove_person", id: op.id }];
    case "add_place": return [{ op: "remove_place", id: op.id }];
    case "add_tie": return [{ op: "remove_tie", id: op.id }];
    case "add_stroke": return [{ op: "remove_stroke", id: op.id }];
    case "add_sticker": return [{ op: "remove_sticker", id: op.id }];
    case "change_person": {
      const was = old(get(map.people, op.id), op, PERSON_FIELDS);
      return [{ op: op.op, id: op.id, ...was, ...("initials" in was ? { not_a_name: true } : {}) }];
    }
    case "move_person": return [toPlace(get(map.people, op.id))];
    case "remove_person": {
      const ties = map.ties.filter((t) => t.a === op.id || t.b === op.id);
      return [reAdd.person(get(map.people, op.id)), ...ties.map(reAdd.tie)];
    }
    case "change_place": {
      const was = old(get(map.places, op.id), op, PLACE_FIELDS);
      return [{ op: op.op, id: op.id, ...was, ...("label" in was ? { reason: reasonFor(was.label) } : {}) }];
    }
    case "move_place": {
      const p = get(map.places, op.id);
      return [{ op: op.op, id: op.id, x: p.x, y: p.y }];
    }
    case "remove_place":
      return [
        reAdd.place(get(map.places, op.id), reasonFor(get(map.places, op.id).label)),
        ...map.people.filter((p) => p.place === op.id).map(toPlace),
      ];
    case "change_tie": return [{ op: op.op, id: op.id, feeling: get(map.ties, op.id).feeling }];
    case "remove_tie": return [reAdd.tie(get(map.ties, op.id))];
    case "remove_stroke": return [reAdd.stroke(get(map.strokes, op.id))];
    case "move_sticker": {
      const s = get(map.stickers, op.id);
      return [{ op: op.op, id: op.id, x: s.x, y: s.y }];
    }
    case "remove_sticker": return [reAdd.sticker(get(map.stickers, op.id))];
    default: return [];
  }
}

/** The ops that undo `edit` when it is applied to `map`; the edit must fit. */
export function invert(map, edit, reasonFor = () => null) {
  const parts = [];
  let at = map;
  for (const op of edit.ops) {
    parts.unshift(inverseOf(at, op, reasonFor));
    at = step(at, op);
  }
  return parts.flat();
}

const LISTS = { person: "people", place: "places", tie: "ties", stroke: "strokes", sticker: "stickers" };

const listOf = (op) => LISTS[op.op.slice(op.op.indexOf("_") + 1)];

/** What of the map an inverse op would change or take away, as text; "" for what it only adds. */
function touched(map, op) {
  const item = get(map[listOf(op)], op.id);
  if (!item || op.op.startsWith("add_")) return "";
  if (!op.op.startsWith("remove_")) return JSON.stringify(Object.keys(op).map((name) => item[name] ?? null));
  const hangs = [...map.ties.filter((t) => t.a === op.id || t.b === op.id), ...map.people.filter((p) => p.place === op.id)];
  return JSON.stringify([Object.entries(item).sort(), hangs.map((one) => [one.id, one.feeling ?? null]).sort()]);
}

// Gone along with the thing that comes back: a line to somebody who was taken off since, or the place of somebody who
// was moved since, is left out, and the rest comes back.
const extra = (edit, op) =>
  (op.op === "add_tie" && edit.ops.some((each) => each.op === "remove_person")) ||
  (op.op === "move_person" && edit.ops.some((each) => each.op === "remove_place"));

/** The steps back from an edit made on `map`: each op, and what it would find if nobody changed that since. */
function stepsBack(map, edit, reasonFor) {
  const after = apply(map, edit);
  return invert(map, edit, reasonFor).map((op) => ({ op, found: touched(after, op), extra: extra(edit, op) }));
}

/** Whether all that a step would change is as this device left it. */
const still = (map, { op, found }) => touched(map, op) === found;

/** The ops of the steps that can be taken on `map`, or null where one that matters cannot. */
function opsBack(map, steps) {
  const ops = [];
  let at = map;
  for (const one of steps) {
    const next = still(map, one) ? tryApply(at, { ops: [one.op] }) : null;
    if (!next && !one.extra) return null;
    if (!next) continue;
    at = next;
    ops.push(one.op);
  }
  return ops;
}

/** This device's own undo and redo stacks. Entries are the steps back from an edit. */
export class History {
  constructor(most = 100) {
    this.most = most;
    this.reasons = new Map();
    this.reasonFor = (label) => this.reasons.get(label) ?? null;
    this.back = [];
    this.forth = [];
    this.room = null;
  }

  /** The board shows this drawing now: no step of another one is left, or redo would bring its people into this. */
  belong(room) {
    if (this.room !== null && this.room !== room) this.adopt(new History(), () => true);
    this.room = room;
  }

  /** Remembers a fresh edit, made on `map`. */
  note(map, edit) {
    this.heard(edit);
    this.back.push({ id: edit.id, steps: stepsBack(map, edit, this.reasonFor) });
    if (this.back.length > this.most) this.back.shift();
    this.forth = [];
  }

  /** Keeps the reasons that came with place labels, so that taking a place off can be undone. */
  heard(edit) {
    for (const op of edit.ops) if (op.reason && op.label) this.reasons.set(op.label, op.reason);
  }

  /** Goes on from a board that was off the page meanwhile; `took(id)`: whether the room has that edit. */
  adopt(other, took) {
    this.reasons = other.reasons;
    this.back = other.back.filter((e) => took(e.id));
    this.forth = other.forth.filter((e) => took(e.id));
  }

  /** An edit that was refused cannot be undone. */
  forget(id) {
    this.back = this.back.filter((e) => e.id !== id);
    this.forth = this.forth.filter((e) => e.id !== id);
  }

  /** Takes one step from `from` to the other stack; the edit to send, or null: gone, or changed by the other since. */
  #turn(from, to, map) {
    const entry = from.pop();
    if (!entry) return null;
    const ops = opsBack(map, entry.steps);
    if (!ops?.length) return null;
    const edit = newEdit(ops);
    to.push({ id: edit.id, steps: stepsBack(map, edit, this.reasonFor) });
    return edit;
  }

  undo(map) {
    return this.#turn(this.back, this.forth, map);
  }

  redo(map) {
    return this.#turn(this.forth, this.back, map);
  }
}
