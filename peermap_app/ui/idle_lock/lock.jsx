// A worker's page behind the idle lock (assets/lock.js): what hangs in here is taken out while it is locked.
import { useContext, useEffect, useLayoutEffect, useRef } from "react";
import { useBlocker } from "react-router";
import { EventLoopContext, initialEvents } from "$/utils/context";
import { know, locks, watch } from "$/public/lock.js";

const FIRST = 2000, LONGEST = 60000, OVER = 4 * LONGEST; // ms

export function Lock({ seconds, whose, locked, waits, todo, unread, words, children }) {
  const hold = useRef(null);
  const [addEvents] = useContext(EventLoopContext);
  const send = useRef(addEvents);
  send.current = addEvents;
  const readAnew = () => {
    // All of it, as after a cut, and shown in one piece: what is typed stays under the hand that types.
    dispatchEvent(new Event("pm-cut"));
    send.current(initialEvents());
  };
  // Nothing was told to a locked page meanwhile.
  useLayoutEffect(() => watch(hold.current, words, readAnew), []);
  useLayoutEffect(() => know({ ms: seconds * 1000, mark: whose, locked, waits }), [seconds, whose, locked, waits]);
  // The server could not read what is shown: asked again, later each time, and not by all pages at once.
  const failing = useRef([0, 0]); // since when, and when last
  const before = useRef(unread); // of the page that this one was opened from
  useEffect(() => {
    if (!unread || unread === before.current) return undefined;
    const now = Date.now(), [since, last] = failing.current;
    const first = now - last > OVER ? now : since;
    failing.current = [first, now];
    const wait = Math.min(FIRST + (now - first) / 2, LONGEST) * (1 + Math.random());
    const asks = setTimeout(readAnew, wait);
    return () => clearTimeout(asks);
  }, [unread]);
  // On a home screen: how many wait, once the server has said it.
  useEffect(() => {
    if (seconds) navigator.setAppBadge?.(todo).catch(() => undefined);
  }, [seconds, todo]);
  // Back leads to the page before, behind the lock, and would take away what was typed.
  const back = useBlocker(({ historyAction }) => historyAction === "POP" && locks());
  useEffect(() => {
    if (back.state === "blocked") back.reset();
  }, [back]);
  // React moves neither of the two: it knows the outer one as its child's place, and the inner one's as the page's.
  return (
    <div ref={hold}>
      <div>{children}</div>
    </div>
  );
}
