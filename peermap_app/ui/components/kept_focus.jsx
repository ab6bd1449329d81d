// Gives the focus on when what had it goes: a button that became a sentence, a card that left the list. It would else be
// nowhere, and whoever works by keyboard would begin again at the top of the page (WCAG 2.4.3).
import { useEffect } from "react";

const CAN_HAVE_IT = "a[href], button";

function giveOn(box, at) {
  const parts = [...box.children];
  const inTurn = [...parts.slice(at), ...parts.slice(0, at).reverse()];
  const next = inTurn.find((part) => part.checkVisibility()) ?? document.getElementById("title");
  const to = next.matches(CAN_HAVE_IT) ? next : (next.querySelector(CAN_HAVE_IT) ?? next);
  if (to === next && !to.matches(CAN_HAVE_IT)) to.tabIndex = -1;
  to.focus();
}

export function KeptFocus({ of }) {
  useEffect(() => {
    const box = document.getElementById(of);
    let had = null;
    const took = ({ target }) => {
      had = { target, at: [...box.children].findIndex((part) => part.contains(target)) };
    };
    const left = ({ relatedTarget }) => relatedTarget && (had = null); // to another place, on purpose
    const look = () => {
      if (!had || (had.target.isConnected && had.target.checkVisibility())) return;
      const { target, at } = had;
      had = null;
      if ([document.body, target].includes(document.activeElement)) giveOn(box, Math.max(at, 0));
    };
    const watch = new MutationObserver(look);
    watch.observe(box, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
    box.addEventListener("focusin", took);
    box.addEventListener("focusout", left);
    return () => {
      watch.disconnect();
      box.removeEventListener("focusin", took);
      box.removeEventListener("focusout", left);
    };
  }, []);
  return null;
}
