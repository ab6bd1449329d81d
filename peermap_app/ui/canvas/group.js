// A loop drawn round people joins them as a group. Pure, so that node can test it alone.
import { ME, MOST, newId, tieBetween } from "./model.js";

export const MOST_IN_GROUP = 11; // of 11, every pair is 55 lines: one edit holds them

/** How often a loop [{x,y},…] goes round a point: not 0 is inside, also where it was drawn one and a half times round. */
export function turns(loop, x, y) {
  let n = 0;
  for (let i = 0; i < loop.length; i += 1) {
    const a = loop[i], b = loop[(i + 1) % loop.length];
    const left = (b.x - a.x) * (y - a.y) - (x - a.x) * (b.y - a.y);
    if (a.y <= y && b.y > y && left > 0) n += 1;
    else if (a.y > y && b.y <= y && left < 0) n -= 1;
  }
  return n;
}

/** The ids of those whose middle lies inside a loop, ME first where ME does. */
export function within(map, loop) {
  const all = [{ id: ME, x: 0, y: 0 }, ...map.people];
  return all.filter((p) => turns(loop, p.x, p.y) !== 0).map((p) => p.id);
}

/** {ops} that join every pair of these not joined yet, or {why}: the word for why nothing is done. */
export function groupOps(map, ids) {
  if (ids.length < 2) return { why: "lasso_few" };
  if (ids.length > MOST_IN_GROUP) return { why: "lasso_many" };
  const ops = [];
  ids.forEach((a, i) => ids.slice(i + 1).forEach((b) => {
    if (!tieBetween(map, a, b)) ops.push({ op: "add_tie", id: newId(), a, b, feeling: null });
  }));
  if (!ops.length) return { why: "lasso_joined" };
  return map.ties.length + ops.length > MOST.ties ? { why: "lasso_full" } : { ops };
}
