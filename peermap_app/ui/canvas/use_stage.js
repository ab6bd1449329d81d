// The view onto the board, and the host that gestures.js speaks to. Nothing here renders React while a finger moves.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { attachGestures, clampZoom, toBoard, zoomAt } from "./gestures.js";
import { boundsOf, personNear, placeAt, tiePath, whereIs, INKS } from "./geometry.js";
import { outline, thin } from "./ink.js";
import { clampUnit } from "./model.js";

const WIDE = 1000; // px from which the side panel stands beside the board

const FINGER = 24; // px about a person's middle that count as the person, however far the board is zoomed out

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

/**
 * @param refs  {ground, svg, live}: the element that stands still, the drawing in it, the ink being drawn
 * @param now   a ref to {map, tool, pen, still, onTap(hit, point), onMoved(ops), onInk(points), onBusy()}
 * @returns {fit(), watch(), zoom(factor), show(item), frame()}: show brings something into the free part of the board; frame is
 *          what can be seen, in board units
 */
export function useStage(refs, now) {
  const view = useRef({ x: 0, y: 0, k: 1 });
  const touched = useRef(false);
  const held = useRef(false); // a finger is on the board

  const setView = useCallback((v) => {
    view.current = v;
    // On the whole drawing, not on a group in it: a scaled group would lay out all of its text again, each frame.
    if (refs.svg.current) refs.svg.current.style.transform = `translate(${v.x.toFixed(2)}px, ${v.y.toFixed(2)}px) scale(${v.k.toFixed(4)})`;
  }, []);

  /** The part of the board that nothing covers, in px. */
  const freeBox = useCallback(() => {
    const box = refs.ground.current.getBoundingClientRect();
    const root = refs.ground.current.closest(".pm-board");
    if (now.current.still) return { x0: 8, y0: 8, x1: box.width - 8, y1: box.height - 8, w: box.width, h: box.height };
    const rect = (s) => root.querySelector(s)?.getBoundingClientRect();
    const top = rect(".pm-above"), tools = rect(".pm-tools"), panel = rect(".pm-panel");
    const wide = box.width >= WIDE;
    const y0 = (top ? top.bottom - box.top : 0) + 6;
    const y1 = (tools ? tools.top - box.top : box.height) - 6;
    const under = panel && !wide ? Math.max(y0 + 60, panel.top - box.top - 6) : y1;
    return { x0: 6, y0, x1: wide ? box.width - 360 : box.width - 6, y1: Math.min(y1, under), w: box.width, h: box.height };
  }, []);

  const fit = useCallback(() => {
    const free = freeBox();
    const { map, still } = now.current;
    const b = boundsOf(map);
    const w = free.x1 - free.x0, h = free.y1 - free.y0;
    const wide = free.w >= WIDE;
    const plain = { k: still ? 1 : clampZoom(Math.min(1, w / 470, h / 470)), x: wide ? (free.w - 300) / 2 : (free.x0 + free.x1) / 2, y: wide ? free.h * 0.518 : (free.y0 + free.y1) / 2 };
    const inside = b.x0 * plain.k + plain.x >= free.x0 - 2 && b.x1 * plain.k + plain.x <= free.x1 + 2 &&
      b.y0 * plain.k + plain.y >= free.y0 - 10 && b.y1 * plain.k + plain.y <= free.y1 + 10;
    if (inside && !still) return setView(plain);
    const whole = Math.min(1.1, w / (b.x1 - b.x0), h / (b.y1 - b.y0));
    const k = still ? whole : clampZoom(whole); // what stands still cannot be moved: all of it must show
    return setView({ k, x: (free.x0 + free.x1 - (b.x0 + b.x1) * k) / 2, y: (free.y0 + free.y1 - (b.y0 + b.y1) * k) / 2 });
  }, []);

  /** Shows all again once something lies out of sight; never while a finger is on the board, or once somebody moved the view. */
  const watch = useCallback(() => {
    if (touched.current || held.current || !refs.ground.current.clientWidth) return;
    const f = freeBox(), v = view.current, b = boundsOf(now.current.map);
    const out = b.x0 * v.k + v.x < f.x0 - 4 || b.x1 * v.k + v.x > f.x1 + 4 || b.y0 * v.k + v.y < f.y0 - 4 || b.y1 * v.k + v.y > f.y1 + 4;
    if (out) fit();
  }, []);

  const zoom = useCallback((factor) => {
    const f = freeBox();
    touched.current = true;
    setView(zoomAt(view.current, { x: (f.x0 + f.x1) / 2, y: (f.y0 + f.y1) / 2 }, factor));
  }, []);

  const show = useCallback((item) => {
    if (!item || !refs.ground.current.clientWidth) return;
    const f = freeBox(), v = view.current, edge = 52 * v.k;
    const x = item.x * v.k + v.x, y = item.y * v.k + v.y;
    const dx = Math.max(0, f.x0 + edge - x) || Math.min(0, f.x1 - edge - x);
    const dy = Math.max(0, f.y0 + edge - y) || Math.min(0, f.y1 - edge - y);
    if (dx || dy) setView({ ...v, x: v.x + dx, y: v.y + dy });
  }, []);

  const frame = useCallback(() => {
    const f = freeBox(), a = toBoard(view.current, { x: f.x0 + 44, y: f.y0 + 44 }), b = toBoard(view.current, { x: f.x1 - 44, y: f.y1 - 44 });
    return { x0: a.x, y0: a.y, x1: b.x, y1: b.y };
  }, []);

  useLayoutEffect(() => {
    fit();
    const watch = new ResizeObserver(() => {
      if (!touched.current) fit();
    });
    watch.observe(refs.ground.current);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    const ground = refs.ground.current;
    const down = () => { held.current = true; };
    const up = () => { held.current = false; };
    ground.addEventListener("pointerdown", down);
    for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, up);
    return () => {
      ground.removeEventListener("pointerdown", down);
      for (const type of ["pointerup", "pointercancel"]) window.removeEventListener(type, up);
    };
  }, []);

  useEffect(() => (now.current.still ? undefined : attachGestures(refs.ground.current, makeHost(refs, now, view, (v) => {
    touched.current = true;
    setView(v);
  }))), []);

  return useMemo(() => ({ fit: () => { touched.current = false; fit(); }, settle: () => { if (!touched.current) fit(); }, watch, zoom, show, frame, scale: () => view.current.k }), []);
}

function makeHost(refs, now, view, setView) {
  const ink = { points: [] };
  const paint = () => refs.live.current.setAttribute("d", outline(ink.points, now.current.pen.size, true));
  return {
    view: () => view.current,
    setView,
    // While it moves, the drawing is a layer of its own: moving a picture costs nothing, painting it again does.
    moving: (on) => refs.ground.current.classList.toggle("pm-moving", on),
    draws: () => now.current.tool === "draw",
    hit: (target, point) => {
      const near = personNear(now.current.map, point, FINGER / view.current.k);
      if (near) return { kind: "person", id: near.id };
      const el = target.closest?.(".pm-person, .pm-place, .pm-me");
      if (!el) return null;
      const kind = el.classList.contains("pm-person") ? "person" : el.classList.contains("pm-place") ? "place" : "me";
      return { kind, id: el.dataset.id };
    },
    begin: (hit) => (hit.kind === "me" || now.current.tool === "rub" ? null : startDrag(refs, now, hit)),
    tap: (hit, point) => now.current.onTap(hit, point, 18 / view.current.k),
    ink: {
      start: (p) => {
        ink.points = [p.x, p.y];
        refs.live.current.setAttribute("fill", INKS[now.current.pen.colour]);
      },
      move: (points) => {
        for (const p of points) ink.points.push(p.x, p.y);
        paint();
      },
      end: () => {
        const points = thin(ink.points.length < 4 ? [...ink.points, ink.points[0] + 1, ink.points[1]] : ink.points);
        if (points) now.current.onInk(points);
        refs.live.current.setAttribute("d", "");
      },
      cancel: () => refs.live.current.setAttribute("d", ""),
    },
  };
}

/** One drag of a person, or of a place with its people. */
function startDrag(refs, now, hit) {
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
