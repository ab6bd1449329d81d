// Notices a tap that was sent into a connection which was dead already, and says so on the page.
//
// Reflex sends an event once. Between a phone losing its network and its socket being declared dead
// lie seconds, and what is tapped in them is lost without a word. What was sent after the last sign
// of life of a socket that then closed may not have arrived: <html data-lost-tap> shows the line
// "pm-lost" until the next tap goes out. What pages send by themselves, and the boards' edits, which
// are sent again, do not count.
//
// Reflex's state.js imports it first of all (lost_taps.py): the socket's library takes the browser's WebSocket when it is
// loaded. The pages' first form is made outside of a browser.
(() => {
  if (typeof window === "undefined") return;
  const BY_ITSELF = /(\.(load|enter|left|edits|ask|seed|dot|watch)|\.hydrate\w*|_internal)$/;
  let heard = 0;
  let tapped = -1;
  const show = (on) => document.documentElement.toggleAttribute("data-lost-tap", on);
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => {
        heard = performance.now();
      });
    }
  };
  // The names under which Reflex tells of what it sends and of a socket that closed.
  window.__reflex_otel = {
    onEventSend(event) {
      if (BY_ITSELF.test(event.name)) return;
      tapped = performance.now();
      show(false);
    },
    onSocketDisconnect(reason) {
      window.dispatchEvent(new Event("pm-cut")); // the board holds its edits until it is sure again
      if (tapped > heard && reason !== "io client disconnect") show(true);
    },
  };
})();
