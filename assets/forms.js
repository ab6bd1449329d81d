// Plain pages: what becomes of a form that was sent, and of a tap without a connection.
"use strict";
// A page that answered a form and said no stays in the browser's history as a form that was sent: going
// back to it asks "Confirm Form Resubmission". Here it becomes a plain page, which opens empty.
if (document.getElementById("problem")) history.replaceState(null, "", location.href);

// Without a connection the browser puts its own page in place of this one: it takes away what was typed and shows the
// address, which is a secret where it is a card's. So whatever leads off this page first asks whether the server is there.
(() => {
  const WITHIN_MS = 8000; // a slow phone in a stairwell is not one without a connection
  const cut = document.querySelector("[data-cut]");
  if (!cut || !AbortSignal.timeout || !HTMLFormElement.prototype.requestSubmit) return; // as without this script
  let asking = false;
  let goes = false;

  const there = () =>
    fetch("/healthz", { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(WITHIN_MS) }).then(
      () => true,
      () => false,
    );

  async function go(event, on) {
    event.preventDefault();
    if (asking) return; // a second tap
    asking = true;
    cut.hidden = true;
    if (await there()) {
      goes = true;
      on();
      goes = false;
    } else {
      cut.hidden = false;
      cut.scrollIntoView({ block: "nearest" });
    }
    asking = false;
  }

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!goes) go(event, () => form.requestSubmit(submitter));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (goes || !link || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    go(event, () => link.click());
  });
})();
