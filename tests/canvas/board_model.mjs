// Lets Python drive the board's pure modules: one JSON request a line in, one JSON answer a line out.
import { createInterface } from "node:readline";
import { endNear, freeSpot, pieceNear, strokeMeets } from "../../peermap_app/ui/canvas/geometry.js";
import { groupOps, within } from "../../peermap_app/ui/canvas/group.js";
import { History } from "../../peermap_app/ui/canvas/history.js";
import { invert } from "../../peermap_app/ui/canvas/history.js";
import { dropSteps, keepSteps, takeSteps } from "../../peermap_app/ui/canvas/kept_steps.js";
import { apply, EMPTY, Misfit, tryApply } from "../../peermap_app/ui/canvas/model.js";
import { often } from "../../peermap_app/ui/canvas/often.js";
import { joinOps, movePlaceOps, removeOps, unjoined } from "../../peermap_app/ui/canvas/ops.js";
import { stretched, stretchOps } from "../../peermap_app/ui/canvas/stretch.js";
import { boundsOf, clearOf, stillView, viewFor } from "../../peermap_app/ui/canvas/sight.js";
import { Sync, heldCarry, sendings } from "../../peermap_app/ui/canvas/sync.js";
import { tieNear, wayOf } from "../../peermap_app/ui/canvas/ties.js";
import { linesOf, newsOf, peopleOf, readsAsName, typedInitials } from "../../peermap_app/ui/canvas/text.js";
import { labelSide, ringWord } from "../../peermap_app/ui/canvas/words_at.js";
import { thin } from "../../peermap_app/ui/canvas/thin.js";
import * as fresh from "../../peermap_app/ui/components/fresh.js";
import { begun, told, written } from "../../peermap_app/ui/note/begun.js";
import { isBehind } from "../../peermap_app/ui/stage/behind.js";
import { cutOff, inOnePiece, wasTold } from "../../peermap_app/ui/whole_view.js";

const pages = new Map();

/** "kind id field" -> value, for all of a map; a thing is also there as a whole. */
function fieldsOf(map) {
  const all = new Map();
  for (const [kind, things] of Object.entries(map))
    for (const one of things) {
      for (const [name, value] of Object.entries(one)) all.set(`${kind} ${one.id} ${name}`, JSON.stringify(value));
    }
  return all;
}

/** The fields in which two maps differ. */
function between(before, after) {
  const [a, b] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

const jobs = {
  /** Where the words of the rings stand, and each place's side: {rings: [{x, y}], sides}. */
  words({ map, rings }) {
    return { rings: rings.map(({ r, word }) => ringWord(map, r, word)), sides: map.places.map((p) => labelSide(map, p)) };
  },
  /** The path of each tie. */
  tie_paths: ({ map }) => map.ties.map((tie) => wayOf(map, tie)?.path ?? null),
  /** In how many ms the ways of all ties are found, the quickest of so many times: what else the machine does counts for nothing. */
  tie_time({ map, times }) {
    const once = () => {
      const from = performance.now();
      for (const tie of map.ties) wayOf(map, tie);
      return performance.now() - from;
    };
    return Math.min(...Array.from({ length: times }, once));
  },
  tie_near: ({ map, point, reach }) => tieNear(map, point.x, point.y, reach)?.id ?? null,
  bounds: ({ map }) => boundsOf(map),
  /** Where a newcomer stands: {x, y}. */
  free_spot: ({ map, frame }) => freeSpot(map, frame),
  /** The view for a card that leaves this box free: {x, y, k}. */
  view_for: ({ view, free, map, item, reach }) => viewFor(view, free, map, item, reach),
  /** The view of a map that stands still under a button in its corner. */
  still_view: ({ free, map, button }) => stillView(free, map, button),
  /** The view with nobody under the buttons in a lower corner. */
  clear_of: ({ view, buttons, free, map }) => clearOf(view, buttons, free, map),
  /** Edits one after another: [{map} or {code}], each refused one leaving the map as it was. */
  run({ edits }) {
    let map = EMPTY;
    return edits.map((edit) => {
      try {
        map = apply(map, edit);
        return { map };
      } catch (error) {
        if (error instanceof Misfit) return { code: error.code };
        throw error;
      }
    });
  },
  /** The map before each edit that fits, and after that edit and its inverse. */
  undo_each({ edits }) {
    const pairs = [];
    let map = EMPTY;
    for (const edit of edits) {
      const after = tryApply(map, edit);
      if (!after) continue;
      const ops = invert(map, edit);
      pairs.push({ before: map, again: apply(after, { id: "x", ops }), ops });
      map = after;
    }
    return pairs;
  },
  /** Every edit, then undo to the bottom, then redo to the top. */
  there_and_back({ edits }) {
    const history = new History();
    let map = EMPTY;
    for (const edit of edits) {
      const after = tryApply(map, edit);
      if (!after) continue;
      history.note(map, edit);
      map = after;
    }
    const top = map;
    for (let edit = history.undo(map); edit; edit = history.undo(map)) map = apply(map, edit);
    const bottom = map;
    for (let edit = history.redo(map); edit; edit = history.redo(map)) map = apply(map, edit);
    return { top, bottom, again: map };
  },
  /** Two devices' edits in turn ([whose, edit]), then the first undoes all it can: what of the second's that took back. */
  undo_beside({ edits }) {
    const history = new History(), last = new Map(), taken = [];
    let map = EMPTY, refused = 0, undone = 0;
    for (const [whose, edit] of edits) {
      const after = tryApply(map, edit);
      if (!after) continue;
      if (whose === "own") history.note(map, edit);
      for (const key of between(map, after)) last.set(key, whose);
      map = after;
    }
    while (history.back.length) {
      const edit = history.undo(map);
      if (!edit) {
        refused += 1;
        continue;
      }
      undone += 1;
      const after = apply(map, edit);
      for (const key of between(map, after)) {
        if (last.get(key) === "other") taken.push(key);
        last.set(key, "own");
      }
      map = after;
    }
    return { taken, undone, refused, map };
  },
  /** Edits on a board that leaves the page, and the next board of `room` there, which has `done`: the ids that it can undo. */
  kept_steps({ edits, room, done, over }) {
    const history = new History(), next = new History();
    let map = EMPTY;
    for (const edit of edits) {
      history.note(map, edit);
      map = apply(map, edit);
    }
    keepSteps("room1", history);
    if (over) dropSteps();
    const steps = takeSteps(room);
    if (steps) next.adopt(steps, (id) => done.includes(id));
    return { undo: next.back.map((e) => e.id), edit: next.undo(map), again: takeSteps(room) };
  },
  /** Edits on a board of "room1" that then shows `room`: what it can undo, and do again after one step back. */
  belong({ edits, room }) {
    const history = new History();
    history.belong("room1");
    let map = EMPTY;
    for (const edit of edits) {
      history.note(map, edit);
      map = apply(map, edit);
    }
    history.undo(map);
    history.belong(room);
    return { undo: history.back.length, redo: history.forth.length };
  },
  /** The line after each of these: {read} at {now}, {stands} with {heard}, or {late}; `failing` and `now` are as the last one says. */
  fresh({ read, said, words }) {
    let held = fresh.begun(read), failing = false, now = 0;
    return said.map((each) => {
      ({ failing = false, now = now } = each);
      if ("read" in each) held = fresh.readAnew(held, each.read, now);
      else if ("stands" in each) held = fresh.connected(held, each.stands, each.heard);
      else if (each.late) held = fresh.outOfTouch(held);
      return fresh.line(held, failing, words, now);
    });
  },
  /** A field after each of these: what the page knows ({text, number, taken}), or {types}. {field, base} each time. */
  note({ taken, said }) {
    let held = begun(taken), field = "";
    return said.map((each) => {
      if ("types" in each) [held, field] = [written(held), each.types];
      else {
        const now = told(held, each);
        [held, field] = [now.held, now.fill ?? field];
      }
      return { field, base: held.base };
    });
  },
  behind: ({ here, there }) => isBehind(here, there),
  /** What a page showed after each of these: an update, "cut" or "late", when it waited too long. */
  whole({ said }) {
    const shown = [], { setTimeout: real } = globalThis;
    let late = () => {};
    globalThis.setTimeout = (run) => { late = run; };
    const show = inOnePiece((update) => shown.push(update.name));
    const after = said.map((each) => {
      if (each === "cut") cutOff();
      else if (each === "late") late();
      else show(each);
      return [...shown];
    });
    globalThis.setTimeout = real;
    return { after, told: wasTold() };
  },
  /** What is handed back beside a copy after each [carry, drawing] that the page was told. */
  held_carry({ told }) {
    let held = null;
    return told.map(([carry, drawing]) => (held = heldCarry(held, carry, drawing)));
  },
  page({ id }) {
    pages.set(id, new Sync());
    return null;
  },
  /** A method of one page's Sync. */
  call({ id, method, args }) {
    return pages.get(id)[method](...args) ?? null;
  },
  sendings: ({ edits }) => sendings(edits),
  pending({ id }) {
    return pages.get(id).pending.map((p) => p.edit.id);
  },
  initials({ raw, names }) {
    const typed = typedInitials(raw);
    return { ...typed, name: readsAsName(typed.initials, names) };
  },
  /** Many at once: what the page makes of each. */
  all_initials: ({ raws, names }) => raws.map((raw) => jobs.initials({ raw, names })),
  thin: ({ points, press }) => thin(points, press),
  within: ({ map, loop }) => within(map, loop),
  group: ({ map, ids }) => groupOps(map, ids),
  end_near: ({ map, point, reach }) => endNear(map, point, reach)?.id ?? null,
  piece_near: ({ map, point, reach }) => pieceNear(map, point, reach),
  stroke_meets: ({ stroke, a, b, reach }) => strokeMeets(stroke, a, b, reach),
  move_place: ({ map, place, to }) => movePlaceOps(map, place, to),
  /** How a place is after it was pulled, and the ops that make it so. */
  stretch({ place, edge, dx, dy }) {
    const after = stretched(place, edge, dx, dy);
    return { after, ops: stretchOps(place, after) };
  },
  /** Values that come at these moments: [[ms, value], …] -> what is sent, and when. */
  often({ ms, values }) {
    let now = 0, waiting = null;
    const sent = [];
    const tell = often(ms, (value) => sent.push([now, value]), { now: () => now, later: (run, wait) => { waiting = { run, at: now + wait }; } });
    const until = (when) => {
      if (!waiting || waiting.at > when) return;
      const { run, at } = waiting;
      [waiting, now] = [null, at];
      run();
    };
    for (const [at, value] of values) {
      until(at);
      now = at;
      tell(value);
    }
    until(Infinity);
    return sent;
  },
  /** What the live region says of each edit that fits, one after another. */
  news({ words, edits }) {
    let map = EMPTY;
    return edits.flatMap((edit) => {
      const after = tryApply(map, edit);
      if (!after) return [];
      const said = newsOf(words, map, [edit]);
      map = after;
      return [said];
    });
  },
  /** What the live region says of several edits that came at once. */
  news_at_once: ({ words, map, edits }) => newsOf(words, map, edits),
  /** A whole map in words, and who comes first among the people of the list. */
  in_words: ({ words, map }) => ({ lines: linesOf(words, map), people: peopleOf(map).map((p) => p.id) }),
  /** The map after a place was moved to a spot, with or without the people in it. */
  place_moved: ({ map, id, to }) => apply(map, { ops: movePlaceOps(map, map.places.find((p) => p.id === id), to) }),
  /** The map after two were joined, or parted. */
  join: ({ map, a, b }) => apply(map, { ops: joinOps(map, a, b) }),
  /** Who is left over when each of these was taken off, one by one. */
  remove: ({ map, ids }) => ids.reduce((at, id) => apply(at, { ops: removeOps(at, id) }), map),
  unjoined: ({ map }) => unjoined(map).map((p) => p.id),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { job, ...args } = JSON.parse(line);
  let answer;
  try {
    answer = { ok: jobs[job](args) };
  } catch (error) {
    answer = { error: String(error.stack || error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
