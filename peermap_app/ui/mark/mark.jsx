// The box for a young person's own mark. Any squiggle will do; nothing is recognised or compared.
//
// Points are 0..1000 across and down, so that the mark is the same on any screen. Bounds are those
// of `domain.consent.parse_mark`; a finger that goes on past them draws no more.
import { useEffect, useRef, useState } from "react";

const MOST_STROKES = 30;
const MOST_NUMBERS = 2000;
const WIDE = 1000;

const within = (v) => Math.max(0, Math.min(WIDE, Math.round(v)));

// One smooth path through the points of a stroke; a single point is a dot.
function path(points) {
  if (points.length < 4) return `M${points[0]} ${points[1]}h.1`;
  let d = `M${points[0]} ${points[1]}`;
  for (let i = 2; i < points.length - 2; i += 2) {
    const mx = (points[i] + points[i + 2]) / 2;
    const my = (points[i + 1] + points[i + 3]) / 2;
    d += `Q${points[i]} ${points[i + 1]} ${mx} ${my}`;
  }
  return `${d}L${points[points.length - 2]} ${points[points.length - 1]}`;
}

// What the server has not yet said that it has. A server that stops before it answers knows of no mark when it is back,
// and the box leaves the page for a moment meanwhile: then it is told again. In page memory only, with the choosing that it
// was made in, `{turn, strokes}`: a mark is never told in another one.
let untold = null;
const forget = () => { untold = null; };
if (typeof window !== "undefined") window.addEventListener("pm-over", forget);
/** What stands in the box: `mark` is what the server has said of it. */
export const standing = (mark) => mark || (untold?.strokes.length ? "squiggle" : "");
const untoldIn = (turn) => (untold && (!turn || untold.turn === turn) ? untold.strokes : null);

const AGAIN = (
  <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="2"
    strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    <path d="M4.6 5v5h5" />
    <path d="M5 10a7.6 7.6 0 1 1-.6 4.5" />
  </svg>
);

const TICK = (
  <svg className="pd-mark-tick" viewBox="0 0 24 24" fill="none" aria-hidden="true"><path d="m4.5 12.8 5 5L19.8 6.5" /></svg>
);

/** `turn`: which choosing it is, "" while a server that restarted does not know. `ticked`: a tick was chosen instead. The box shows it, and a squiggle drawn over it takes its place. */
export function Mark({ strokes, serial, turn, box, label, done, clear, ticked, tick, onMark }) {
  const [drawn, setDrawn] = useState(untoldIn(turn) || []);
  const pad = useRef(null);
  const live = useRef(null);
  const now = useRef(null);
  const held = useRef(untoldIn(turn) || []);
  const known = useRef("");
  if (turn) known.current = turn;

  useEffect(() => {
    if (JSON.stringify(strokes) === JSON.stringify(held.current)) forget();
  }, [strokes]);

  useEffect(() => {
    if (!untoldIn(turn)) forget();
    if (untold) {
      if (serial) tell(untold.turn);
      return;
    }
    held.current = Array.isArray(strokes) ? strokes : [];
    setDrawn(held.current);
  }, [serial, turn]);

  // A quick squiggle would end as a fling, and the browser takes the next tap for what stops it.
  useEffect(() => {
    const box = pad.current;
    const ours = (event) => event.preventDefault();
    box.addEventListener("touchstart", ours, { passive: false });
    return () => box.removeEventListener("touchstart", ours);
  }, []);

  const tell = (made = known.current) => {
    untold = { turn: made, strokes: held.current };
    const mark = held.current.length ? { kind: "squiggle", strokes: held.current } : { kind: "none" };
    onMark({ ...mark, turn: made });
  };
  const numbers = () => held.current.reduce((sum, s) => sum + s.length, 0);
  const at = (event) => {
    const box = pad.current.getBoundingClientRect();
    return [
      within(((event.clientX - box.left) / box.width) * WIDE),
      within(((event.clientY - box.top) / box.height) * WIDE),
    ];
  };
  const start = (event) => {
    if (event.button > 0 || now.current || held.current.length >= MOST_STROKES) return;
    pad.current.setPointerCapture(event.pointerId);
    now.current = { id: event.pointerId, points: at(event) };
    live.current.setAttribute("d", path(now.current.points));
  };
  const move = (event) => {
    const stroke = now.current;
    if (!stroke || stroke.id !== event.pointerId) return;
    for (const one of event.nativeEvent.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = at(one);
      const n = stroke.points.length;
      const far = Math.hypot(x - stroke.points[n - 2], y - stroke.points[n - 1]) >= 6;
      if (far && numbers() + n + 2 <= MOST_NUMBERS) stroke.points.push(x, y);
    }
    live.current.setAttribute("d", path(stroke.points));
  };
  const end = (event) => {
    const stroke = now.current;
    if (!stroke || stroke.id !== event.pointerId) return;
    now.current = null;
    live.current.setAttribute("d", "");
    if (numbers() + stroke.points.length > MOST_NUMBERS) return;
    held.current = [...held.current, stroke.points];
    setDrawn(held.current);
    tell();
  };
  const wipe = () => {
    held.current = [];
    setDrawn([]);
    tell();
  };

  const tickShows = ticked && drawn.length === 0;
  return (
    <div className="pd-mark">
      <div className="pd-mark-box">
        <svg ref={pad} className="pd-mark-pad" viewBox={`0 0 ${WIDE} ${WIDE}`}
          preserveAspectRatio="none" role="img" aria-label={box}
          onPointerDown={start} onPointerMove={move} onPointerUp={end} onPointerCancel={end}>
          {drawn.map((s, i) => (
            <path key={i} d={path(s)} vectorEffect="non-scaling-stroke" />
          ))}
          <path ref={live} vectorEffect="non-scaling-stroke" />
        </svg>
        {tickShows ? TICK : null}
      </div>
      <div className="pd-mark-beside">
        <span className="pd-mark-label" role="status">
          <span className="pd-say-it">{tickShows ? tick : drawn.length > 0 ? done : label}</span>
        </span>
        {drawn.length > 0 ? (
          <button type="button" className="pd-mark-clear" onClick={wipe}>
            {AGAIN}
            <span className="pd-say-it">{clear}</span>
          </button>
        ) : null}
      </div>
    </div>
  );
}
