// Runs in every measured page before its own scripts. __OPTIONS__ is replaced by bench/canvas.py.
(() => {
  const options = __OPTIONS__;
  const M = (window.__bench = { long: [], taps: {}, ready: 0, lcp: 0, shift: 0 });
  const watch = (type, take, extra = {}) => new PerformanceObserver((list) => list.getEntries().forEach(take))
    .observe({ type, buffered: true, ...extra });
  watch("longtask", (e) => M.long.push([e.startTime, e.duration]));
  watch("largest-contentful-paint", (e) => { M.lcp = e.startTime; });
  watch("layout-shift", (e) => { if (!e.hadRecentInput) M.shift += e.value; });
  watch("event", (e) => {
    if (e.interactionId) M.taps[e.interactionId] = Math.max(M.taps[e.interactionId] || 0, e.duration);
  }, { durationThreshold: 16 });

  const found = () => [...document.querySelectorAll(options.people)];
  requestAnimationFrame(function look() {
    if (found().length >= options.least) M.ready = performance.now();
    else requestAnimationFrame(look);
  });

  const middle = (el) => { const r = el.getBoundingClientRect(); return { x: r.x + r.width / 2, y: r.y + r.height / 2 }; };
  // People that a finger can reach: nothing lies over their middle.
  M.reachable = () => found().map((el) => ({ el, ...middle(el) }))
    .filter((p) => p.x > 60 && p.y > 100 && p.x < innerWidth - 60 && p.y < innerHeight - 130 &&
      p.el.contains(document.elementFromPoint(p.x, p.y)))
    .map((p) => ({ id: p.el.dataset.id, x: p.x, y: p.y }));
  M.at = (id) => middle(found().find((el) => el.dataset.id === id));
  // What is seen of a person: a tap selects, or takes the mark away again.
  M.looks = (id) => found().find((el) => el.dataset.id === id).outerHTML;
  // Where two fingers meet the least: the pair of points around the middle farthest from any person.
  M.pinch = () => {
    const people = found().map(middle);
    let best = { room: -1 };
    for (let dx = -60; dx <= 60; dx += 12) for (let dy = -60; dy <= 60; dy += 12) for (let turn = 0; turn < 8; turn++) {
      const x = innerWidth / 2 + dx, y = innerHeight / 2 + dy;
      const ux = Math.cos((turn * Math.PI) / 8), uy = Math.sin((turn * Math.PI) / 8);
      const room = Math.min(...[1, -1].flatMap((s) => people.map((p) => Math.hypot(p.x - x - s * 60 * ux, p.y - y - s * 60 * uy))));
      if (room > best.room) best = { room, x, y, ux, uy };
    }
    return best;
  };
  M.begin = () => {
    M.frames = []; M.late = []; M.on = true;
    requestAnimationFrame(function tick(t) { if (M.on) { M.frames.push(t); requestAnimationFrame(tick); } });
  };
  M.end = () => { M.on = false; return { frames: M.frames, late: M.late }; };
  // From a finger's own time stamp to the end of the frame that shows it.
  addEventListener("touchmove", (e) => {
    if (!M.on) return;
    const at = e.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => M.late.push(performance.now() - at);
      channel.port2.postMessage(0);
    });
  }, { capture: true, passive: true });
})();
