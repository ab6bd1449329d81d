// Edits that more than one control makes: ops in, nothing on the screen. Pure, so that node can run it in tests/canvas/.
import { placeHolds } from "./geometry.js";
import { clampUnit, newId, tieBetween } from "./model.js";

export const STICKER_SIZE = 64; // board units

/**
 * A place to another spot. People in it go along, or stay where they are when it does not carry them: who then stands
 * outside of it is no longer in it.
 */
export function movePlaceOps(map, place, to) {
  const moved = { ...place, ...to }, dx = to.x - place.x, dy = to.y - place.y;
  const there = map.people.filter((p) => p.place === place.id);
  const people = place.carries
    ? there.map((p) => ({ op: "move_person", id: p.id, x: clampUnit(p.x + dx), y: clampUnit(p.y + dy), place: place.id }))
    : there.filter((p) => !placeHolds(moved, p.x, p.y)).map((p) => ({ op: "move_person", id: p.id, x: p.x, y: p.y, place: null }));
  return [{ op: "move_place", id: place.id, x: to.x, y: to.y }, ...people];
}

/** Ops that set how it is between two people; the tie is made when it is missing. */
export function feelingOps(map, a, b, feeling) {
  const tie = tieBetween(map, a, b);
  return [tie ? { op: "change_tie", id: tie.id, feeling } : { op: "add_tie", id: newId(), a, b, feeling }];
}

/** Ops that join two people, or part them when they are joined. */
export function joinOps(map, a, b) {
  const tie = tieBetween(map, a, b);
  return [tie ? { op: "remove_tie", id: tie.id } : { op: "add_tie", id: newId(), a, b, feeling: null }];
}

export const stickerOp = (id, picture, { x, y }) => ({ op: "add_sticker", id, picture, x: clampUnit(x), y: clampUnit(y), size: STICKER_SIZE });

/** Those who are joined to nobody, ME included. */
export const unjoined = (map) => map.people.filter((p) => !map.ties.some((t) => t.a === p.id || t.b === p.id));

const REMOVES = { people: "remove_person", places: "remove_place", ties: "remove_tie", stickers: "remove_sticker", strokes: "remove_stroke" };

/** Ops that take one thing off, whatever it is; none when it is not there. */
export function removeOps(map, id) {
  const kind = Object.keys(REMOVES).find((one) => map[one].some((item) => item.id === id));
  return kind ? [{ op: REMOVES[kind], id }] : [];
}
