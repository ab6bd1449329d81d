// Freehand ink: what a finger drew, thinned to few whole numbers (one edit should stay near a kilobyte), and its outline.
import { getStroke } from "perfect-freehand";
import { thin } from "./thin.js";

export { thin };

/** The outline of a stroke as one SVG path; `points` is [x,y,x,y,…], `press` how hard a pen pressed at each (0 to 100). */
export function outline(points, size, live = false, press = []) {
  const pairs = [], pen = press.length > 0;
  for (let i = 0; i < points.length; i += 2) pairs.push(pen ? [points[i], points[i + 1], press[i / 2] / 100] : [points[i], points[i + 1]]);
  const edge = getStroke(pairs, { size: size * 1.5, thinning: pen ? 0.6 : 0.3, simulatePressure: !pen, smoothing: 0.6, streamline: live ? 0.35 : 0.25, last: !live });
  if (edge.length < 3) return "";
  let d = `M${edge[0][0].toFixed(1)} ${edge[0][1].toFixed(1)}Q`;
  for (let i = 0; i < edge.length; i += 1) {
    const [x, y] = edge[i], [nx, ny] = edge[(i + 1) % edge.length];
    d += `${x.toFixed(1)} ${y.toFixed(1)} ${((x + nx) / 2).toFixed(1)} ${((y + ny) / 2).toFixed(1)} `;
  }
  return `${d}Z`;
}
