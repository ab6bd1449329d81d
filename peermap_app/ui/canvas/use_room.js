// Ties a Sync to the component's props and events. The only place that knows both.
import { useCallback, useEffect, useLayoutEffect, useReducer, useRef } from "react";
import { History } from "./history.js";
import { keepSteps, takeSteps } from "./kept_steps.js";
import { newEdit, tryApply, apply, Misfit } from "./model.js";
import { Sync, heldCarry, sendings } from "./sync.js";

const RESEND_MS = [3000, 6000, 12000];

/**
 * @returns {map, ready, cut: no snapshot came since the connection was cut, unsent: how many own edits the server has not confirmed, drawn: how many there ever were, push(ops, note?) -> null or the code why not, undo(), redo() -> the edit that did it or null, canUndo, canRedo}
 * `onNews({fresh})` hears edits of the other device, `onNews({anew, changed})` that the whole map was read and whether it is another than was shown, `onNews({refused: [{edit, code, sentence}]})` what came back.
 */
export function useRoom(props, onNews) {
  const held = useRef(null);
  if (!held.current) held.current = { sync: new Sync(), history: new History(), carry: null, tries: 0, cut: false, drawn: 0 };
  const { sync, history } = held.current;
  const [, redraw] = useReducer((n) => n + 1, 0);
  const now = useRef(props);
  now.current = props;
  const news = useRef(onNews);
  news.current = onNews;

  const send = useCallback((edits) => {
    for (const each of sendings(edits)) now.current.onEdits?.(each);
  }, []);

  // From a cut (ui/lost_taps.js tells of it at once) until the snapshot that follows nothing goes out by itself: what was
  // drawn before it may have been lost, and what is drawn now must not arrive first.
  useEffect(() => {
    const cut = () => { held.current.cut = true; };
    window.addEventListener("pm-cut", cut);
    return () => window.removeEventListener("pm-cut", cut);
  }, []);

  const { snapshot, incoming, answered, carry, beat } = props;
  held.current.carry = heldCarry(held.current.carry, carry, props.shown);

  useLayoutEffect(() => {
    if (!snapshot?.serial) return;
    const was = sync.ready && JSON.stringify(sync.view());
    const { seed, send: edits } = sync.snapshot(snapshot);
    held.current.cut = false;
    history.belong(sync.room);
    const steps = takeSteps(sync.room), done = new Set(snapshot.done || []);
    if (steps) history.adopt(steps, (id) => snapshot.lost || done.has(id));
    if (seed) now.current.onSeed?.({ ...seed, carry: held.current.carry || {} });
    send(edits);
    redraw();
    news.current({ anew: true, changed: was && was !== JSON.stringify(sync.view()) });
  }, [snapshot?.serial]);

  useLayoutEffect(() => {
    if (!incoming) return;
    const { fresh, ask } = sync.receive(incoming);
    if (ask !== null) now.current.onAsk?.(ask);
    fresh.forEach((edit) => history.heard(edit));
    redraw();
    if (fresh.length) news.current({ fresh });
  }, [incoming]);

  useLayoutEffect(() => () => keepSteps(sync.room, history), []);

  // The server says now and then how far it is: when the very last push was lost, nothing else would show that.
  useEffect(() => {
    if (sync.ready && beat?.n > sync.n) now.current.onAsk?.(sync.n);
  }, [beat]);

  useLayoutEffect(() => {
    if (!answered?.serial) return;
    const mine = new Map(sync.pending.map((p) => [p.edit.id, p.edit]));
    const no = sync.answer(answered);
    no.forEach((id) => history.forget(id));
    redraw();
    const refused = (answered.refused || []).filter((r) => mine.has(r.id)).map((r) => ({ ...r, edit: mine.get(r.id) }));
    if (refused.length) news.current({ refused });
  }, [answered?.serial]);

  // An event can be lost without the socket closing: what stays unanswered is sent again, ever more slowly.
  const waiting = sync.pending[0]?.edit.id;
  const unsent = sync.unsent().length;
  useEffect(() => {
    if (!waiting || !props.online) return undefined;
    held.current.tries = 0;
    let timer = 0;
    const again = () => {
      const edits = sync.unsent();
      if (edits.length) send(edits);
      else now.current.onAsk?.(sync.n);
      held.current.tries += 1;
      timer = setTimeout(again, RESEND_MS[Math.min(held.current.tries, RESEND_MS.length - 1)]);
    };
    timer = setTimeout(again, RESEND_MS[0]);
    return () => clearTimeout(timer);
  }, [waiting, props.online]);

  const put = useCallback((edit) => {
    if (!sync.push(edit)) return false;
    held.current.drawn += 1;
    redraw();
    if (!held.current.cut) send(sync.together(edit));
    return true;
  }, []);

  const push = useCallback((ops) => {
    if (!sync.ready) return "not_ready";
    const before = sync.view();
    const edit = newEdit(ops);
    try {
      apply(before, edit);
    } catch (error) {
      if (error instanceof Misfit) return error.code;
      throw error;
    }
    history.note(before, edit);
    put(edit);
    return null;
  }, []);

  const turn = useCallback((way) => {
    const had = way === "undo" ? history.back.length : history.forth.length;
    const edit = history[way](sync.view());
    if (edit && tryApply(sync.view(), edit)) put(edit);
    else redraw();
    return had > 0 ? edit : null;
  }, []);

  return {
    map: sync.view(), ready: sync.ready, cut: held.current.cut, push, unsent, drawn: held.current.drawn,
    undo: useCallback(() => turn("undo"), []), redo: useCallback(() => turn("redo"), []),
    canUndo: history.back.length > 0, canRedo: history.forth.length > 0,
  };
}
