// A plain page of somebody who is signed in, behind the idle lock (lock.js). It holds nothing that could change meanwhile:
// opened again it is as it was, with what was typed.
import { know, watch } from "./lock.js";

const hold = document.querySelector("[data-lock-after]");
watch(hold, JSON.parse(hold.dataset.lockWords), () => {});
know({ ms: 1000 * hold.dataset.lockAfter, mark: hold.dataset.lockWhose });
