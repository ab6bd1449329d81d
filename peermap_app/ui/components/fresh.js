// When a page was last up to date, and what it says of that: plain steps, apart from the page (fresh.jsx).
// `at`: ms; 0 while it never was. `whole`: all of it was read over the connection that stands. `read`: when the server read what
// it shows (ISO 8601), "" while it shows nothing. `told`: what the line says, "" while there is none.

/** A page that a link led back to still shows what it read before, and reads it anew now. */
export const begun = (read) => ({ at: Date.parse(read) || 0, whole: false, read, told: "" });

/** The server says when it read what the page shows: another moment each time. While it is being read anew after a cut there
 *  may be nothing to show for a while: it catches up until then. */
export function readAnew(held, read, now) {
  if (!read || read === held.read) return { ...held, read, whole: held.whole && !!read };
  return { at: now, whole: true, read, told: held.told === "cut" ? "cut" : "" };
}

/** The connection is cut, or stands again. As long as it stood a page was told of each change at once, so it was up to date when
 *  the server was last `heard`. */
export function connected(held, stands, heard) {
  if (stands) return { ...held, told: held.told && !held.whole ? "behind" : "" };
  return held.whole ? { ...held, at: heard, whole: false } : held;
}

/** The cut is no blink. */
export const outOfTouch = (held) => ({ ...held, told: "cut" });

/** The line; "" for none. `failing`: no connection can be made. `words`: { cut, behind, never, otherDay }. */
export function line(held, failing, words, now) {
  if (!held.told && !failing) return "";
  if (!held.at) return words.never;
  const moment = new Date(held.at), said = held.told === "behind" ? words.behind : words.cut;
  const time = moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (moment.toDateString() === new Date(now).toDateString()) return said.replace("{when}", time);
  const day = moment.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  return said.replace("{when}", words.otherDay.replace("{day}", day).replace("{time}", time));
}
