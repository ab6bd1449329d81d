// One sweep over the board: a line from one person to another, a loop round several, or the rubber. Renders nothing.
import { endNear, strokeMeets, whereIs } from "./geometry.js";
import { within } from "./group.js";
import { by } from "./drag.js";

/** The line under the finger: drawn, taken away, or faded because nothing came of it. */
function rubber(path) {
  path.classList.remove("pm-gone");
  return {
    draw: (d) => path.setAttribute("d", d),
    done: () => path.setAttribute("d", ""),
    fade: () => path.classList.add("pm-gone"),
  };
}

/** Marks these ids as reached, and no others. */
function aimer(drawing) {
  let aimed = [];
  return (ids) => {
    for (const id of aimed) if (!ids.includes(id)) by(drawing, id)?.classList.remove("pm-aim");
    for (const id of ids) if (!aimed.includes(id)) by(drawing, id)?.classList.add("pm-aim");
    aimed = ids;
  };
}

/** From somebody to whoever the finger is lifted over, within `reach` board units; over nobody, nothing happens. */
export function startJoin(refs, now, { id }, reach) {
  if (!whereIs(now.current.map, id)) return null;
  const line = rubber(refs.rubber.current), aim = aimer(refs.svg.current);
  let to = null;
  const stop = (joined) => {
    aim([]);
    if (joined) line.done();
    else line.fade();
  };
  return {
    move: (dx, dy, p) => {
      const { map } = now.current, from = whereIs(map, id); // the other device may have moved them, or taken them off
      const near = from && endNear(map, p, reach);
      to = near && near.id !== id ? near : null;
      aim(to ? [id, to.id] : [id]);
      if (from) line.draw(`M${from.x} ${from.y}L${(to || p).x.toFixed(1)} ${(to || p).y.toFixed(1)}`);
    },
    cancel: () => stop(false),
    end: () => {
      stop(to !== null);
      if (to) now.current.onJoin(id, to.id);
    },
  };
}

/** A loop from a point of the empty board: who lies in it when it is closed becomes a group. */
export function startLasso(refs, now, start) {
  const line = rubber(refs.rubber.current), aim = aimer(refs.svg.current);
  const loop = [start];
  const stop = () => {
    aim([]);
    line.fade();
  };
  return {
    move: (dx, dy, p) => {
      loop.push(p);
      aim(within(now.current.map, loop));
      line.draw(`M${loop.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`);
    },
    cancel: stop,
    end: () => {
      stop();
      now.current.onLasso(loop);
    },
  };
}

/** The rubber: each stroke that it comes to is hidden at once, and all of them go in one edit. */
export function startRub(refs, now, start, reach) {
  const drawing = refs.svg.current, gone = new Set();
  let at = start;
  const over = (p) => {
    for (const stroke of now.current.map.strokes) {
      if (gone.has(stroke.id) || !strokeMeets(stroke, at, p, reach)) continue;
      gone.add(stroke.id);
      by(drawing, stroke.id)?.setAttribute("visibility", "hidden");
    }
    at = p;
  };
  const restore = () => {
    for (const id of gone) by(drawing, id)?.removeAttribute("visibility");
  };
  over(start);
  return {
    move: (dx, dy, p) => over(p),
    cancel: restore,
    end: () => {
      const ids = now.current.map.strokes.map((s) => s.id).filter((id) => gone.has(id));
      restore();
      if (ids.length) now.current.onMoved(ids.map((id) => ({ op: "remove_stroke", id })));
    },
  };
}
