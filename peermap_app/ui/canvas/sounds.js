// What was just done, told to whoever makes sounds of it (ui/comfort): the board itself is silent.
const HEARD = { add_person: "add", add_place: "add", add_sticker: "add", add_tie: "join" };

/** `what` is the first op of an edit, or "undo". */
export function tellDone(what) {
  window.dispatchEvent(new CustomEvent("pm-done", { detail: HEARD[what] || what }));
}
