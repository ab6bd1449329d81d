// The map as the page holds it: the same rules as `peermap_app/domain/peer_map.py`, edit by edit. Pure: no DOM, no
// React, so that node can run it beside the Python in tests/canvas/. Maps are never changed in place: what did not
// change keeps its identity, and React skips it.

export const ME = "me";
export const MOST = { people: 20, places: 12, ties: 80, strokes: 60, stickers: 40 };
export const REACH = 4000;
export const EMPTY = Object.freeze({ people: [], places: [], ties: [], strokes: [], stickers: [] });

/** An op that no longer fits the map; `code` is the domain's own. */
export class Misfit extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const KINDS = Object.keys(MOST);

const find = (list, id) => list.find((item) => item.id === id);
const drop = (list, id) => list.filter((item) => item.id !== id);
const pick = (op, names) => Object.fromEntries(names.filter((n) => n in op).map((n) => [n, op[n]]));

function need(list, id) {
  const item = find(list, id);
  if (!item) throw new Misfit("gone");
  return item;
}

/** An id names one thing of the map, of whatever kind. */
function unused(map, id) {
  if (id === ME || KINDS.some((kind) => find(map[kind], id))) throw new Misfit("exists");
}

/** Adds one item, refusing a second with its id and more than the map may hold. */
function add(map, kind, item) {
  unused(map, item.id);
  if (map[kind].length >= MOST[kind]) throw new Misfit(`${kind}_full`);
  return { ...map, [kind]: [...map[kind], item] };
}

function change(map, kind, id, fields) {
  need(map[kind], id);
  return { ...map, [kind]: map[kind].map((item) => (item.id === id ? { ...item, ...fields } : item)) };
}

/** A friend is initials or a picture; a grown-up may have a role instead (rule 2). */
function checkPerson(p) {
  if (p.kind === "friend" && p.role !== null) throw new Misfit("bad_edit");
  if (p.initials === null && p.role === null && p.picture === null) throw new Misfit("initials_empty");
}

const placeOr = (map, id) => (id && find(map.places, id) ? id : null);
const known = (map, id) => id === ME || find(map.people, id);

export const tieBetween = (map, a, b) =>
  map.ties.find((t) => (t.a === a && t.b === b) || (t.a === b && t.b === a)) || null;

/** What a change may say of a person, of a place. */
export const PERSON_FIELDS = ["initials", "role", "colour", "matters", "shape", "picture"];
export const PLACE_FIELDS = ["label", "w", "h", "colour", "feeling", "when", "carries"];

const OPS = {
  add_person: (map, o) =>
    add(map, "people", {
      id: o.id, kind: o.kind, initials: o.initials ?? null, role: o.role ?? null, x: o.x, y: o.y,
      colour: o.colour, matters: !!o.matters, place: placeOr(map, o.place), shape: o.shape ?? "round", picture: o.picture ?? null,
    }),
  change_person: (map, o) => {
    const after = change(map, "people", o.id, pick(o, PERSON_FIELDS));
    checkPerson(find(after.people, o.id));
    return after;
  },
  move_person: (map, o) => change(map, "people", o.id, { x: o.x, y: o.y, place: placeOr(map, o.place) }),
  remove_person: (map, o) => {
    need(map.people, o.id);
    return { ...map, people: drop(map.people, o.id), ties: map.ties.filter((t) => t.a !== o.id && t.b !== o.id) };
  },
  add_place: (map, o) =>
    add(map, "places", {
      id: o.id, kind: o.kind, label: o.label, x: o.x, y: o.y, w: o.w, h: o.h, colour: o.colour,
      feeling: o.feeling ?? null, when: o.when ?? null, carries: o.carries ?? true,
    }),
  change_place: (map, o) => change(map, "places", o.id, pick(o, PLACE_FIELDS)),
  move_place: (map, o) => change(map, "places", o.id, { x: o.x, y: o.y }),
  remove_place: (map, o) => {
    need(map.places, o.id);
    const people = map.people.map((p) => (p.place === o.id ? { ...p, place: null } : p));
    return { ...map, people, places: drop(map.places, o.id) };
  },
  add_tie: (map, o) => {
    unused(map, o.id);
    if (!known(map, o.a) || !known(map, o.b) || o.a === o.b) throw new Misfit("gone");
    if (tieBetween(map, o.a, o.b)) throw new Misfit("already_joined");
    return add(map, "ties", { id: o.id, a: o.a, b: o.b, feeling: o.feeling ?? null });
  },
  change_tie: (map, o) => change(map, "ties", o.id, { feeling: o.feeling ?? null }),
  remove_tie: (map, o) => {
    need(map.ties, o.id);
    return { ...map, ties: drop(map.ties, o.id) };
  },
  add_stroke: (map, o) => add(map, "strokes", { id: o.id, colour: o.colour, size: o.size, points: o.points, press: o.press ?? [] }),
  remove_stroke: (map, o) => {
    need(map.strokes, o.id);
    return { ...map, strokes: drop(map.strokes, o.id) };
  },
  add_sticker: (map, o) => add(map, "stickers", { id: o.id, picture: o.picture, x: o.x, y: o.y, size: o.size }),
  move_sticker: (map, o) => change(map, "stickers", o.id, { x: o.x, y: o.y }),
  remove_sticker: (map, o) => {
    need(map.stickers, o.id);
    return { ...map, stickers: drop(map.stickers, o.id) };
  },
};

/** The map after one op; throws Misfit. */
export function step(map, op) {
  const run = OPS[op.op];
  if (!run) throw new Misfit("bad_edit");
  return run(map, op);
}

/** The map after all of an edit's ops, or Misfit and nothing of it. */
export const apply = (map, edit) => edit.ops.reduce(step, map);

/** Like apply, but null where the edit does not fit. */
export function tryApply(map, edit) {
  try {
    return apply(map, edit);
  } catch (error) {
    if (error instanceof Misfit) return null;
    throw error;
  }
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A fresh id; 252 is the largest multiple of 36 in a byte, so that no letter is likelier than another. */
export function newId(length = 12) {
  let id = "";
  while (id.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      if (byte < 252 && id.length < length) id += ALPHABET[byte % 36];
    }
  }
  return id;
}

export const newEdit = (ops) => ({ id: newId(16), ops });

export const clampUnit = (value) => Math.max(-REACH, Math.min(REACH, Math.round(value)));
