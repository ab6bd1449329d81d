// The view onto the board, moved by gestures.js and by what must come into sight. Nothing here renders React while a finger moves.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { attachGestures, clampZoom, toBoard, zoomAt } from "./gestures.js";
import { ME_R, ORIGIN, extentOf } from "./geometry.js";
import { makeHost } from "./host.js";
import { makeOverlay } from "./overlay.js";
import { boundsOf, clearOf, covers, holds, meets, panTo, stillView, viewFor, wholeIn } from "./sight.js";

const WIDE = 1000; // px from which the side panel stands beside the board
const SIDE_REM = 22.1; // what the side panel takes then: it grows with bigger text

const CARD_EXTENT = { rx: 48, ry: 48 }; // board units about a middle that a card leaves free

/** What the page itself lays beside the map, as a card lies there; a browser without popovers would refuse the selector. */
const besideIt = () => (CSS.supports("selector(:popover-open)") ? document.querySelector("[data-beside=board]:popover-open") : null);

const HANDLE = 22; // px that a place's handle reaches beyond its edge

/** Whether the card and the tools are mirrored (Comfort, ui/comfort). */
const leftHanded = () => document.documentElement.hasAttribute("data-left");

/**
 * @param refs  {ground, svg, live, rubber, handles, dot}: the element that stands still, the drawing in it, the ink being drawn,
 *              the line of a sweep, a place's handles, the other's finger
 * @param now   a ref to {map, tool, pen, still, handled: the place with handles, onTap(hit, point), onMoved(ops),
 *              onInk(points, press), onJoin(a, b), onLasso(loop), onPoint(point or null: lifted)}
 * @returns {fit(), watch(), zoom(factor), show(id), putBack(), makeRoom(on), bring(id), frame(), handles(place), dot(at)}: show moves the view for
 *          an open card and putBack undoes that; bring keeps what was just moved in sight; frame is what can be seen, in board units
 */
export function useStage(refs, now) {
  const view = useRef({ x: 0, y: 0, k: 1 });
  const touched = useRef(false);
  const held = useRef(false); // a finger is on the board
  const overlay = useMemo(() => makeOverlay(refs, view), []);
  const back = useRef(null); // while a card is open: {id, from, to}, the view before it and the one that it brought about

  const tray = useRef(null); // while pens or stickers lie on the board: {from, to}, as above

  const setView = useCallback((v) => {
    view.current = v;
    // On the whole drawing, not on a group in it: a scaled group would lay out all of its text again, each frame.
    if (refs.svg.current) refs.svg.current.style.transform = `translate(${v.x.toFixed(2)}px, ${v.y.toFixed(2)}px) scale(${v.k.toFixed(4)})`;
    overlay.lay();
  }, []);

  /** The part of the board that nothing covers, in px; `kept` leaves the room of the side panel free though none is open. */
  const freeBox = useCallback((kept = true) => {
    const box = refs.ground.current.getBoundingClientRect();
    const root = refs.ground.current.closest(".pm-board");
    if (now.current.still) return { x0: 12, y0: 12, x1: box.width - 12, y1: box.height - 12, w: box.width, h: box.height };
    const rect = (s) => root.querySelector(s)?.getBoundingClientRect();
    const top = rect(".pm-above"), tools = rect(".pm-tools"), panel = rect(".pm-panel") || besideIt()?.getBoundingClientRect();
    const pens = rect(".pm-pens"), upright = pens && pens.width < box.width * 0.4; // a phone lying down: they stand beside the map
    const wide = box.width >= WIDE, left = leftHanded();
    const beside = panel && panel.width < box.width * 0.6; // else the card lies under the map
    const y0 = (top ? top.bottom - box.top : 0) + 6;
    const y1 = (tools ? tools.top - box.top : box.height) - 6;
    const under = panel && !beside ? Math.max(y0 + 60, panel.top - box.top - 6) : y1;
    const taken = wide && kept ? SIDE_REM * parseFloat(getComputedStyle(document.documentElement).fontSize) : beside ? (left ? panel.right - box.left : box.right - panel.left) : 0;
    const over = pens && !wide && !upright ? pens.top - box.top - 6 : y1;
    const edge = upright && !wide ? Math.max(taken, (left ? pens.right - box.left : box.right - pens.left)) : taken;
    return { x0: 6 + (left ? edge : 0), y0, x1: box.width - 6 - (left ? 0 : edge), y1: Math.min(y1, under, over), w: box.width, h: box.height };
  }, []);

  /** The box of the buttons in a lower corner: the zoom, or on a map that stands still the one that makes it bigger. */
  const cornerBox = () => {
    const { left, top } = refs.ground.current.getBoundingClientRect();
    const box = refs.ground.current.closest(".pm-board").querySelector(now.current.still ? ".pm-bigger" : ".pm-zoom")?.getBoundingClientRect();
    return box && { x0: box.left - left, x1: box.right - left, y0: box.top - top, y1: box.bottom - top };
  };

  const fit = useCallback(() => {
    const free = freeBox();
    const { map, still } = now.current;
    if (still) return setView(stillView(free, map, cornerBox())); // what stands still cannot be moved: all of it must show
    const b = boundsOf(map);
    const w = free.x1 - free.x0, h = free.y1 - free.y0;
    const wide = free.w >= WIDE;
    const plain = { k: clampZoom(Math.min(1, w / 470, h / 470)), x: wide ? (free.w + (leftHanded() ? 300 : -300)) / 2 : (free.x0 + free.x1) / 2, y: wide ? free.h * 0.518 : (free.y0 + free.y1) / 2 };
    const inside = b.x0 * plain.k + plain.x >= free.x0 - 2 && b.x1 * plain.k + plain.x <= free.x1 + 2 &&
      b.y0 * plain.k + plain.y >= free.y0 - 10 && b.y1 * plain.k + plain.y <= free.y1 + 10;
    return setView(clearOf(inside ? plain : wholeIn(free, map, clampZoom), cornerBox(), free, map, clampZoom));
  }, []);

  /** Pens or stickers take room away (`on`), or give it back: ME stays in sight, and everything while nobody moved the view. */
  const makeRoom = useCallback((on) => {
    const was = tray.current, from = view.current;
    tray.current = null;
    if (!refs.ground.current.clientWidth) return;
    if (was && was.to === from) setView(was.from);
    else if (was && !touched.current) fit();
    if (!on) return;
    const f = freeBox(), { map } = now.current;
    const whole = holds(f, view.current, map) && !covers(cornerBox(), view.current, map);
    if (!touched.current && !whole) fit();
    else setView(panTo(view.current, f, ORIGIN, { rx: ME_R, ry: ME_R }));
    tray.current = { from, to: view.current };
  }, []);

  /** Shows all again once something lies out of sight, unless somebody moved the view; false: not now, a finger is on the board. */
  const watch = useCallback(() => {
    if (held.current || !refs.ground.current.clientWidth) return false;
    if (!touched.current && !holds(freeBox(), view.current, now.current.map)) fit();
    return true;
  }, []);

  const zoom = useCallback((factor) => {
    const f = freeBox();
    touched.current = true;
    setView(zoomAt(view.current, { x: (f.x0 + f.x1) / 2, y: (f.y0 + f.y1) / 2 }, factor));
  }, []);

  const find = (id) => ["people", "places", "stickers"].map((kind) => now.current.map[kind].find((one) => one.id === id)).find(Boolean);

  const show = useCallback((id) => {
    const item = find(id);
    if (!item || !refs.ground.current.clientWidth) return;
    const from = back.current?.to === view.current ? back.current.from : view.current;
    const room = HANDLE / view.current.k; // a place is shown whole, with the handles at its edges
    const reach = item.w ? { rx: item.w / 2 + room, ry: item.h / 2 + room } : CARD_EXTENT;
    setView(viewFor(view.current, freeBox(), now.current.map, item, reach));
    back.current = { id, from, to: view.current };
  }, []);

  /** What was just moved comes into sight: by a little way, or, while nobody moved the view, by showing all again. */
  const bring = useCallback((id) => {
    const item = find(id);
    if (!item || !refs.ground.current.clientWidth) return;
    const f = freeBox(false), next = panTo(view.current, f, item, extentOf(item));
    if (next === view.current) return;
    if (touched.current || back.current || holds(f, next, now.current.map)) setView(next);
    else fit();
    if (back.current) back.current.to = view.current;
  }, []);

  /** The card is closed: the view as it was before, unless somebody moved it meanwhile. */
  const putBack = useCallback(() => {
    const was = back.current;
    back.current = null;
    if (!was) return;
    if (was.to === view.current) setView(was.from);
    else if (!touched.current) fit();
    bring(was.id);
  }, []);

  const frame = useCallback(() => {
    const f = freeBox(), a = toBoard(view.current, { x: f.x0 + 44, y: f.y0 + 44 }), b = toBoard(view.current, { x: f.x1 - 44, y: f.y1 - 44 });
    return { x0: a.x, y0: a.y, x1: b.x, y1: b.y };
  }, []);

  useLayoutEffect(() => {
    const size = () => [refs.ground.current.clientWidth, refs.ground.current.clientHeight];
    let [w, h] = size(); // before anything is moved: each look after a move lays the whole page out anew
    fit();
    // The device was turned, or Comfort changed what lies around the map: what was in the middle stays there, or all shows
    // while nobody moved the view; and what has its card open comes into sight again.
    const turned = () => {
      if (!refs.ground.current) return; // the board went between the choice and the frame
      const [wide, high] = size();
      if (!wide) return;
      const by = (v) => ({ ...v, x: v.x + (wide - w) / 2, y: v.y + (high - h) / 2 });
      const was = back.current, moved = was && was.to === view.current;
      if (!touched.current) fit();
      else setView(by(view.current));
      if (!meets(freeBox(), view.current, now.current.map)) fit();
      if (was) back.current = { ...was, from: touched.current ? by(was.from) : view.current, to: moved ? view.current : was.to };
      [w, h] = [wide, high];
      if (moved) show(was.id);
    };
    const watch = new ResizeObserver(turned);
    const eased = () => requestAnimationFrame(turned);
    const beside = (e) => e.target.dataset?.beside && eased();
    watch.observe(refs.ground.current);
    window.addEventListener("pm-ease", eased);
    document.addEventListener("toggle", beside, true);
    return () => {
      watch.disconnect();
      window.removeEventListener("pm-ease", eased);
      document.removeEventListener("toggle", beside, true);
    };
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
  }, overlay))), []);

  return useMemo(() => ({ fit: () => { touched.current = false; fit(); }, settle: () => { if (!touched.current) fit(); }, watch, zoom, show, putBack, makeRoom, bring, frame, handles: overlay.handles, dot: overlay.dot }), []);
}
