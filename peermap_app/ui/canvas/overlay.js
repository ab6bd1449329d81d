// What lies on the board and keeps its own size, however far it is zoomed: a place's handles, the other's finger.

const LEAST_APART = 34; // px from a place's middle to a handle: they must not lie on one another when it looks small
const SHOWN_MS = 1500; // how long a finger that is not heard of any more still shows
const CORNER = 0.8; // of half a side: where a round shape's corner is

const ALONG = { e: [1, 0], s: [0, 1], se: [CORNER, CORNER] };

/**
 * @param refs  {handles, dot}: the element with a handle for each edge, and the dot
 * @param view  a ref to {x, y, k}
 * @returns {lay(): the view has changed, handles(place or null), dot({x, y} or null: lifted)}
 */
export function makeOverlay(refs, view) {
  let place = null, spot = null, timer = 0;

  const put = (el, x, y) => { el.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`; };

  function layHandles() {
    const { x, y, k } = view.current;
    for (const el of refs.handles.current.children) {
      const [u, v] = ALONG[el.dataset.handle];
      const half = (side) => Math.max((side / 2) * k, LEAST_APART);
      put(el, place.x * k + x + u * half(place.w), place.y * k + y + v * half(place.h));
    }
  }

  const layDot = () => put(refs.dot.current, spot.x * view.current.k + view.current.x, spot.y * view.current.k + view.current.y);

  const gone = () => {
    clearTimeout(timer);
    spot = null;
    refs.dot.current?.classList.remove("pm-on");
  };

  return {
    lay: () => {
      if (place) layHandles();
      if (spot) layDot();
    },
    handles: (one) => {
      place = one;
      refs.handles.current.classList.toggle("pm-on", !!one);
      if (one) layHandles();
    },
    dot: (at) => {
      if (typeof at?.x !== "number" || typeof at.y !== "number") return gone();
      const fresh = !spot, el = refs.dot.current;
      spot = at;
      layDot();
      if (fresh) void el.offsetWidth; // it appears where it is, and does not fly there
      el.classList.add("pm-on");
      clearTimeout(timer);
      timer = setTimeout(gone, SHOWN_MS);
      return undefined;
    },
  };
}
