// What gestures.js speaks to: what a finger landed on, and what a drag, a tap or ink there means with the tool that is on.
import { startDrag, startStretch } from "./drag.js";
import { INKS, pieceNear } from "./geometry.js";
import { outline, thin } from "./ink.js";
import { startJoin, startLasso, startRub } from "./sweep.js";

const FINGER = 24; // px about a middle that count as the person or sticker, however far the board is zoomed out
const RUBBER = 10; // px about the finger that the rubber takes
const NO_PRESSURE = 50; // what a pen that cannot feel pressure says all the time, of a hundred

const KINDS = ["person", "place", "sticker", "me"];

function inkOf(refs, now) {
  let points = [], press = [];
  const add = (p) => {
    points.push(p.x, p.y);
    if (p.press !== undefined) press.push(p.press);
  };
  const clear = () => refs.live.current.setAttribute("d", "");
  return {
    start: (p) => {
      [points, press] = [[], []];
      add(p);
      refs.live.current.setAttribute("fill", INKS[now.current.pen.colour]);
    },
    move: (fresh) => {
      for (const p of fresh) add(p);
      refs.live.current.setAttribute("d", outline(points, now.current.pen.size, true, press));
    },
    end: () => {
      if (points.length < 4) add({ x: points[0] + 1, y: points[1], press: press[0] });
      const felt = press.some((one) => one !== NO_PRESSURE) ? press : [];
      const line = thin(points, felt);
      if (line) now.current.onInk(line.points, line.press);
      clear();
    },
    cancel: clear,
  };
}

/** What lies under a finger: {kind, id}, a place's handle with its edge, or null for the empty board. */
function hitOf(now, target, point, reach) {
  const edge = target.closest?.("[data-handle]")?.dataset.handle;
  if (edge) return { kind: "stretch", id: now.current.handled.id, edge };
  const near = pieceNear(now.current.map, point, reach);
  if (near) return near;
  const el = target.closest?.(".pm-person, .pm-place, .pm-sticker, .pm-me");
  return el && { kind: KINDS.find((kind) => el.classList.contains(`pm-${kind}`)), id: el.dataset.id };
}

/** The drag that begins on `hit` at `start`, or null where one finger pans. */
function beginOf(refs, now, overlay, hit, start, k) {
  const { tool } = now.current;
  if (tool === "rub") return startRub(refs, now, start, RUBBER / k);
  if (tool === "join") {
    return ["person", "me"].includes(hit?.kind) ? startJoin(refs, now, hit, FINGER / k) : startLasso(refs, now, start);
  }
  if (!hit || hit.kind === "me") return null;
  return hit.kind === "stretch" ? startStretch(refs, now, hit, overlay.handles) : startDrag(refs, now, hit);
}

/** See `attachGestures` for what each part is for. */
export function makeHost(refs, now, view, setView, overlay) {
  return {
    view: () => view.current,
    setView,
    // While it moves, the drawing is a layer of its own: moving a picture costs nothing, painting it again does.
    moving: (on) => refs.ground.current.classList.toggle("pm-moving", on),
    draws: () => now.current.tool === "draw",
    rubs: () => now.current.tool === "rub",
    point: (p) => now.current.onPoint?.(p),
    hit: (target, point) => hitOf(now, target, point, FINGER / view.current.k),
    begin: (hit, start) => beginOf(refs, now, overlay, hit, start, view.current.k),
    tap: (hit, point) => {
      if (hit?.kind === "stretch") return;
      const box = refs.ground.current.getBoundingClientRect(), { k, x, y } = view.current;
      now.current.onTap(hit, point, 18 / k, { x: point.x * k + x + box.left, y: point.y * k + y + box.top });
    },
    ink: inkOf(refs, now),
  };
}
