// The full board, written by bench/peers.py before the build, and how things on it look.
import board from "./full-board.json";

export const { people, places, ties, strokes } = board;
export const ME = { id: "me", initials: "ME", x: 0, y: 0, colour: "ink" };
export const FILL = {
  sky: "#aed6f6", sun: "#f5c451", lilac: "#c9b8f0", mint: "#b9e6c3", peach: "#fbc5a6", rose: "#f6b3c8",
  ink: "#1e2433", coral: "#e4603b", teal: "#0b6e69",
};
export const FEEL = {
  good: { stroke: "#0b6e69", strokeWidth: 6 },
  up_and_down: { stroke: "#a86a00", strokeWidth: 4, strokeDasharray: "12 8" },
  tricky: { stroke: "#b5493a", strokeWidth: 4, strokeDasharray: "2 9" },
  none: { stroke: "#747a89", strokeWidth: 3 },
};
export const radius = (person) => (person.id === "me" ? 56 : 40);
export const inkPath = (points) => {
  let d = `M${points[0]} ${points[1]}`;
  for (let i = 2; i < points.length; i += 2) d += `L${points[i]} ${points[i + 1]}`;
  return d;
};
export const line = (a, b) => {
  const bend = ((b.x - a.x) * 0.06) | 0;
  return `M${a.x} ${a.y}Q${(a.x + b.x) / 2} ${(a.y + b.y) / 2 + bend} ${b.x} ${b.y}`;
};
