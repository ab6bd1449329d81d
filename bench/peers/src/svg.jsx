// The physical floor: React renders the board once; a pointer move writes attributes, once a frame.
// It drags, selects and pinches, and does nothing else: a yardstick, not a product.
import { createRoot } from "react-dom/client";
import { FEEL, FILL, ME, inkPath, line, people, places, radius, strokes, ties } from "./board.js";

const all = new Map([ME, ...people].map((person) => [person.id, { ...person }]));
const view = { x: 0, y: 0, k: 1 };
window.__zoom = () => view.k;

function Board() {
  return (
    <svg>
      <g id="stage">
        {[135, 225, 310].map((r) => <circle key={r} r={r} fill="none" stroke="#e4d9c6" strokeDasharray="3 8" />)}
        {places.map((p) => (
          <g key={p.id} transform={`translate(${p.x} ${p.y})`}>
            <ellipse rx={p.w / 2} ry={p.h / 2} fill={FILL[p.colour]} fillOpacity="0.35" stroke={FILL[p.colour]} />
            <text y={-p.h / 2 + 20}>{p.label}</text>
          </g>
        ))}
        {strokes.map((s) => (
          <path key={s.id} d={inkPath(s.points)} fill="none" stroke={FILL[s.colour]} strokeWidth={s.size} />
        ))}
        {ties.map((t) => (
          <path key={t.id} data-a={t.a} data-b={t.b} className="tie" fill="none"
            d={line(all.get(t.a), all.get(t.b))} {...FEEL[t.feeling ?? "none"]} />
        ))}
        {[ME, ...people].map((p) => (
          <g key={p.id} data-id={p.id} className="person" transform={`translate(${p.x} ${p.y})`}>
            <circle r={radius(p)} fill={FILL[p.colour]} />
            <text style={p.id === "me" ? { fill: "#fff" } : undefined}>{p.initials}</text>
          </g>
        ))}
      </g>
    </svg>
  );
}

createRoot(document.getElementById("root")).render(<Board />);

requestAnimationFrame(function ready() {
  const svg = document.querySelector("svg");
  if (!svg) return requestAnimationFrame(ready);
  const stage = svg.querySelector("#stage");
  const place = () => stage.setAttribute("transform",
    `translate(${innerWidth / 2 + view.x} ${innerHeight / 2 + view.y}) scale(${view.k})`);
  place();
  const node = new Map([...svg.querySelectorAll(".person")].map((el) => [el.dataset.id, el]));
  const joined = new Map([...all.keys()].map((id) => [id, []]));
  for (const el of svg.querySelectorAll(".tie")) {
    joined.get(el.dataset.a).push(el);
    joined.get(el.dataset.b).push(el);
  }
  const fingers = new Map();
  let held = null, pinch = null, waiting = false, chosen = null;

  const write = () => {
    waiting = false;
    if (!held) return place();
    const p = all.get(held.id);
    node.get(held.id).setAttribute("transform", `translate(${p.x} ${p.y})`);
    for (const el of joined.get(held.id)) el.setAttribute("d", line(all.get(el.dataset.a), all.get(el.dataset.b)));
  };
  const soon = () => { if (!waiting) { waiting = true; requestAnimationFrame(write); } };
  const apart = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
  const middle = ([a, b]) => ({ x: (a.x + b.x) / 2 - innerWidth / 2, y: (a.y + b.y) / 2 - innerHeight / 2 });

  svg.addEventListener("pointerdown", (e) => {
    fingers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    svg.setPointerCapture(e.pointerId);
    const el = e.target.closest(".person");
    if (fingers.size === 2) {
      const two = [...fingers.values()];
      held = null;
      pinch = { apart: apart(two), middle: middle(two), ...view };
    } else if (el) {
      held = { id: el.dataset.id, dx: all.get(el.dataset.id).x - e.clientX / view.k, dy: all.get(el.dataset.id).y - e.clientY / view.k };
      chosen?.querySelector("circle").removeAttribute("stroke");
      chosen = el;
      el.querySelector("circle").setAttribute("stroke", "#0b6e69");
    }
  });
  svg.addEventListener("pointermove", (e) => {
    const finger = fingers.get(e.pointerId);
    if (!finger) return;
    finger.x = e.clientX;
    finger.y = e.clientY;
    if (pinch && fingers.size === 2) {
      const two = [...fingers.values()], now = middle(two);
      view.k = Math.min(3, Math.max(0.4, (pinch.k * apart(two)) / pinch.apart));
      view.x = now.x - ((pinch.middle.x - pinch.x) * view.k) / pinch.k;
      view.y = now.y - ((pinch.middle.y - pinch.y) * view.k) / pinch.k;
    } else if (held) {
      const p = all.get(held.id);
      p.x = e.clientX / view.k + held.dx;
      p.y = e.clientY / view.k + held.dy;
    } else return;
    soon();
  });
  const up = (e) => { fingers.delete(e.pointerId); held = null; if (fingers.size < 2) pinch = null; };
  svg.addEventListener("pointerup", up);
  svg.addEventListener("pointercancel", up);
});
