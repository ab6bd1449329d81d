// Thinning of ink. Pure, so that node can test it alone.
import { clampUnit } from "./model.js";

export const MOST_SENT = 120; // points of one stroke on the wire: about a kilobyte
export const MOST_PRESSED = 90; // the same with how hard a pen pressed at each
const PRESS_UNIT = 0.05; // board units that one of a hundred parts of a pen's pressure counts for

/** How far point i lies from the line between two others, in space or in how hard it was pressed. */
function farFrom(points, press, from, to, i) {
  const ax = points[2 * from], ay = points[2 * from + 1], dx = points[2 * to] - ax, dy = points[2 * to + 1] - ay;
  const px = points[2 * i] - ax, py = points[2 * i + 1] - ay, length = Math.hypot(dx, dy);
  const off = length > 0 ? Math.abs(px * dy - py * dx) / length : Math.hypot(px, py);
  if (!press.length) return off;
  const t = (i - from) / (to - from);
  return Math.max(off, Math.abs(press[i] - press[from] - t * (press[to] - press[from])) * PRESS_UNIT);
}

/** Douglas-Peucker: which of the points matter at this tolerance. Iterative: a scribble may hold thousands. */
function keep(points, press, tolerance) {
  const n = points.length / 2, kept = new Uint8Array(n), stack = [[0, n - 1]];
  kept[0] = kept[n - 1] = 1;
  while (stack.length) {
    const [from, to] = stack.pop();
    let worst = tolerance, at = -1;
    for (let i = from + 1; i < to; i += 1) {
      const off = farFrom(points, press, from, to, i);
      if (off > worst) [worst, at] = [off, i];
    }
    if (at > 0) {
      kept[at] = 1;
      stack.push([from, at], [at, to]);
    }
  }
  return kept;
}

/**
 * [x,y,…] in board units, and how hard a pen pressed at each (0 to 100; none for a finger) -> the same line in few
 * whole-numbered points, {points, press} in step with each other, or null for no line at all.
 */
export function thin(points, press = []) {
  if (points.length < 4) return null;
  const most = press.length ? MOST_PRESSED : MOST_SENT;
  let tolerance = 0.6, out, hard;
  do {
    const kept = keep(points, press, tolerance);
    [out, hard] = [[], []];
    for (let i = 0; i < kept.length; i += 1) {
      if (!kept[i]) continue;
      const x = clampUnit(points[2 * i]), y = clampUnit(points[2 * i + 1]);
      if (out.length >= 2 && out.at(-2) === x && out.at(-1) === y) continue;
      out.push(x, y);
      if (press.length) hard.push(press[i]);
    }
    tolerance *= 1.5;
  } while (out.length / 2 > most);
  if (out.length === 2) {
    out.push(clampUnit(out[0] < 0 ? out[0] + 1 : out[0] - 1), out[1]);
    hard.push(...hard);
  }
  return { points: out, press: hard };
}
