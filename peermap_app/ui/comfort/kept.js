// What was chosen: attributes of <html>, and one neutral key in this tab for as long as this drawing goes on.
const KEY = "pm-ease"; // "<mark> big dark": a number that tells this drawing from the next, then what is on

export const NAMES = ["big", "calm", "dark", "spaced", "left", "still", "sound"];

function stored(how, ...value) {
  try {
    return sessionStorage[`${how}Item`](KEY, ...value);
  } catch {
    return null; // a browser that stores nothing: chosen until a reload
  }
}

/** {mark, on}: which drawing it was chosen in, and what is on; whatever else lies there counts for nothing. */
export function read() {
  const [mark = "", ...on] = (stored("get") || "").split(" ");
  return { mark, on: NAMES.filter((name) => on.includes(name)) };
}

export function forget() {
  stored("remove");
}

export function keep(mark, on) {
  if (on.length) stored("set", [mark, ...on].join(" "));
  else forget();
}

/** Puts what is on into effect: style sheets and the board read the attributes, the browser's frame its colour. */
export function apply(on) {
  const root = document.documentElement;
  for (const name of NAMES) root.toggleAttribute(`data-${name}`, on.includes(name));
  const paper = getComputedStyle(root).getPropertyValue("--pm-paper").trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", paper);
  window.dispatchEvent(new Event("pm-ease")); // the board fits itself into what is left of the page
}
