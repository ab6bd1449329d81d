// A sender that is never quicker than it may be. Pure but for its clock, so that node can test it alone.

const CLOCK = { now: () => performance.now(), later: (run, wait) => setTimeout(run, wait) };

/** Lets through at most one value every `ms`: the first at once, then the newest of those that came meanwhile. */
export function often(ms, send, clock = CLOCK) {
  let last = -Infinity, newest = null, waits = false;
  const go = () => {
    waits = false;
    last = clock.now();
    send(newest);
  };
  return (value) => {
    newest = value;
    if (waits) return;
    const wait = last + ms - clock.now();
    waits = wait > 0;
    if (waits) clock.later(go, wait);
    else go();
  };
}
