// Whether a page stands at another phase of its drawing than the server: the push that told of it was lost.

/** Screens that are a phase of the drawing. */
const PHASES = ["offered", "asked", "waiting", "ready", "drawing", "choosing", "later", "over"];

/** Questions of the tablet's page alone: they stand before choosing, or before what was put by. */
const QUESTIONS = ["what_if", "here", "not_sure", "dont_keep", "finish_later"];
const BEFORE = ["choosing", "later"];

/**
 * `here`: the page's screen, "" while it is not known; `there`: the server's, as a beat told it.
 * Nothing goes on from "over": a late beat would take away what was said, which the page shows once.
 */
export function isBehind(here, there) {
  if (!there || here === "over") return false;
  if (QUESTIONS.includes(here)) return !BEFORE.includes(there);
  return PHASES.includes(here) && here !== there;
}
