// What of a map lies in the free part of the board, and how little the view moves so that something does. Pure numbers:
// `view` is {x, y, k}, a free box {x0, y0, x1, y1} is in px of the board, items and their extents are in board units.
import { ME_R, ORIGIN, extentOf } from "./geometry.js";
import { wayOf } from "./ties.js";

const LEAST = 0.6; // of its size: smaller than this a map is not made for a card

/** Everything on the map with room around it, ME always within. */
export function boundsOf(map) {
  const box = { x0: -90, y0: -90, x1: 90, y1: 90 };
  const take = (x, y, rx, ry) => {
    box.x0 = Math.min(box.x0, x - rx); box.x1 = Math.max(box.x1, x + rx);
    box.y0 = Math.min(box.y0, y - ry); box.y1 = Math.max(box.y1, y + ry);
  };
  for (const p of [...map.people, ...map.places]) {
    const { rx, ry } = extentOf(p);
    take(p.x, p.y, rx + 10, ry + 10);
  }
  for (const s of map.stickers) take(s.x, s.y, s.size / 2 + 8, s.size / 2 + 8);
  for (const s of map.strokes) for (let i = 0; i < s.points.length; i += 2) take(s.points[i], s.points[i + 1], 8, 8);
  for (const { a, b, by } of map.ties.map((tie) => wayOf(map, tie)).filter(Boolean)) take((a.x + b.x + 2 * by.x) / 4, (a.y + b.y + 2 * by.y) / 4, 8, 8);
  return box;
}

/** The view, moved no further than it must so that an item lies in the free box. */
export function panTo(view, f, { x, y }, { rx, ry }) {
  const by = (at, half, from, to) => {
    const edge = Math.min(half * view.k + 4, (to - from) / 2);
    return Math.max(0, from + edge - at) || Math.min(0, to - edge - at);
  };
  const dx = by(x * view.k + view.x, rx, f.x0, f.x1), dy = by(y * view.k + view.y, ry, f.y0, f.y1);
  return dx || dy ? { ...view, x: view.x + dx, y: view.y + dy } : view;
}

/** Whether anything of a map shows in the free box. */
export function meets(f, view, map) {
  const b = boundsOf(map), { k, x, y } = view;
  return b.x1 * k + x > f.x0 && b.x0 * k + x < f.x1 && b.y1 * k + y > f.y0 && b.y0 * k + y < f.y1;
}

/** Whether all of a map lies in the free box. */
export function holds(f, view, map) {
  const b = boundsOf(map), { k, x, y } = view;
  return b.x0 * k + x >= f.x0 - 4 && b.x1 * k + x <= f.x1 + 4 && b.y0 * k + y >= f.y0 - 4 && b.y1 * k + y <= f.y1 + 4;
}

const ME_THERE = { ...ORIGIN, reach: { rx: ME_R, ry: ME_R } };

/** ME and the people who show below the line above in `view`, and would be pushed under it in `next`. */
function pushedUnder(f, view, next, map) {
  const top = ({ y, reach }, { k, y: dy }) => (y - reach.ry) * k + dy;
  return [ME_THERE, ...map.people.map((p) => ({ x: p.x, y: p.y, reach: extentOf(p) }))]
    .filter((one) => top(one, view) >= f.y0 - 4 && top(one, next) < f.y0 - 4);
}

const around = (all) => {
  const least = (side, half) => Math.min(...all.map((one) => one[side] - one.reach[half]));
  const most = (side, half) => Math.max(...all.map((one) => one[side] + one.reach[half]));
  return { x0: least("x", "rx"), x1: most("x", "rx"), y0: least("y", "ry"), y1: most("y", "ry") };
};

/**
 * The view for an open card: what it is about lies in the free box. Where moving alone would push people under the line
 * above, it shows a little more instead: as many of them as there is room for while each can still be read.
 */
export function viewFor(view, f, map, item, reach) {
  const next = panTo(view, f, item, reach);
  const pushed = next.y < view.y ? pushedUnder(f, view, next, map) : [];
  pushed.sort((a, b) => b.y - b.reach.ry - (a.y - a.reach.ry)); // who stands highest goes first
  for (; pushed.length; pushed.pop()) {
    const { x0, x1, y0, y1 } = around([{ x: item.x, y: item.y, reach }, ...pushed]);
    const k = Math.min(view.k, (f.x1 - f.x0 - 8) / (x1 - x0), (f.y1 - f.y0 - 8) / (y1 - y0));
    if (k < view.k * LEAST) continue;
    const mid = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, half = { rx: (x1 - x0) / 2, ry: (y1 - y0) / 2 };
    return panTo({ k, x: view.x + mid.x * (view.k - k), y: view.y + mid.y * (view.k - k) }, f, mid, half);
  }
  return next;
}

/** The view that shows all of a map in the middle of the free box; `within` keeps its scale within bounds. */
export function wholeIn(f, map, within = (k) => k) {
  const b = boundsOf(map), w = f.x1 - f.x0, h = f.y1 - f.y0;
  const k = within(Math.min(1.1, w / (b.x1 - b.x0), h / (b.y1 - b.y0)));
  return { k, x: (f.x0 + f.x1 - (b.x0 + b.x1) * k) / 2, y: (f.y0 + f.y1 - (b.y0 + b.y1) * k) / 2 };
}

/** Whether a box of the screen lies over somebody or a place. */
export const covers = (box, { k, x, y }, map) => [ME_THERE, ...map.people, ...map.places].some((one) => {
  const { rx, ry } = one.reach || extentOf(one), mx = one.x * k + x, my = one.y * k + y;
  return mx + rx * k > box.x0 && mx - rx * k < box.x1 && my + ry * k > box.y0 && my - ry * k < box.y1;
});

/**
 * The view, or all of the map as large as it can be, with nobody under the buttons in a lower corner of the free box.
 * `within` keeps its scale within bounds.
 */
export function clearOf(view, buttons, f, map, within) {
  if (!buttons || !covers(buttons, view, map)) return view;
  const left = buttons.x0 + buttons.x1 < f.x0 + f.x1;
  const beside = left ? { ...f, x0: Math.max(f.x0, buttons.x1 + 6) } : { ...f, x1: Math.min(f.x1, buttons.x0 - 6) };
  const [one, other] = [{ ...f, y1: Math.min(f.y1, buttons.y0 - 6) }, beside].map((box) => wholeIn(box, map, within));
  return one.k > other.k ? one : other;
}

/** All of a map that stands still, as large as it can be with nobody under the button in the lower right corner. */
export const stillView = (f, map, button) => clearOf(wholeIn(f, map), button, f, map);
