// What it means to stretch a place by an edge. Pure, so that node can test it alone.
import { clampUnit } from "./model.js";

const LEAST = { w: 140, h: 100 }, MOST = { w: 900, h: 700 }; // as its card does it; one that is beyond them already may stay

const pulled = (side, by, name) => Math.round(Math.max(Math.min(side, LEAST[name]), Math.min(Math.max(side, MOST[name]), side + by)));

/** The place after its edge ("e", "s" or "se") was pulled so far; the edges across from it stay. */
export function stretched(place, edge, dx, dy) {
  const w = edge.includes("e") ? pulled(place.w, dx, "w") : place.w;
  const h = edge.includes("s") ? pulled(place.h, dy, "h") : place.h;
  return { ...place, w, h, x: clampUnit(place.x + (w - place.w) / 2), y: clampUnit(place.y + (h - place.h) / 2) };
}

/** The ops that make a place as it was `stretched`; none where nothing changed. */
export function stretchOps(place, after) {
  const ops = [];
  if (after.w !== place.w || after.h !== place.h) ops.push({ op: "change_place", id: place.id, w: after.w, h: after.h });
  if (after.x !== place.x || after.y !== place.y) ops.push({ op: "move_place", id: place.id, x: after.x, y: after.y });
  return ops;
}
