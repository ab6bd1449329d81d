// One drag: what it moves on the screen while the finger is down, and the ops that it ends with. Renders nothing.
import { placeAt, tiePath, whereIs } from "./geometry.js";
import { clampUnit } from "./model.js";

const by = (root, id) => root.querySelector(`[data-id="${CSS.escape(id)}"]`);

/** Moves a person's (or a place's and its people's) elements without React: one transform each, and the ties' paths. */
function mover(drawing, map, ids) {
  const moved = new Set(ids);
  const els = ids.map((id) => by(drawing, id)).filter(Boolean);
  const ties = map.ties.filter((t) => moved.has(t.a) || moved.has(t.b))
    .map((t) => ({ a: whereIs(map, t.a), b: whereIs(map, t.b), goesA: moved.has(t.a), goesB: moved.has(t.b), el: by(drawing, t.id) }))
    .filter((t) => t.a && t.b && t.el);
  const go = (p, goes, dx, dy) => (goes ? { x: Math.round(p.x + dx), y: Math.round(p.y + dy) } : p);
  return (dx, dy) => {
    const still = dx === 0 && dy === 0;
    for (const el of els) {
      if (still) el.removeAttribute("transform");
      else el.setAttribute("transform", `translate(${dx.toFixed(1)} ${dy.toFixed(1)})`);
    }
    for (const t of ties) t.el.setAttribute("d", tiePath(go(t.a, t.goesA, dx, dy), go(t.b, t.goesB, dx, dy)));
  };
}

/** One drag of a person, or of a place with its people. */
export function startDrag(refs, now, hit) {
  const { map } = now.current, drawing = refs.svg.current;
  const item = (hit.kind === "place" ? map.places : map.people).find((p) => p.id === hit.id);
  if (!item) return null;
  const along = hit.kind === "place" ? map.people.filter((p) => p.place === hit.id) : [];
  const move = mover(drawing, map, [hit.id, ...along.map((p) => p.id)]);
  const lifted = by(drawing, hit.id);
  lifted?.classList.add("pm-lifted");
  let at = { dx: 0, dy: 0 }, over = null;
  const mark = (place) => {
    if (place?.id === over?.id) return;
    if (over) by(drawing, over.id)?.classList.remove("pm-over");
    if (place) by(drawing, place.id)?.classList.add("pm-over");
    over = place;
  };
  const settle = () => {
    mark(null);
    lifted?.classList.remove("pm-lifted");
  };
  return {
    move: (dx, dy) => {
      at = { dx, dy };
      move(dx, dy);
      if (hit.kind === "person") mark(placeAt(map, item.x + dx, item.y + dy));
    },
    cancel: () => {
      move(0, 0);
      settle();
    },
    end: () => {
      settle();
      const to = (p) => ({ x: clampUnit(p.x + at.dx), y: clampUnit(p.y + at.dy) });
      const end = to(item);
      const ops = hit.kind === "person"
        ? [{ op: "move_person", id: hit.id, ...end, place: placeAt(now.current.map, end.x, end.y)?.id ?? null }]
        : [{ op: "move_place", id: hit.id, ...end }, ...along.map((p) => ({ op: "move_person", id: p.id, ...to(p), place: hit.id }))];
      // Taken away before React writes the new positions, and before anything is painted.
      move(0, 0);
      now.current.onMoved(ops);
    },
  };
}
