// With which version somebody began to write, and what stands in the field: plain steps, apart from the page.
// `base` is the number of that version, "" while the page knows none; `taken` how many of theirs were taken.

export const begun = (taken) => ({ wrote: false, taken, base: "" });

/** They typed something. */
export const written = (held) => ({ ...held, wrote: true });

/** What the page knows changed: { held, fill }, where `fill` goes into the field and null leaves what is typed there. */
export function told(held, { text, number, taken }) {
  // It only falls while the page loses what it had read, for a moment.
  const wrote = held.wrote && taken <= held.taken;
  // Nothing is known any more, for a moment or since the link is over: what was read leaves the field as well.
  return { held: { wrote, taken, base: wrote ? held.base : number }, fill: wrote ? null : text };
}
