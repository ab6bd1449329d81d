// Where the board's words stand, so that nobody lies over them: words make way, people and places never do. Board units.
// A place's name stands so in the kept picture too: domain/picture_words.py.
import { ME_R, ORIGIN, extentOf, labelY, sitsHigh } from "./geometry.js";

const TALL = 9; // half of a word's height
const AIR = 10; // what stays free about ME: a word that touches ME reads as ME's

/** How much room a word has beside one thing: 1 and more is enough, less is under it. */
function beside(x, y, half, thing, { rx, ry }) {
  const dx = Math.max(0, Math.abs(thing.x - x) - half), dy = Math.max(0, Math.abs(thing.y - y) - TALL);
  return Math.min(1, (dx / rx) ** 2 + (dy / ry) ** 2);
}

const sideOf = ({ size }) => ({ rx: size / 2, ry: size / 2 });

/** The least room beside ME, people and stickers, from 0 to 1, of a word about (x, y) that is 2 `half` wide. */
const roomAt = (map, x, y, half) => Math.min(
  beside(x, y, half, ORIGIN, { rx: ME_R + AIR, ry: ME_R + AIR }),
  ...map.people.map((p) => beside(x, y, half, p, extentOf(p))), ...map.stickers.map((s) => beside(x, y, half, s, sideOf(s))),
);

/** Where a ring's word stands on it: as near to the top as there is room beside people, and then beside places. */
export function ringWord(map, r, word) {
  const half = word.length * 3.8 + 4;
  let best = null, most = -1;
  for (let i = 0; i < 24; i += 1) {
    const angle = (i % 2 ? -1 : 1) * Math.ceil(i / 2) * (Math.PI / 12), x = r * Math.sin(angle), y = -r * Math.cos(angle);
    const room = 4 * roomAt(map, x, y, half) + Math.min(1, ...map.places.map((p) => beside(x, y, half, p, extentOf(p))));
    if (room > most + 0.01) [best, most] = [{ x, y: y + 5 }, room];
  }
  return best;
}

/** At which edge a place's label stands: 0 the upper one, 1 the lower one, 2 above the place or 3 below it, when both are under people. */
export function labelSide(map, place) {
  const own = Number(sitsHigh(map, place)), half = [...place.label].length * 4.6;
  const room = (side) => roomAt(map, place.x, place.y + labelY(place, side) - 6, half);
  return [own, 1 - own, 2, 3].reduce((best, side) => (room(side) > room(best) + 0.01 ? side : best));
}
