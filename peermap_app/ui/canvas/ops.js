// Edits that more than one control makes: ops in, nothing on the screen. Pure, so that node can run it in tests/canvas/.
import { placeHolds } from "./geometry.js";
import { clampUnit } from "./model.js";

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
