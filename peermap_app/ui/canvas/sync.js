// One page's view of a room: what the server confirmed (`base`, edit number `n`) with this page's own unconfirmed edits
// on top. Everything lives in page memory. Pure: no timers, no DOM; the caller sends what the methods answer.
import { EMPTY, tryApply } from "./model.js";

const MOST_KNOWN = 400; // confirmed edits that a page remembers; the room remembers more
const MOST_AT_ONCE = 50; // edits that the server takes in one sending (services/drawing_board.py)
const MOST_LETTERS = 100_000; // of one sending: a message of 300 KB closes the socket (serve.py), and a letter may be three bytes

/**
 * What a board hands back beside its copy, once the server told `carry`. It tells nothing (`{}`) while a restarted server
 * waits for that copy, so what was held stays; on the board while they draw (`drawing`) nothing is said of any picture.
 */
export function heldCarry(held, carry, drawing) {
  if (carry && Object.keys(carry).length) return carry;
  return drawing ? null : held;
}

/** The edits in as many sendings as they need, in their order. */
export function sendings(edits) {
  const out = [];
  let room = 0;
  for (const edit of edits) {
    const size = JSON.stringify(edit).length;
    if (!out.length || out.at(-1).length === MOST_AT_ONCE || size > room) {
      out.push([]);
      room = MOST_LETTERS;
    }
    out.at(-1).push(edit);
    room -= size;
  }
  return out;
}

const thingsOf = (edit) => edit.ops.flatMap((op) => [op.id, op.a, op.b, op.place].filter(Boolean));

export class Sync {
  constructor() {
    this.#forget();
    this.room = null;
  }

  #forget() {
    this.base = EMPTY;
    this.n = 0;
    this.ready = false;
    this.pending = []; // {edit, settled, again}: settled = the server has it, its number is still on the way
    this.known = new Map(); // id -> edit, or null where only the id was told: confirmed, oldest first
    this.spare = null; // own copy that the room turned out to need, kept until the room has what is in it
    this.early = new Map(); // n -> edit that came before an older one
    this.cache = null;
  }

  /** The map to draw: base with every pending edit that fits. */
  view() {
    if (!this.cache) this.cache = this.pending.reduce((map, p) => tryApply(map, p.edit) || map, this.base);
    return this.cache;
  }

  /** Puts an own edit on top; false when it does not fit, and then nothing happens. */
  push(edit) {
    const after = tryApply(this.view(), edit);
    if (!after) return false;
    this.pending.push({ edit, settled: false });
    this.cache = after;
    return true;
  }

  /**
   * A new own edit behind those on the same things that the server has not confirmed: were one of them lost, the new one
   * would get there first, and the lost one, sent again, would count after it. The server takes an id once.
   */
  together(edit) {
    const on = new Set(thingsOf(edit));
    return this.unsent().filter((one) => one === edit || thingsOf(one).some((id) => on.has(id)));
  }

  unsent() {
    return this.pending.filter((p) => !p.settled).map((p) => p.edit);
  }

  #remember(id, edit) {
    this.known.delete(id);
    this.known.set(id, edit);
    if (this.known.size > MOST_KNOWN) this.known.delete(this.known.keys().next().value);
  }

  #confirm(n, edit) {
    this.base = tryApply(this.base, edit) || this.base;
    this.n = n;
    this.pending = this.pending.filter((p) => p.edit.id !== edit.id);
    this.#remember(edit.id, edit);
    this.cache = null;
  }

  /** Confirms what now follows without a hole; answers those edits. */
  #drain() {
    const taken = [];
    for (let next = this.early.get(this.n + 1); next; next = this.early.get(this.n + 1)) {
      this.early.delete(this.n + 1);
      this.#confirm(this.n + 1, next);
      taken.push(next);
    }
    for (const n of this.early.keys()) if (n <= this.n) this.early.delete(n);
    return taken;
  }

  /**
   * A push of numbered edits, perhaps repeated, late or with a hole before it.
   * Answers {fresh: edits of others that were new, ask: the number known so far where something is missing, else null}.
   */
  receive(push) {
    if (!this.ready) return { fresh: [], ask: null };
    const mine = new Set(this.pending.map((p) => p.edit.id));
    for (const { n, edit } of push.edits || []) if (n > this.n) this.early.set(n, edit);
    const fresh = this.#drain().filter((edit) => !mine.has(edit.id));
    const missing = this.early.size > 0 || (push.n || 0) > this.n;
    return { fresh, ask: missing ? this.n : null };
  }

  /**
   * The server's word on own edits. Answers those that were refused and that a person made just now. What is refused
   * while an older own edit is still on its way may only have come too early: it goes again, behind that one.
   */
  answer({ done = [], refused = [] }) {
    const yes = new Set(done);
    const said = new Set(refused.map((r) => r.id));
    const oldest = this.pending.findIndex((p) => !p.settled && !yes.has(p.edit.id) && !said.has(p.edit.id));
    const early = (id) => oldest >= 0 && this.pending.findIndex((p) => p.edit.id === id) > oldest;
    const no = new Set([...said].filter((id) => !early(id)));
    const told = this.pending.filter((p) => no.has(p.edit.id) && !p.again).map((p) => p.edit.id);
    this.pending = this.pending.filter((p) => !no.has(p.edit.id));
    for (const id of no) this.known.delete(id);
    for (const p of this.pending) if (yes.has(p.edit.id)) p.settled = true;
    this.cache = null;
    return told;
  }

  /**
   * The room's whole state. What this page knows to be confirmed but the room does not (it restarted from an older
   * copy; a push overtook the snapshot) is offered again under its own id: the room applies an id once.
   * Answers {seed: own copy where the room lost what only this page's copy has, else null, send: edits to send now}.
   */
  snapshot(snap) {
    if (this.ready && (snap.room ?? null) !== this.room) this.#forget();
    this.room = snap.room ?? null;
    const copy = { n: this.n, map: this.base, done: [...this.known.keys()] };
    if (snap.lost) {
      const seed = this.ready ? copy : null;
      this.ready = true;
      return { seed, send: seed ? [] : this.unsent() };
    }
    const done = new Set(snap.done || []);
    const missing = this.ready ? copy.done.filter((id) => !done.has(id)) : [];
    const again = missing.map((id) => this.known.get(id)).filter(Boolean);
    if (missing.length > again.length) this.spare ||= copy;
    if (this.spare?.done.every((id) => done.has(id))) this.spare = null;
    for (const id of missing) this.known.delete(id); // not in the base below: a copy of it must not say that they are
    this.base = snap.map || EMPTY;
    this.n = snap.n;
    this.ready = true;
    const bodies = new Map(this.pending.map((p) => [p.edit.id, p.edit])); // own ones, which a killed server will want again
    for (const id of done) if (!this.known.has(id)) this.#remember(id, bodies.get(id) ?? null);
    const own = this.pending.filter((p) => !done.has(p.edit.id)).map((p) => ({ ...p, settled: false }));
    const offered = new Set(own.map((p) => p.edit.id));
    const old = again.filter((edit) => !offered.has(edit.id)).map((edit) => ({ edit, settled: false, again: true }));
    this.pending = [...old, ...own];
    this.cache = null;
    this.#drain();
    return { seed: this.spare, send: this.unsent() };
  }
}
