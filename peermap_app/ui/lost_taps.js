// Notices a tap that was sent into a connection which was dead already, and says so on the page.
//
// Reflex sends an event once. Between a phone losing its network and its socket being declared dead
// lie seconds, and what is tapped in them is lost without a word. What was sent after the last answer
// over a socket that then closed may not have arrived: <html data-lost-tap> shows the line
// "pm-lost" until the next tap goes out. What pages send by themselves, and the boards' edits, which
// are sent again, do not count.
//
// From a cut until Reflex's socket is whole again (<html data-cut>), Reflex would hold a tap and send it then: a tablet's
// answers would count in a moment when nobody sees them. What is marked with data-counts is not tapped then, and the
// line "pm-held" says so (<html data-held-tap>); a component that tells by itself asks the attribute, and says "pm-held".
// A tap that is on its way for long shows "pm-slow" (<html data-slow-tap>).
//
// Reflex's state.js imports it first of all (lost_taps.py): the socket's library takes the browser's WebSocket when it is
// loaded. The pages' first form is made outside of a browser.
(() => {
  if (typeof window === "undefined") return;
  // A mark's box tells it again by itself until it counts (ui/mark): it may take long, and is never lost.
  const TOLD_AGAIN = /\.make_mark$/;
  const BY_ITSELF = /(\.(load|enter|left|edits|ask|seed|dot|watch)|\.hydrate\w*|_internal)$/;
  // Every answer to a tap sets the page's notice (state/guarded.py); a push, a beat or a ping does not.
  const ANSWER = "notice_rx_state_";
  const LONG = 2500; // ms
  let heard = 0;
  let tapped = -1;
  let waits = 0;
  const page = document.documentElement;
  const show = (what, on) => page.toggleAttribute(`data-${what}`, on);
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        window.peermapHeard = Date.now(); // ui/components/fresh.jsx
        if (!String(data).includes(ANSWER)) return;
        heard = performance.now();
        clearTimeout(waits);
        show("slow-tap", false);
      });
    }
  };
  // The names under which Reflex tells of what it sends and of a socket that closed.
  window.__reflex_otel = {
    onEventSend(event) {
      if (BY_ITSELF.test(event.name)) return;
      if (!TOLD_AGAIN.test(event.name)) {
        tapped = performance.now();
        show("lost-tap", false);
      }
      clearTimeout(waits);
      waits = setTimeout(() => show("slow-tap", true), LONG);
    },
    onSocketConnect() {
      show("cut", false);
      show("held-tap", false);
    },
    onSocketDisconnect(reason) {
      window.dispatchEvent(new Event("pm-cut")); // the board holds its edits until it is sure again
      clearTimeout(waits);
      show("slow-tap", false);
      show("cut", true);
      if (tapped > heard && reason !== "io client disconnect") show("lost-tap", true);
    },
  };
  const held = () => show("held-tap", true);
  // First of all who hear of a click: neither React nor the button itself learns of one that is held.
  const hold = (event) => {
    if (!page.hasAttribute("data-cut") || !event.target.closest?.("[data-counts]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held();
  };
  window.addEventListener("click", hold, true);
  window.addEventListener("pm-held", held);
})();
