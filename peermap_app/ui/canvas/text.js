// Words and initials. Every sentence comes from `words`; here they are only filled in. Pure.
import { ME, tieBetween } from "./model.js";

/** words[key] with {name} parts filled in. A missing key shows itself, so that a test can find it. */
export function say(words, key, parts = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}

const LETTER = /\p{L}[\p{Mn}\p{Mc}]{0,2}/gu;
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

/** How a person is called on the board: initials, the role's word, or the word of their picture. */
export function nameOf(words, map, id) {
  if (id === ME) return say(words, "me");
  const p = map.people.find((one) => one.id === id);
  if (!p) return "";
  return p.initials || say(words, p.role ? `role_${p.role}` : `picture_${p.picture}`);
}

/** Where among the rings someone stands: 0 really close, 1 close, 2 further. */
export const ringOf = (p) => [135, 225].filter((r) => Math.hypot(p.x, p.y) > r).length;

/** One line that says all of a person: "JS. Good. Close. In youth club. Really matters." */
export function describePerson(words, map, p) {
  const tie = tieBetween(map, ME, p.id);
  const place = p.place && map.places.find((one) => one.id === p.place);
  const others = map.ties
    .filter((t) => (t.a === p.id && t.b !== ME) || (t.b === p.id && t.a !== ME))
    .map((t) => nameOf(words, map, t.a === p.id ? t.b : t.a));
  return [
    p.kind === "grown_up" && say(words, "grown_up"),
    tie?.feeling && say(words, `feeling_${tie.feeling}`),
    say(words, ["ring_really_close", "ring_close", "ring_further"][ringOf(p)]),
    place && say(words, "in_place", { place: place.label }),
    p.matters && say(words, "matters_short"),
    p.picture && (p.initials || p.role) && say(words, `picture_${p.picture}`),
    others.length && say(words, "joined_to", { who: others.join(", ") }),
  ].filter(Boolean).join(" · ");
}

/** One line that says all of a place but its word: "Good. By day. JS, AK." */
export function describePlace(words, map, place) {
  return [
    place.feeling && say(words, `feeling_${place.feeling}`),
    place.when && say(words, `when_${place.when}`),
    map.people.filter((p) => p.place === place.id).map((p) => nameOf(words, map, p.id)).join(", "),
  ].filter(Boolean).join(" · ");
}

/** What an edit of the other device did, as one short sentence for the live region, or "". */
export function newsOf(words, map, edit) {
  const op = edit.ops[0];
  const who = nameOf(words, map, op.id);
  switch (op.op) {
    case "add_person": return say(words, "news_added", { who });
    case "move_person": return who && say(words, "news_moved", { who });
    case "change_person": return who && say(words, "news_changed", { who });
    case "remove_person": return say(words, "news_removed");
    case "add_place": return say(words, "news_place", { place: op.label });
    case "add_tie": return say(words, "news_joined", { a: nameOf(words, map, op.a), b: nameOf(words, map, op.b) });
    case "add_stroke": return say(words, "news_drawn");
    case "add_sticker": return say(words, "news_sticker", { sticker: say(words, `sticker_${op.picture}`) });
    default: return say(words, "news_other");
  }
}
