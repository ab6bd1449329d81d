// After a cut a page keeps what it shows until all of it was read anew.
//
// A page that reconnects is sent first what the server's state still holds, and then what its own loading reads. What was
// pushed to it (live/push.py) stands in no such state: the first is an older view, in which a screen that is open may be
// gone, and with it the practice board or a half-typed PIN. So what comes between the two is held, and shown at once.
//
// Reflex's state.js hands its updates through here (whole_view.py). What holds no state of a page, such as the way to the
// door, lets everything go on at once, and so does a loading that takes too long.
const ROOT = "reflex___state____state";
const MOST_MS = 4000;
let told = false;
let cut = false;
let held = null;
let timer = 0;

const forget = () => {
  clearTimeout(timer);
  const all = held;
  held = null;
  return all ?? [];
};

/** The connection is gone. What is held then comes again, with the next one. */
export const cutOff = () => {
  cut = true;
  forget();
};
globalThis.addEventListener?.("pm-cut", cutOff); // ui/lost_taps.js tells of it

/** Whether the server ever told this page anything: before that it is as it was built, and asks for all that differs. */
export const wasTold = () => told;

/** What `show` is given with each update, in one piece after a cut. */
export const inOnePiece = (show) => {
  const showAll = () => forget().forEach(show);
  return (update) => {
    told = true;
    const whole = update.delta?.[ROOT]?.is_hydrated_rx_state_;
    if (cut && whole === false) {
      cut = false;
      held = [];
      timer = setTimeout(showAll, MOST_MS);
    }
    if (!held) {
      show(update);
      return;
    }
    held.push(update);
    if (whole || update.events?.length) showAll();
  };
};
