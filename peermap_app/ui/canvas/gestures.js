// Fingers, pens and mice on the board. Native pointer events, apart from React: a move is only noted, and once a frame
// the newest positions are written. One finger drags what it landed on, pans the board or draws; two fingers anywhere,
// on people too, pan and zoom. While a pen is in use, touches are taken for the hand that holds it.

const SLOP = 6; // px before a press becomes a drag
const COMMITTED = 24; // px after which a second finger (a palm) no longer turns a drag or a line into a pinch
const PALM = 60; // px across: more than a fingertip
const AFTER_PEN_MS = 2000; // how long after a pen was seen touches are still taken for a resting hand
export const LEAST_ZOOM = 0.2;
export const MOST_ZOOM = 2.6;

export const clampZoom = (k) => Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, k));

/** The view after zooming by `factor` about a point of the screen. */
export function zoomAt(view, point, factor) {
  const k = clampZoom(view.k * factor);
  return { k, x: point.x - ((point.x - view.x) * k) / view.k, y: point.y - ((point.y - view.y) * k) / view.k };
}

export const toBoard = (view, p) => ({ x: (p.x - view.x) / view.k, y: (p.y - view.y) / view.k });

const isPalm = (e) => e.pointerType === "touch" && Math.max(e.width, e.height) > PALM;

/** Knows a pen from the hand that holds it. Reads only events. */
function penHand() {
  let down = null, seen = -Infinity;
  return {
    look: (e) => {
      if (e.pointerType !== "pen") return;
      seen = e.timeStamp;
      if (e.type === "pointerdown") down = e.pointerId;
      else if (e.type !== "pointermove" && e.pointerId === down) down = null;
    },
    draws: () => down !== null,
    /** Whether a touch is likely the hand of somebody who draws with a pen. */
    rests: (e) => e.pointerType === "touch" && e.timeStamp - seen < AFTER_PEN_MS,
  };
}

/**
 * @param ground  the element that holds the drawing and never moves
 * @param host    view(), moving(on): a pan or pinch begins or ends, setView(view), draws() and rubs(): is one finger ink, or
 *              the rubber?, point(p): where the only finger is, null once it is lifted, hit(target, point),
 *              begin(hit, point) -> {move(dx, dy, point), end(), cancel()} or null: it pans, tap(hit, point),
 *              ink {start(p), move(points), end(), cancel()}; points are in board units, of a pen with `press` from 0 to 100
 * @returns a function that takes the listeners off
 */
export function attachGestures(ground, host) {
  const fingers = new Map();
  const pen = penHand();
  let state = null; // {kind: "press"|"drag"|"pan"|"ink"|"pinch"|"rest", …}
  let box = null;
  let frame = 0;

  const local = (e) => ({ x: e.clientX - box.left, y: e.clientY - box.top });
  const boardPoint = (e) => {
    const p = toBoard(host.view(), local(e));
    return e.pointerType === "pen" ? { ...p, press: Math.round(e.pressure * 100) } : p;
  };

  function pinchFrom() {
    const [a, b] = [...fingers.values()];
    return {
      kind: "pinch", view: host.view(), mid: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
      apart: Math.hypot(a.x - b.x, a.y - b.y) || 1,
    };
  }

  function pinch() {
    const [a, b] = [...fingers.values()];
    const k = clampZoom((state.view.k * Math.hypot(a.x - b.x, a.y - b.y)) / state.apart);
    const mid = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, { view } = state;
    host.setView({ k, x: mid.x - ((state.mid.x - view.x) * k) / view.k, y: mid.y - ((state.mid.y - view.y) * k) / view.k });
  }

  function write() {
    frame = 0;
    if (!state) return;
    if (state.kind === "pinch") pinch();
    const f = fingers.get(state.id);
    if (!f) return;
    const at = toBoard(host.view(), f);
    if (state.kind === "drag") state.drag.move((f.x - state.x) / state.k, (f.y - state.y) / state.k, at);
    else if (state.kind === "pan") host.setView({ ...state.view, x: state.view.x + f.x - state.x, y: state.view.y + f.y - state.y });
    else if (state.kind === "ink" && state.fresh.length) host.ink.move(state.fresh.splice(0));
    if (state.kind !== "pan") host.point(at);
  }

  const soon = () => {
    if (!frame) frame = requestAnimationFrame(write);
  };
  const flush = () => {
    if (frame) cancelAnimationFrame(frame);
    write();
  };

  function stop(how) {
    if (state?.kind === "drag") state.drag[how]();
    if (state?.kind === "ink") host.ink[how]();
  }

  const busy = () => (state?.kind === "drag" || state?.kind === "ink") && state.far > COMMITTED;

  /** Everything as it was before: the page sleeps, the device is turned, Escape was pressed, a pen took over. */
  function drop() {
    if (!fingers.size) return;
    stop("cancel");
    fingers.clear();
    state = null;
    host.moving(false);
    host.point(null);
  }

  /** What one finger alone begins with. */
  function begun(e) {
    const resting = pen.rests(e), inks = host.draws() || host.rubs();
    if (resting && inks) return { kind: "rest" };
    if (host.draws()) {
      host.ink.start(boardPoint(e));
      return { kind: "ink", id: e.pointerId, fresh: [], far: 0 };
    }
    return { kind: "press", id: e.pointerId, hit: host.hit(e.target, boardPoint(e)), far: 0, resting };
  }

  function down(e) {
    if (e.pointerType === "mouse" && e.button !== 0) return;
    if (e.pointerType === "touch" && pen.draws()) return; // the palm comes down after the pen
    if (isPalm(e) && (host.draws() || host.rubs())) return;
    pen.look(e);
    if (e.pointerType === "pen" && !busy()) drop(); // the palm came down before it
    if (fingers.size === 0) box = ground.getBoundingClientRect();
    if (fingers.size >= 2 || busy()) return;
    ground.setPointerCapture?.(e.pointerId);
    const p = local(e);
    fingers.set(e.pointerId, { ...p, x0: p.x, y0: p.y });
    if (fingers.size === 2) {
      stop("cancel");
      state = pinchFrom();
      host.moving(true);
      host.point(null);
    } else {
      state = begun(e);
      if (state.kind !== "rest" && !state.resting) host.point(boardPoint(e));
    }
  }

  /** A press has moved: from here on it is a drag, or it moves the board. */
  function slide(f) {
    if (state.resting) return { kind: "rest" };
    const drag = host.begin(state.hit, toBoard(host.view(), { x: f.x0, y: f.y0 }));
    const from = { id: state.id, far: state.far, x: f.x0, y: f.y0 };
    if (!drag) host.moving(true);
    return drag ? { kind: "drag", drag, k: host.view().k, ...from } : { kind: "pan", view: host.view(), ...from };
  }

  function move(e) {
    const f = fingers.get(e.pointerId);
    Object.assign(f, local(e));
    if (state && e.pointerId === state.id) {
      state.far = Math.max(state.far || 0, Math.hypot(f.x - f.x0, f.y - f.y0));
      if (state.kind === "press" && state.far > SLOP) state = slide(f);
      else if (state.kind === "ink" && isPalm(e)) { // it landed small and is a palm after all
        host.ink.cancel();
        state = { kind: "rest" };
      } else if (state.kind === "ink") {
        const all = e.getCoalescedEvents?.() || [];
        for (const one of all.length ? all : [e]) state.fresh.push(boardPoint(one));
      }
    }
    soon();
  }

  function up(e) {
    pen.look(e);
    const f = fingers.get(e.pointerId);
    if (!f) return;
    if (state?.kind !== "press") flush();
    fingers.delete(e.pointerId);
    if (fingers.size === 0) {
      host.moving(false);
      host.point(null);
    }
    if (state?.kind === "pinch") {
      const [id, rest] = [...fingers][0] || [];
      state = rest ? { kind: "pan", id, view: host.view(), x: rest.x, y: rest.y, far: 0 } : null;
      return;
    }
    if (state?.id !== e.pointerId) return;
    const done = state;
    state = null;
    if (done.kind === "press") host.tap(done.hit, toBoard(host.view(), f));
    if (done.kind === "drag") done.drag.end();
    if (done.kind === "ink") host.ink.end();
  }

  /** The system took a finger away: nothing half-moved stays. */
  function cancel(e) {
    pen.look(e);
    if (!fingers.delete(e.pointerId)) return;
    stop("cancel");
    host.point(null);
    if (!fingers.size) host.moving(false);
    state = fingers.size ? { kind: "rest" } : null;
  }

  function wheel(e) {
    e.preventDefault();
    box = ground.getBoundingClientRect();
    const view = host.view();
    if (e.ctrlKey || !e.shiftKey) host.setView(zoomAt(view, local(e), Math.exp(-e.deltaY * 0.0015)));
    else host.setView({ ...view, x: view.x - e.deltaY });
  }

  /** Only the ground's own: a finger's first target loses it to the ground, and that is no end. */
  const lost = (e) => e.target === ground && cancel(e);
  const stay = (e) => e.preventDefault();
  // Moves are taken before anyone else sees them: React's own root would look at each one, to no end.
  const swallow = (e) => {
    pen.look(e);
    if (!fingers.has(e.pointerId)) return;
    e.stopPropagation();
    move(e);
  };
  const quiet = (e) => fingers.size && e.stopPropagation();
  const escape = (e) => {
    if (e.key !== "Escape" || (state?.kind !== "drag" && state?.kind !== "ink")) return;
    e.stopPropagation(); // it ends the drag, and leaves the tool as it is
    drop();
  };
  const sleep = () => document.hidden && drop();
  const turned = () => {
    if (fingers.size && Math.abs(ground.getBoundingClientRect().width - box.width) > 1) drop();
  };

  const on = [
    [window, "pointermove", swallow, { capture: true }], [window, "touchmove", quiet, { capture: true, passive: true }],
    [window, "keydown", escape, { capture: true }], [window, "resize", turned], [document, "visibilitychange", sleep],
    [ground, "pointerdown", down], [ground, "pointerup", up], [ground, "pointercancel", cancel],
    [ground, "lostpointercapture", lost], [ground, "contextmenu", stay],
    [ground, "touchstart", stay, { passive: false }], [ground, "wheel", wheel, { passive: false }],
  ];
  for (const [where, type, run, how] of on) where.addEventListener(type, run, how);
  return () => {
    if (frame) cancelAnimationFrame(frame);
    for (const [where, type, run, how] of on) where.removeEventListener(type, run, how);
  };
}
