// Freehand ink: what a finger drew, thinned to few whole numbers (one edit should stay near a kilobyte), and its outline.
import { getStroke } from "perfect-freehand";
import { thin } from "./thin.js";

export { thin };

/** The outline of a stroke as one SVG path; `points` is [x,y,x,y,…]. */
export function outline(points, size, live = false) {
  const pairs = [];
  for (let i = 0; i < points.length; i += 2) pairs.push([points[i], points[i + 1]]);
  const edge = getStroke(pairs, { size: size * 1.5, thinning: 0.3, smoothing: 0.6, streamline: live ? 0.35 : 0.25, last: !live });
  if (edge.length < 3) return "";
  let d = `M${edge[0][0].toFixed(1)} ${edge[0][1].toFixed(1)}Q`;
  for (let i = 0; i < edge.length; i += 1) {
    const [x, y] = edge[i], [nx, ny] = edge[(i + 1) % edge.length];
    d += `${x.toFixed(1)} ${y.toFixed(1)} ${((x + nx) / 2).toFixed(1)} ${((y + ny) / 2).toFixed(1)} `;
  }
  return `${d}Z`;
}
