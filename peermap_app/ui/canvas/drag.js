// One drag: what it moves on the screen while the finger is down, and the ops that it ends with. Renders nothing.
import { labelY, pebble, placeAt, saidY, whereIs } from "./geometry.js";
import { clampUnit } from "./model.js";
import { movePlaceOps } from "./ops.js";
import { stretched, stretchOps } from "./stretch.js";
import { tiePath, wayOf } from "./ties.js";
import { labelSide } from "./words_at.js";

export const by = (root, id) => root.querySelector(`[data-id="${CSS.escape(id)}"]`);

const LISTS = { person: "people", place: "places", sticker: "stickers" };
const find = (map, kind, id) => map[LISTS[kind]].find((one) => one.id === id);

/**
 * Moves a person's (or a place's and its people's) elements without React: one transform each, and the paths of their ties.
 * A tie between two others bends out of their way once they are put down: in each frame that would be all ties against all.
 */
function mover(drawing, now, ids) {
  const { map } = now.current, moved = new Set(ids);
  const els = ids.map((id) => by(drawing, id)).filter(Boolean);
  const ties = map.ties.filter((t) => moved.has(t.a) || moved.has(t.b))
    .map((t) => ({ tie: t, a: whereIs(map, t.a), b: whereIs(map, t.b), goesA: moved.has(t.a), goesB: moved.has(t.b), el: by(drawing, t.id) }))
    .filter((t) => t.a && t.b && t.el);
  const go = (p, goes, dx, dy) => (goes ? { x: Math.round(p.x + dx), y: Math.round(p.y + dy) } : p);
  return (dx, dy) => {
    const still = dx === 0 && dy === 0;
    for (const el of els) {
      if (still) el.removeAttribute("transform");
      else el.setAttribute("transform", `translate(${dx.toFixed(1)} ${dy.toFixed(1)})`);
    }
    if (still) { // as React drew them last: the other device may have moved somebody meanwhile
      for (const t of ties) t.el.setAttribute("d", wayOf(now.current.map, t.tie)?.path ?? "");
      return;
    }
    const people = ties.length ? map.people.map((p) => (moved.has(p.id) ? { ...p, ...go(p, true, dx, dy) } : p)) : [];
    for (const t of ties) t.el.setAttribute("d", tiePath(go(t.a, t.goesA, dx, dy), go(t.b, t.goesB, dx, dy), people, [t.tie.a, t.tie.b]));
  };
}

/** Marks the place that a person is held over, one at a time. */
function marker(drawing) {
  let over = null;
  return (place) => {
    if (place?.id === over?.id) return;
    if (over) by(drawing, over.id)?.classList.remove("pm-over");
    if (place) by(drawing, place.id)?.classList.add("pm-over");
    over = place;
  };
}

/** What a drag by {dx,dy} ends with, on the map as it is by then: the other device may have changed it meanwhile. */
function moveOps(map, kind, item, { dx, dy }) {
  const to = { x: clampUnit(item.x + dx), y: clampUnit(item.y + dy) };
  if (kind === "place") return movePlaceOps(map, find(map, kind, item.id) || item, to);
  if (kind === "sticker") return [{ op: "move_sticker", id: item.id, ...to }];
  return [{ op: "move_person", id: item.id, ...to, place: placeAt(map, to.x, to.y)?.id ?? null }];
}

/** One drag of a person, a sticker, or a place with the people that it carries. */
export function startDrag(refs, now, { kind, id }) {
  const { map } = now.current, drawing = refs.svg.current;
  const item = find(map, kind, id);
  if (!item) return null;
  const along = kind === "place" && item.carries ? map.people.filter((p) => p.place === id) : [];
  const move = mover(drawing, now, [id, ...along.map((p) => p.id)]);
  const lifted = by(drawing, id), mark = marker(drawing);
  lifted?.classList.add("pm-lifted");
  refs.handles.current.classList.add("pm-away");
  let at = { dx: 0, dy: 0 };
  const settle = () => {
    mark(null);
    lifted?.classList.remove("pm-lifted");
    refs.handles.current.classList.remove("pm-away");
  };
  return {
    move: (dx, dy) => {
      at = { dx, dy };
      move(dx, dy);
      if (kind === "person") mark(placeAt(map, item.x + dx, item.y + dy));
    },
    cancel: () => {
      move(0, 0);
      settle();
    },
    end: () => {
      settle();
      const ops = moveOps(now.current.map, kind, item, at);
      // Taken away before React writes the new positions, and before anything is painted.
      move(0, 0);
      now.current.onMoved(ops);
    },
  };
}

/** Draws a place as it is while it is stretched: its outline, its label, and what was said of it. */
function redrawer(el, place, low) {
  const outline = el.querySelector(":scope > path");
  const words = [...el.querySelectorAll(":scope > text")];
  const said = [...el.querySelectorAll(":scope > svg")].map((one) => ({ one, x: Number(one.getAttribute("x")), y: Number(one.getAttribute("y")) }));
  return (at) => {
    outline.setAttribute("d", pebble(at));
    for (const word of words) {
      word.setAttribute("x", at.x);
      word.setAttribute("y", at.y + labelY(at, low));
    }
    const dx = at.x - place.x, dy = at.y + saidY(at, low) - place.y - saidY(place, low);
    for (const { one, x, y } of said) {
      one.setAttribute("x", x + dx);
      one.setAttribute("y", y + dy);
    }
  };
}

/** One pull at a handle of a place; `lay(place)` puts the handles where its edges are. */
export function startStretch(refs, now, { id, edge }, lay) {
  const { map } = now.current, place = find(map, "place", id), el = by(refs.svg.current, id);
  if (!place || !el) return null;
  const redraw = redrawer(el, place, labelSide(map, place));
  let at = place;
  const show = (one) => {
    at = one;
    redraw(one);
    lay(one);
  };
  return {
    move: (dx, dy) => show(stretched(place, edge, dx, dy)),
    cancel: () => show(place),
    end: () => {
      const ops = stretchOps(place, at);
      show(place);
      if (ops.length) now.current.onMoved(ops);
    },
  };
}
