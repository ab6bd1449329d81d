// Where things are, in board units (ME at 0,0). Pure numbers, no DOM.
import { ME, clampUnit } from "./model.js";

export const ME_R = 56;
export const RINGS = [135, 225, 310];
export const radiusOf = (person) => (person.matters ? 45 : 40);

const TINT = {
  sky: ["#AED6F7", "#E0F0FC", "#5B9BD1", "#1C5078"],
  sun: ["#F6C453", "#FDF1CF", "#CF9A1E", "#6B4A00"],
  lilac: ["#C9B8F2", "#ECE6FB", "#8E76CF", "#4C378C"],
  mint: ["#B9E6C3", "#DAEEDC", "#5BA66E", "#25613A"],
  peach: ["#FCC4A4", "#FDE6D0", "#D98D43", "#854510"],
  rose: ["#F7B2C4", "#FCE3EA", "#D4738F", "#86284A"],
};
export const COLOURS = Object.keys(TINT);
// Each colour is a property of the board's style with the plain colour to fall back on: Comfort (dark, calm) sets the
// property in board_colours.css, and nothing is drawn anew.
const own = (name, plain) => `var(--pm-${name}, ${plain})`;
export const INKS = {
  ink: own("pen-ink", "#1E2433"), coral: own("pen-coral", "#E1603F"), teal: own("pen-teal", "#0B6E69"),
  sky: own("pen-sky", "#2F7FC1"), sun: own("pen-sun", "#B57B00"), lilac: own("pen-lilac", "#7C5FD0"),
};

/** What a feeling's small face is drawn in: the colours of the ties. */
export const FEELING_INK = { good: own("feel-good", "#0B6E69"), up_and_down: own("feel-mixed", "#96660A"), tricky: own("feel-tricky", "#B8432F") };
/** What sun and moon in a place are drawn in. */
export const WHEN_INK = own("when", "#6B4A00");

/** {fill, soft, line, text} of a colour name: a friend's disc, a place's ground, its edge and its label. */
export function tint(colour) {
  const name = colour in TINT ? colour : "sky";
  const [fill, soft, line, text] = TINT[name];
  return { fill: own(`${name}-disc`, fill), soft: own(`${name}-ground`, soft), line: own(`${name}-edge`, line), text: own(`${name}-word`, text) };
}

/** Path data of a friend's ground that is no disc; `r` is the disc's radius. The same as in domain/picture.py. */
export function shapePath(shape, x, y, r) {
  if (shape === "square") {
    const a = r * 0.94, c = r * 0.34;
    return `M${x - a + c} ${y - a}h${2 * (a - c)}q${c} 0 ${c} ${c}v${2 * (a - c)}q0 ${c} ${-c} ${c}h${-2 * (a - c)}q${-c} 0 ${-c} ${-c}v${-2 * (a - c)}q0 ${-c} ${c} ${-c}z`;
  }
  if (shape === "diamond") {
    const a = r * 1.2, b = r * 0.22;
    return `M${x - b} ${y - a + b}q${b} ${-b} ${2 * b} 0L${x + a - b} ${y - b}q${b} ${b} 0 ${2 * b}L${x + b} ${y + a - b}q${-b} ${b} ${-2 * b} 0L${x - a + b} ${y + b}q${-b} ${-b} 0 ${-2 * b}z`;
  }
  const at = (i, far) => [x + far * Math.cos((i * Math.PI) / 3), y + far * Math.sin((i * Math.PI) / 3)].map((v) => v.toFixed(1)).join(" ");
  const petal = (r * 0.5).toFixed(1);
  return `M${at(-0.5, r * 0.92)}${[0, 1, 2, 3, 4, 5].map((i) => `A${petal} ${petal} 0 0 1 ${at(i + 0.5, r * 0.92)}`).join("")}z`;
}

const PEBBLE = [
  [-1, 0.14], [-1.02, -0.58], [-0.58, -1], [0.06, -1], [0.66, -1.02], [1, -0.5], [1, 0.06], [1.01, 0.66], [0.6, 1],
  [-0.04, 1], [-0.62, 0.99], [-0.98, 0.72], [-1, 0.14],
];

/** A place's outline: an ellipse that a hand might have drawn, in halves of its width and height. */
export function pebble({ x, y, w, h }) {
  const at = PEBBLE.map(([u, v]) => `${(x + (u * w) / 2).toFixed(1)} ${(y + (v * h) / 2).toFixed(1)}`);
  return `M${at[0]}C${at.slice(1).join(" ")}Z`;
}

export const ORIGIN = { x: 0, y: 0 };
export const whereIs = (map, id) => (id === ME ? ORIGIN : map.people.find((p) => p.id === id));

/** Whether a place's outline holds the point. */
export const placeHolds = (p, x, y) => ((x - p.x) / (p.w / 2)) ** 2 + ((y - p.y) / (p.h / 2)) ** 2 <= 1;

/** The topmost place whose outline holds the point, or null. */
export const placeAt = (map, x, y) => map.places.findLast((p) => placeHolds(p, x, y)) || null;

/** The topmost sticker under the point, or null. */
export const stickerAt = (map, x, y) =>
  map.stickers.findLast((s) => Math.max(Math.abs(s.x - x), Math.abs(s.y - y)) <= Math.max(s.size, 44) / 2) || null;

const clear = (map, x, y, self, gap) =>
  Math.hypot(x, y) > ME_R + 50 &&
  map.people.every((p) => p.id === self || Math.hypot(p.x - x, p.y - y) > gap);

/** A free spot for a newcomer, inside `frame` {x0,y0,x1,y1} where that is possible; looks round from the angle `from`. */
export function freeSpot(map, frame, { gap = 98, shunPlaces = true, from = -2.4 } = {}) {
  for (const [strict, room] of [[true, 92], [true, 0], [false, 0]]) { // over the edge of a place somebody would look as if in it
    for (const r of [178, 255, 330, 410, 500, 620, 760]) {
      const turns = Math.round((Math.PI * 2 * r) / 60);
      for (let i = 0; i < turns; i += 1) {
        const angle = from + (i / turns) * Math.PI * 2;
        const x = clampUnit(r * Math.cos(angle)), y = clampUnit(r * Math.sin(angle));
        const inside = x > frame.x0 && x < frame.x1 && y > frame.y0 && y < frame.y1;
        if (strict && !inside) continue;
        if (shunPlaces && map.places.some((p) => placeHolds({ ...p, w: p.w + room, h: p.h + room }, x, y))) continue;
        if (clear(map, x, y, null, gap)) return { x, y };
      }
    }
  }
  return { x: 178, y: -60 };
}

/** A free spot for a sticker: clear of people and of other stickers. */
export const freeStickerSpot = (map, frame) =>
  freeSpot({ ...map, people: [...map.people, ...map.stickers] }, frame, { gap: 84, shunPlaces: false, from: 0.4 });

/** A free spot for a place's middle: clear of other places and, where possible, of people. */
export function freePlaceSpot(map, frame, { w, h }) {
  let best = { x: 300, y: 200 }, bestCost = Infinity;
  for (let x = frame.x0 + w / 2; x <= frame.x1 - w / 2 + 1; x += 24) {
    for (let y = frame.y0 + h / 2; y <= frame.y1 - h / 2 + 1; y += 24) {
      const near = (p, pw, ph) => Math.max(0, 1 - Math.max(Math.abs(p.x - x) / ((w + pw) / 2), Math.abs(p.y - y) / ((h + ph) / 2)));
      const cost = near(ORIGIN, 150, 150) * 9 +
        map.places.reduce((sum, p) => sum + near(p, p.w + 12, p.h + 12) * 6, 0) +
        map.people.reduce((sum, p) => sum + near(p, 84, 84) * 3, 0) + Math.hypot(x, y) / 9000;
      if (cost < bestCost) [best, bestCost] = [{ x: clampUnit(x), y: clampUnit(y) }, cost];
    }
  }
  return best;
}

/** Where someone sits when put into a place by list: beside who is there; `grow` says how far the place must grow. */
export function seatIn(map, place, id) {
  const there = map.people.filter((p) => p.place === place.id && p.id !== id);
  const free = (x, y) => there.every((p) => Math.hypot(p.x - x, p.y - y) > 84);
  for (let grow = 0; grow <= 400; grow += 60) {
    const a = (place.w + grow) / 2 - 44, b = (place.h + grow * 0.6) / 2 - 40;
    for (const [u, v] of [[-0.45, 0.3], [0.45, 0.3], [0, 0.35], [-0.9, 0.1], [0.9, 0.1], [0, 0.9], [-0.5, 0.8], [0.5, 0.8], [0, -0.2]]) {
      const x = clampUnit(place.x + a * u), y = clampUnit(place.y + Math.max(b, 10) * v);
      if (free(x, y)) return { x, y, grow };
    }
  }
  return { x: place.x, y: place.y, grow: 0 };
}

/** Closer to (factor < 1) or further from ME, never onto ME. */
export function nearer(item, closer, least = 108) {
  const d = Math.hypot(item.x, item.y) || 1;
  const to = Math.max(least, closer ? d - 45 : d + 45);
  return { x: clampUnit((item.x / d) * to), y: clampUnit((item.y / d) * to) };
}

/** How far somebody or a place reaches from its middle; a role stands on a card as wide as its word. */
export const extentOf = (item) => (item.w ? { rx: item.w / 2, ry: item.h / 2 } : { rx: Math.max(46, (item.role?.length ?? 0) * 4.6 + 14), ry: 46 });

/** The topmost person whose middle is within `reach` board units of a point, or null. */
export function personNear(map, { x, y }, reach) {
  return map.people.findLast((p) => Math.hypot(p.x - x, p.y - y) <= reach) || null;
}

/** How far a point is from the straight way between two others. */
export function toSegment(px, py, ax, ay, bx, by) {
  const dx = bx - ax, dy = by - ay;
  const t = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

/** The stroke nearest to a point, within `reach` board units, or null. */
export function strokeNear(map, x, y, reach) {
  let best = null, least = reach;
  for (const s of map.strokes) {
    for (let i = 0; i + 3 < s.points.length; i += 2) {
      const d = toSegment(x, y, s.points[i], s.points[i + 1], s.points[i + 2], s.points[i + 3]);
      if (d < least) [best, least] = [s, d];
    }
  }
  return best;
}

/** Whether those in a place leave its lower edge free rather than its upper one: there its label goes. */
export function sitsHigh(map, place) {
  const there = map.people.filter((p) => p.place === place.id);
  return there.length > 0 && there.reduce((sum, p) => sum + p.y - place.y, 0) / there.length < 4;
}

/** Where a place's label stands, and the pictures of what was said of it, from its middle down; `low`: see words_at.js. */
export const labelY = ({ h }, low) => [Math.min(46, h * 0.32) - h / 2, h / 2 - Math.min(26, h * 0.18), -h / 2 - 9, h / 2 + 21][low];
export const saidY = ({ h }, low) => (low === 1 ? Math.min(30, h * 0.2) - h / 2 : h / 2 - Math.min(24, h * 0.16));

/**
 * Who of ME and the people is nearest to a point, no further than `reach` board units beyond their edge, or null. Where
 * two lie over each other it is the one whose middle is nearer, and the upper one of equals.
 */
export function endNear(map, { x, y }, reach) {
  let best = null, least = reach, middle = Infinity;
  for (const p of [{ id: ME, ...ORIGIN }, ...map.people]) {
    const { rx, ry } = p.id === ME ? { rx: ME_R, ry: ME_R } : extentOf(p);
    const off = Math.hypot(Math.max(0, Math.abs(p.x - x) - rx), Math.max(0, Math.abs(p.y - y) - ry));
    const far = Math.hypot(p.x - x, p.y - y);
    if (off < least || (off === least && off < reach && far <= middle)) [best, least, middle] = [p, off, far];
  }
  return best;
}

/** The topmost person or sticker whose middle is nearest to a point and within `reach`: {kind, id}, or null. */
export function pieceNear(map, point, reach) {
  const off = (p) => Math.hypot(p.x - point.x, p.y - point.y);
  const person = personNear(map, point, reach), sticker = map.stickers.findLast((s) => off(s) <= reach);
  if (sticker && (!person || off(sticker) < off(person))) return { kind: "sticker", id: sticker.id };
  return person && { kind: "person", id: person.id };
}

const crosses = (a, b, c, d) => {
  const side = (p, q, r) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
};

/** Whether a stroke comes within `reach` of the way from a to b. */
export function strokeMeets(stroke, a, b, reach) {
  const { points } = stroke, far = reach + stroke.size / 2;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const c = { x: points[i], y: points[i + 1] }, d = { x: points[i + 2], y: points[i + 3] };
    const off = Math.min(
      toSegment(a.x, a.y, c.x, c.y, d.x, d.y), toSegment(b.x, b.y, c.x, c.y, d.x, d.y),
      toSegment(c.x, c.y, a.x, a.y, b.x, b.y), toSegment(d.x, d.y, a.x, a.y, b.x, b.y),
    );
    if (off <= far || crosses(a, b, c, d)) return true;
  }
  return false;
}
