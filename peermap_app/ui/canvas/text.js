// Words and initials. Every sentence comes from `words`; here they are only filled in. Pure.
import { ME, tieBetween, tryApply } from "./model.js";

/** words[key] with {name} parts filled in. A missing key shows itself, so that a test can find it. */
export function say(words, key, parts = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}

// The two fillers are letters that nobody sees; a mark that is a small letter above another one is a letter more.
const LETTER =
  /(?![\u115f\u1160])\p{L}(?:(?![\u0363-\u036f\u1abf\u1ac0\u1acc-\u1ace\u1dca\u1dd3-\u1df4\u2de0-\u2dff\ua674-\ua67b\ua69e\ua69f])[\p{Mn}\p{Mc}]){0,2}/gu;
// NFKC, but for the jamo that a Korean keyboard is still putting together: as in domain/screening.py.
const plain = (text) => text.replace(/[^\u3131-\u3163]+/g, (part) => part.normalize("NFKC"));

/**
 * What was typed -> {initials, cut, odd}: at most three letters, upper case; `cut` says that more was typed,
 * `odd` that something was not a letter (rule 2 of product.md: refused as it is typed).
 */
export function typedInitials(raw) {
  const text = plain(plain(raw).toUpperCase()).trim();
  const letters = text.match(LETTER) || [];
  const odd = letters.join("") !== text.replace(/[\s.]/g, "");
  return { initials: plain(letters.slice(0, 3).join("")), cut: letters.length > 3, odd };
}

// Cyrillic and Greek capitals, and the Latin ones that they look like.
const SEEN = "АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
const MEANT = "ABEKMHOPCTYXIJSABEZHIKMNOPTYX";

/** Whether the server will ask "Is that a name?" (reads_as_name in domain/screening.py). */
export function readsAsName(initials, names) {
  const caseless = (initials.match(/\p{L}/gu) || []).filter((one) => one.toUpperCase() === one.toLowerCase());
  const bare = initials.normalize("NFD").replace(/\p{M}/gu, "");
  return caseless.length > 1 || names.includes(bare.replace(/./gu, (one) => MEANT[SEEN.indexOf(one)] ?? one));
}

const called = (words, p) => p.initials || say(words, p.role ? `role_${p.role}` : `picture_${p.picture}`);

/** How a person is called on the board: initials, the role's word, or the word of their picture. */
export function nameOf(words, map, id) {
  if (id === ME) return say(words, "me");
  const p = map.people.find((one) => one.id === id);
  return p ? called(words, p) : "";
}

/** How a line is called, ME last: "JS and ME". */
export const tieTitle = (words, map, { a, b }) =>
  say(words, "tie_title", { a: nameOf(words, map, a === ME ? b : a), b: nameOf(words, map, a === ME ? a : b) });

const RING_WORDS = ["ring_really_close", "ring_close", "ring_further"];

/** Where among the rings someone stands: 0 really close, 1 close, 2 further. */
export const ringOf = (p) => [135, 225].filter((r) => Math.hypot(p.x, p.y) > r).length;

/** One line that says all of a person: "JS. Good. Close. In youth club. Really matters." */
export function describePerson(words, map, p) {
  const tie = tieBetween(map, ME, p.id);
  const place = p.place && map.places.find((one) => one.id === p.place);
  const others = map.ties
    .filter((t) => (t.a === p.id || t.b === p.id) && !(t === tie && t.feeling)) // a line to ME without a feeling is said too
    .map((t) => nameOf(words, map, t.a === p.id ? t.b : t.a));
  return [
    p.kind === "grown_up" && !p.role && say(words, "grown_up"), // a role says who it is; a sister need not be grown up
    p.shape && p.shape !== "round" && say(words, `shape_${p.shape}`),
    tie?.feeling && say(words, `feeling_${tie.feeling}`),
    say(words, RING_WORDS[ringOf(p)]),
    place && say(words, "in_place", { place: place.label }),
    p.matters && say(words, "matters_short"),
    p.picture && (p.initials || p.role) && say(words, `picture_${p.picture}`),
    others.length && say(words, "joined_to", { who: others.join(", ") }),
  ].filter(Boolean).join(" · ");
}

/** How it is in a place, and when they are there. */
const saidThere = (words, { feeling, when }) => [feeling && say(words, `feeling_${feeling}`), when && say(words, `when_${when}`)].filter(Boolean);

/** One line that says all of a place but its word: "Good. By day. JS, AK." */
export function describePlace(words, map, place) {
  return [
    ...saidThere(words, place),
    map.people.filter((p) => p.place === place.id).map((p) => called(words, p)).join(", "),
  ].filter(Boolean).join(" · ");
}

const WORTH = ["good", null, "up_and_down", "tricky"];

/** Strengths before worries in every list (rule 9 of product.md, `describe` in domain/peer_map.py); of equals who came first. */
export const byFeeling = (list, feelingOf = (one) => one.feeling) =>
  [...list].sort((a, b) => WORTH.indexOf(feelingOf(a) ?? null) - WORTH.indexOf(feelingOf(b) ?? null));

/** The people of a list: by how it is with them, then by closeness. */
export const peopleOf = (map) =>
  byFeeling([...map.people].sort((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y)), (p) => tieBetween(map, ME, p.id)?.feeling);

/** All of a map, one line each: what a Yes is said to by who cannot see it. ME's own lines are told with the people. */
export function linesOf(words, map) {
  const line = (...parts) => parts.filter(Boolean).join(": ");
  const some = (kind, what) => map[kind].length && line(say(words, kind === "stickers" ? "list_stickers" : "list_drawings"), what);
  return [
    ...peopleOf(map).map((p) => line(nameOf(words, map, p.id), describePerson(words, map, p))),
    ...byFeeling(map.places).map((p) => line(say(words, "place_named", { place: p.label }), describePlace(words, map, p))),
    ...byFeeling(map.ties).filter((t) => t.a !== ME && t.b !== ME)
      .map((t) => line(tieTitle(words, map, t), say(words, t.feeling ? `feeling_${t.feeling}` : "line"))),
    some("stickers", map.stickers.map((s) => say(words, `sticker_${s.picture}`)).join(", ")),
    some("strokes", map.strokes.length),
  ].filter(Boolean);
}

const GONE = { remove_person: "people", remove_place: "places", remove_sticker: "stickers" };
const inWords = (words, kind, one) => (kind === "people" ? called(words, one) : kind === "places" ? one.label : say(words, `sticker_${one.picture}`));

/** What one op does to `map`, as one short sentence. */
function newsOfOp(words, map, op) {
  const find = (kind) => map[kind].find((one) => one.id === op.id) || op;
  const tie = () => {
    const { a, b } = find("ties");
    return { a: nameOf(words, map, a), b: nameOf(words, map, b) };
  };
  switch (op.op) {
    case "add_person": return say(words, "news_added", { who: called(words, op) });
    case "move_person": {
      const p = find("people"), place = map.places.find((one) => one.id === op.place);
      const where = say(words, place && p.place !== place.id ? "in_place" : RING_WORDS[ringOf(op)], { place: place?.label });
      return say(words, "news_at", { who: called(words, p), where });
    }
    case "change_person": {
      const who = called(words, find("people"));
      return op.matters ? say(words, "news_at", { who, where: say(words, "matters_short") }) : say(words, "news_changed", { who });
    }
    case "add_place": return say(words, "news_place", { place: op.label });
    case "move_place": return say(words, "news_moved", { who: find("places").label });
    case "change_place": {
      const who = find("places").label, where = saidThere(words, op).join(", ");
      return where ? say(words, "news_at", { who, where }) : say(words, "news_changed", { who });
    }
    case "remove_person":
    case "remove_place":
    case "remove_sticker": return say(words, "news_off", { who: inWords(words, GONE[op.op], find(GONE[op.op])) });
    case "add_tie":
    case "change_tie": {
      const feeling = op.feeling && say(words, `feeling_${op.feeling}`), who = tieTitle(words, map, find("ties"));
      if (feeling) return say(words, "news_at", { who, where: feeling });
      return op.op === "add_tie" ? say(words, "news_joined", tie()) : say(words, "news_changed", { who });
    }
    case "remove_tie": return say(words, "news_parted", tie());
    case "add_stroke": return say(words, "news_drawn");
    case "remove_stroke": return say(words, "news_rubbed");
    case "add_sticker": return say(words, "news_sticker", { sticker: say(words, `sticker_${op.picture}`) });
    case "move_sticker": return say(words, "news_moved", { who: say(words, `sticker_${find("stickers").picture}`) });
    default: return say(words, "news_other");
  }
}

/** What edits did to `map`, for the live region; `map` is as it was before. Three are told, and that there is more. */
export function newsOf(words, map, edits) {
  const told = new Set();
  for (const { ops } of edits) {
    const place = ops.some((o) => /^(add|move)_place/.test(o.op)), moves = ops.some((o) => o.op.startsWith("move_"));
    for (const op of ops) {
      // Who goes along with a place, and a place that grew for somebody, are no news of their own.
      const along = (op.op === "move_person" && place) || (op.op === "change_place" && moves);
      if (!along) told.add(newsOfOp(words, map, op));
      map = tryApply(map, { ops: [op] }) || map;
    }
  }
  const all = [...told];
  return (all.length > 3 ? [...all.slice(0, 3), say(words, "news_other")] : all).join(" ");
}
