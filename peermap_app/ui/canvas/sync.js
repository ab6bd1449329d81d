// One page's view of a room: what the server confirmed (`base`, edit number `n`) with this page's own unconfirmed edits
// on top. Everything lives in page memory. Pure: no timers, no DOM; the caller sends what the methods answer.
import { EMPTY, tryApply } from "./model.js";

const MOST_LOG = 400;

export class Sync {
  constructor() {
    this.base = EMPTY;
    this.n = 0;
    this.ready = false;
    this.room = null;
    this.pending = []; // {edit, settled}: settled = the server has it, its number is still on the way
    this.log = new Map(); // n -> edit, the confirmed edits that this page knows of, newest MOST_LOG
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

  unsent() {
    return this.pending.filter((p) => !p.settled).map((p) => p.edit);
  }

  #confirm(n, edit) {
    this.base = tryApply(this.base, edit) || this.base;
    this.n = n;
    this.pending = this.pending.filter((p) => p.edit.id !== edit.id);
    this.log.set(n, edit);
    if (this.log.size > MOST_LOG) this.log.delete(this.log.keys().next().value);
    this.cache = null;
  }

  #drain() {
    for (let next = this.early.get(this.n + 1); next; next = this.early.get(this.n + 1)) {
      this.early.delete(this.n + 1);
      this.#confirm(this.n + 1, next);
    }
    for (const n of this.early.keys()) if (n <= this.n) this.early.delete(n);
  }

  /**
   * A push of numbered edits, perhaps repeated, late or with a hole before it.
   * Answers {fresh: edits of others that were new, ask: the number known so far where something is missing, else null}.
   */
  receive(push) {
    if (!this.ready) return { fresh: [], ask: null };
    const before = this.n;
    const mine = new Set(this.pending.map((p) => p.edit.id));
    for (const { n, edit } of push.edits || []) if (n > this.n) this.early.set(n, edit);
    this.#drain();
    const fresh = [];
    for (let n = before + 1; n <= this.n; n += 1) {
      const edit = this.log.get(n);
      if (edit && !mine.has(edit.id)) fresh.push(edit);
    }
    const missing = this.early.size > 0 || (push.n || 0) > this.n;
    return { fresh, ask: missing ? this.n : null };
  }

  /** The server's word on own edits. Answers the ids that were refused. */
  answer({ done = [], refused = [] }) {
    const no = new Set(refused.map((r) => r.id));
    const yes = new Set(done);
    this.pending = this.pending.filter((p) => !no.has(p.edit.id));
    for (const p of this.pending) if (yes.has(p.edit.id)) p.settled = true;
    this.cache = null;
    return [...no];
  }

  /**
   * The room's whole state. What this page knows to be confirmed but the snapshot lacks (a server that restarted from
   * an older copy; a push that overtook the snapshot) is offered again under its own id: the server applies an id once.
   * Answers {seed: own copy where the room lost everything and there is one, else null, send: edits to send now}.
   */
  snapshot(snap) {
    const sameRoom = !this.ready || (snap.room ?? null) === this.room;
    if (!sameRoom) this.#forget();
    this.room = snap.room ?? null;
    if (snap.lost) {
      if (this.ready && this.n > 0) return { seed: { n: this.n, map: this.base }, send: [] };
      this.ready = true;
      return { seed: null, send: this.unsent() };
    }
    const done = new Set(snap.done || []);
    const behind = this.ready && snap.n > 0 && snap.n < this.n;
    const again = behind ? [...this.log].filter(([n, e]) => n > snap.n && !done.has(e.id)).map(([, e]) => e) : [];
    this.base = snap.map || EMPTY;
    this.n = snap.n;
    this.ready = true;
    for (const n of [...this.log.keys()]) if (n > snap.n) this.log.delete(n);
    const own = this.pending.filter((p) => !done.has(p.edit.id)).map((p) => ({ ...p, settled: false }));
    this.pending = [...again.map((edit) => ({ edit, settled: false })), ...own];
    this.cache = null;
    this.#drain();
    return { seed: null, send: this.unsent() };
  }

  #forget() {
    this.pending = [];
    this.log.clear();
    this.early.clear();
    this.n = 0;
    this.base = EMPTY;
    this.ready = false;
    this.cache = null;
  }
}
