// The way of a tie from one to the other, in board units. It runs under nobody else: a line that passes under somebody reads
// as theirs. So it bows past them; nobody is moved for it. The kept picture draws the same: domain/picture_ties.py.
import { ME_R, ORIGIN, radiusOf, toSegment, whereIs } from "./geometry.js";
import { ME } from "./model.js";

const LINE = 3; // half as wide as a tie is drawn
const AIR = 10; // between a bow and who it passes
const OWN = 36; // of the two whom it joins this much covers its ends: there it need not be clear of others
const FURTHEST = 0.9; // of a tie's length: how far out a bow's control point may lie
const ROUNDS = 4; // a bow past somebody may come to the next one
const EDGE = Array.from({ length: 13 }, (_, i) => [(i - 6) / 6, Math.sqrt(1 - ((i - 6) / 6) ** 2)]); // of who is passed

/** Half a width and half a height of what somebody stands on. */
function halves(one) {
  if (one.id === ME) return [ME_R, ME_R];
  if (one.kind === "grown_up") return [Math.max(33, (one.role?.length ?? 0) * 4.6 + 10), 28];
  const r = radiusOf(one) * (one.shape === "diamond" ? 1.1 : 1);
  return [r, r];
}

/** The straight line from a to b. */
function lineOf(a, b) {
  const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
  return { a, b, length, u: dx / length, v: dy / length };
}

/** Somebody as the line sees them: how far along and off it, and how far they reach along and across; or null beside its ends. */
function seenFrom({ a, length, u, v }, one) {
  const x = one.x - a.x, y = one.y - a.y, at = x * u + y * v;
  if (at <= 0 || at >= length) return null;
  const [wide, high] = halves(one);
  return { at, off: y * u - x * v, along: Math.abs(u) * wide + Math.abs(v) * high, across: Math.abs(v) * wide + Math.abs(u) * high };
}

/** Whether a line bowed by `bend` runs under somebody; `bend` is how far off the middle its control point lies. */
function under({ length }, { at, off, across }, bend) {
  const s = at / length, slope = (2 * bend * (1 - 2 * s)) / length;
  return Math.abs(off - 2 * bend * s * (1 - s)) < (across + LINE) * Math.sqrt(1 + slope * slope);
}

/** The least bend to one side (1 or -1) that passes somebody there. */
function past({ length }, { at, off, along, across }, side) {
  let least = 0;
  for (const [u, v] of EDGE) {
    const x = at + (along + AIR) * u, s = x / length;
    if (x >= OWN && x <= length - OWN) least = Math.max(least, (side * off + (across + AIR) * v) / (2 * s * (1 - s)));
  }
  return Math.min(least, FURTHEST * length);
}

/** The bend to one side past all whom the line would run under, and past whom that leads to. */
function bowed(line, others, plain, side) {
  const passed = new Set();
  let bend = plain;
  for (let round = 0; round < ROUNDS; round += 1) {
    const more = others.filter((one) => !passed.has(one) && under(line, one, bend));
    if (!more.length) break;
    for (const one of more) passed.add(one);
    bend = side * Math.max(...[...passed].map((one) => past(line, one, side)));
  }
  return bend;
}

/** How far off the middle a line's control point lies: a little, as by hand, or past whom it would run under. */
function bendOf(line, others) {
  const plain = Math.min(14, line.length * 0.05);
  const crossed = (bend) => others.reduce((sum, one) => sum + under(line, one, bend), 0);
  let best = plain, least = crossed(plain);
  for (const side of least ? [1, -1] : []) {
    const bend = bowed(line, others, plain, side), count = crossed(bend);
    if (count < least || (count === least && Math.abs(bend) < Math.abs(best))) [best, least] = [bend, count];
  }
  return best;
}

const controlOf = ({ a, b, u, v }, bend) => ({ x: (a.x + b.x) / 2 - v * bend, y: (a.y + b.y) / 2 + u * bend });

/** The control point of the way from a to b, past whoever of `people` and ME is neither of the two (`ids`). */
function tieBend(a, b, people, ids) {
  const line = lineOf(a, b), others = [];
  for (const one of [{ id: ME, ...ORIGIN }, ...people]) {
    const seen = ids.includes(one.id) ? null : seenFrom(line, one);
    if (seen) others.push(seen);
  }
  return controlOf(line, bendOf(line, others));
}

/** The path from a to b by the control point. */
const pathBy = (a, b, { x, y }) => `M${a.x} ${a.y}Q${x.toFixed(1)} ${y.toFixed(1)} ${b.x} ${b.y}`;

/** A tie's path from one centre to the other, a little bent, as by hand, and under nobody of `people`. */
export const tiePath = (a, b, people, ids) => pathBy(a, b, tieBend(a, b, people, ids));

/** Both ends of a tie on a map, its control point between them, and its path; or null: somebody is not there. */
export function wayOf(map, tie) {
  const a = whereIs(map, tie.a), b = whereIs(map, tie.b);
  if (!a || !b) return null;
  const by = tieBend(a, b, map.people, [tie.a, tie.b]);
  return { a, b, by, path: pathBy(a, b, by) };
}

const STEPS = 12; // straight pieces that stand for a bow under a finger

function toBow(x, y, { a, b, by }) {
  const on = (s, from, over, to) => (1 - s) * (1 - s) * from + 2 * s * (1 - s) * over + s * s * to;
  let least = Infinity, px = a.x, py = a.y;
  for (let i = 1; i <= STEPS; i += 1) {
    const s = i / STEPS, qx = on(s, a.x, by.x, b.x), qy = on(s, a.y, by.y, b.y);
    least = Math.min(least, toSegment(x, y, px, py, qx, qy));
    [px, py] = [qx, qy];
  }
  return least;
}

/** The tie nearest to a point, within `reach` board units, or null. */
export function tieNear(map, x, y, reach) {
  let best = null, least = reach;
  for (const tie of map.ties) {
    const way = wayOf(map, tie), off = way ? toBow(x, y, way) : Infinity;
    if (off < least) [best, least] = [tie, off];
  }
  return best;
}
