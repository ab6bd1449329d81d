// Fingers, pens and mice on the board. Native pointer events, apart from React: a move is only noted, and once a frame
// the newest positions are written. One finger drags what it landed on, pans the board or draws; two fingers anywhere,
// on people too, pan and zoom.

const SLOP = 6; // px before a press becomes a drag
const COMMITTED = 24; // px after which a second finger (a palm) no longer turns a drag or a line into a pinch
export const LEAST_ZOOM = 0.3;
export const MOST_ZOOM = 2.6;

export const clampZoom = (k) => Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, k));

/** The view after zooming by `factor` about a point of the screen. */
export function zoomAt(view, point, factor) {
  const k = clampZoom(view.k * factor);
  return { k, x: point.x - ((point.x - view.x) * k) / view.k, y: point.y - ((point.y - view.y) * k) / view.k };
}

export const toBoard = (view, p) => ({ x: (p.x - view.x) / view.k, y: (p.y - view.y) / view.k });

/**
 * @param ground  the element that holds the drawing and never moves
 * @param host    view(), moving(on): a pan or pinch begins or ends,, setView(view), draws() (is one finger ink?), hit(target, point), begin(hit) -> {move(dx,dy), end(), cancel()}
 *              or null, tap(hit, point), ink {start(p), move(points), end(), cancel()}; points are in board units
 * @returns a function that takes the listeners off
 */
export function attachGestures(ground, host) {
  const fingers = new Map();
  let state = null; // {kind: "press"|"drag"|"pan"|"ink"|"pinch"|"rest", …}
  let box = null;
  let frame = 0;

  const local = (e) => ({ x: e.clientX - box.left, y: e.clientY - box.top });
  const boardPoint = (e) => toBoard(host.view(), local(e));

  function pinchFrom() {
    const [a, b] = [...fingers.values()];
    return {
      kind: "pinch", view: host.view(), mid: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
      apart: Math.hypot(a.x - b.x, a.y - b.y) || 1,
    };
  }

  function write() {
    frame = 0;
    if (!state) return;
    if (state.kind === "pinch") {
      const [a, b] = [...fingers.values()];
      const k = clampZoom((state.view.k * Math.hypot(a.x - b.x, a.y - b.y)) / state.apart);
      const mid = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, { view } = state;
      host.setView({
        k, x: mid.x - ((state.mid.x - view.x) * k) / view.k, y: mid.y - ((state.mid.y - view.y) * k) / view.k,
      });
      return;
    }
    const f = fingers.get(state.id);
    if (!f) return;
    if (state.kind === "drag") state.drag.move((f.x - state.x) / state.k, (f.y - state.y) / state.k);
    else if (state.kind === "pan") host.setView({ ...state.view, x: state.view.x + f.x - state.x, y: state.view.y + f.y - state.y });
    else if (state.kind === "ink" && state.fresh.length) host.ink.move(state.fresh.splice(0));
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

  function down(e) {
    if (e.pointerType === "mouse" && e.button !== 0) return;
    if (fingers.size === 0) box = ground.getBoundingClientRect();
    if (fingers.size >= 2 || busy()) return;
    ground.setPointerCapture?.(e.pointerId);
    const p = local(e);
    fingers.set(e.pointerId, { ...p, x0: p.x, y0: p.y });
    if (fingers.size === 2) {
      stop("cancel");
      state = pinchFrom();
      host.moving(true);
    } else if (host.draws()) {
      host.ink.start(boardPoint(e));
      state = { kind: "ink", id: e.pointerId, fresh: [], far: 0 };
    } else {
      state = { kind: "press", id: e.pointerId, hit: host.hit(e.target, boardPoint(e)), far: 0 };
    }
  }

  function move(e) {
    const f = fingers.get(e.pointerId);
    if (!f) return;
    Object.assign(f, local(e));
    if (state && e.pointerId === state.id) {
      state.far = Math.max(state.far || 0, Math.hypot(f.x - f.x0, f.y - f.y0));
      if (state.kind === "press" && state.far > SLOP) {
        const drag = state.hit && host.begin(state.hit);
        const from = { id: state.id, far: state.far, x: f.x0, y: f.y0 };
        if (!drag) host.moving(true);
        state = drag ? { kind: "drag", drag, k: host.view().k, ...from } : { kind: "pan", view: host.view(), ...from };
      } else if (state.kind === "ink") {
        const all = e.getCoalescedEvents?.() || [];
        for (const one of all.length ? all : [e]) state.fresh.push(boardPoint(one));
      }
    }
    soon();
  }

  function up(e) {
    const f = fingers.get(e.pointerId);
    if (!f) return;
    if (state?.kind !== "press") flush();
    fingers.delete(e.pointerId);
    if (fingers.size === 0) host.moving(false);
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

  function cancel(e) {
    if (!fingers.delete(e.pointerId)) return;
    stop("cancel");
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

  const stay = (e) => e.preventDefault();
  // Moves are taken before anyone else sees them: React's own root would look at each one, to no end.
  const swallow = (e) => {
    if (!fingers.has(e.pointerId)) return;
    e.stopPropagation();
    move(e);
  };
  const quiet = (e) => fingers.size && e.stopPropagation();
  window.addEventListener("pointermove", swallow, true);
  window.addEventListener("touchmove", quiet, { capture: true, passive: true });

  const on = [
    ["pointerdown", down], ["pointerup", up], ["pointercancel", cancel],
    ["contextmenu", stay], ["touchstart", stay],
  ];
  for (const [type, f] of on) ground.addEventListener(type, f, type === "touchstart" ? { passive: false } : undefined);
  ground.addEventListener("wheel", wheel, { passive: false });
  return () => {
    if (frame) cancelAnimationFrame(frame);
    window.removeEventListener("pointermove", swallow, true);
    window.removeEventListener("touchmove", quiet, true);
    for (const [type, f] of on) ground.removeEventListener(type, f);
    ground.removeEventListener("wheel", wheel);
  };
}
