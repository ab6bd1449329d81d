// What a drag with the Join tool ends with: two who are joined, or a group.
import { groupOps, within } from "./group.js";
import { newId, tieBetween } from "./model.js";
import { say } from "./text.js";

/**
 * @param b  {map, words, push(ops), setFrom, setJoined: whether the tool has done something, setOpen, setNotice, tell(text): a kind word beside the board and aloud}
 * @returns {join(a, b), lasso(loop)}
 */
export function joinsOf({ map, words, push, setFrom, setJoined, setOpen, setNotice, tell }) {
  /** Joins two and opens the line's card; who is joined already only gets the card. */
  function join(a, b) {
    setFrom(null);
    const tie = tieBetween(map, a, b), made = tie ? tie.id : newId();
    if (!tie && !push([{ op: "add_tie", id: made, a, b, feeling: null }])) return;
    setJoined(true);
    setOpen(made);
  }

  /** Joins all in a loop in one edit, or says why not. */
  function lasso(loop) {
    setFrom(null);
    setOpen(null);
    const ids = within(map, loop), { ops, why } = groupOps(map, ids);
    setNotice("");
    if (why) tell(say(words, why));
    else if (push(ops)) {
      setJoined(true);
      tell(say(words, "lasso_done", { most: ids.length }));
    }
  }

  return { join, lasso };
}
