// Thinning of ink. Pure, so that node can test it alone.
import { clampUnit } from "./model.js";

export const MOST_SENT = 120; // points of one stroke on the wire: about a kilobyte

/** Douglas-Peucker: which of the points matter at this tolerance. Iterative: a scribble may hold thousands. */
function keep(points, tolerance) {
  const n = points.length / 2, kept = new Uint8Array(n), stack = [[0, n - 1]];
  kept[0] = kept[n - 1] = 1;
  while (stack.length) {
    const [from, to] = stack.pop();
    const ax = points[2 * from], ay = points[2 * from + 1], dx = points[2 * to] - ax, dy = points[2 * to + 1] - ay;
    const length = Math.hypot(dx, dy);
    let worst = tolerance, at = -1;
    for (let i = from + 1; i < to; i += 1) {
      const px = points[2 * i] - ax, py = points[2 * i + 1] - ay;
      const off = length > 0 ? Math.abs(px * dy - py * dx) / length : Math.hypot(px, py);
      if (off > worst) [worst, at] = [off, i];
    }
    if (at > 0) {
      kept[at] = 1;
      stack.push([from, at], [at, to]);
    }
  }
  return kept;
}

/** [x,y,…] in board units -> the same line in at most MOST_SENT whole-numbered points, or null for no line at all. */
export function thin(points) {
  if (points.length < 4) return null;
  let tolerance = 0.6, out = points;
  do {
    const kept = keep(points, tolerance);
    out = [];
    for (let i = 0; i < kept.length; i += 1) {
      if (!kept[i]) continue;
      const x = clampUnit(points[2 * i]), y = clampUnit(points[2 * i + 1]);
      if (out.length < 2 || out.at(-2) !== x || out.at(-1) !== y) out.push(x, y);
    }
    tolerance *= 1.5;
  } while (out.length / 2 > MOST_SENT);
  if (out.length === 2) out.push(out[0] + 1, out[1]);
  return out;
}
