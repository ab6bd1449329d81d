// Own steps back, while the board is off the worker's page: the young person looks again and chooses, and the page shows
// nothing of the map then (rule 4 of product.md). When they go back to it, undo goes on where it was, as on the tablet.
// In the page's memory alone, for one drawing, and dropped as soon as that is over or its page is left ("pm-over").
let kept = null;

/** A board leaves the page. */
export function keepSteps(room, history) {
  if (room && (history.back.length || history.forth.length)) kept = { room, history };
}

/** The steps of this drawing's last board, or null. Nothing is kept after that. */
export function takeSteps(room) {
  const was = kept;
  kept = null;
  return was?.room === room ? was.history : null;
}

/** Nothing is kept any more. */
export const dropSteps = () => { kept = null; };

globalThis.window?.addEventListener("pm-over", dropSteps);
