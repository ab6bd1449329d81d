// Plain pages of a young person read themselves aloud: a button with data-read, the selector of what it reads, each
// sentence in its own language, by a voice of this device. It stays hidden where there is none for the page's language.
"use strict";

// A voice that is not `localService` sends the words to somebody's server: it is never used. English as it is said here
// comes before other Englishes.
function localVoice(lang) {
  const tags = (v) => v.lang.toLowerCase().split(/[-_]/);
  const wanted = (lang === "en" ? "en-GB" : lang).toLowerCase().split("-");
  const fits = speechSynthesis.getVoices().filter((v) => v.localService === true && tags(v)[0] === wanted[0]);
  return fits.find((v) => tags(v)[1] === wanted[1]) ?? fits[0];
}

const langOf = (el) => el.closest("[lang]").lang;
const plain = (el) => el.textContent.replace(/\s+/g, " ").replaceAll(" · ", ", ").trim(); // a voice pauses there

// What stands around a button, as far as it is open: what a closed part says is not said yet.
function around(button) {
  const seen = (el) => el.getClientRects().length > 0;
  return [...(button.closest("details") ?? document).querySelectorAll(button.dataset.read)].filter(seen);
}

let stopOther = () => {};

function reader(button) {
  const label = button.querySelector("span:last-child");
  const words = label.textContent;
  let run = 0;
  const look = () => {
    button.hidden = !localVoice(langOf(button));
  };
  const show = (on) => {
    label.textContent = on ? button.dataset.stop : words;
    button.setAttribute("aria-pressed", String(on));
  };
  const stop = () => {
    run += 1;
    speechSynthesis.cancel();
    show(false);
  };
  const say = (places, at, mine) => {
    if (mine !== run) return;
    if (at === places.length) return stop();
    const voice = localVoice(langOf(places[at]));
    if (!voice) return say(places, at + 1, mine); // words of another language, for which there is no voice here
    const said = new SpeechSynthesisUtterance(plain(places[at]));
    said.voice = voice;
    said.lang = voice.lang;
    said.rate = 0.95;
    said.onend = () => say(places, at + 1, mine);
    said.onerror = () => mine === run && show(false);
    speechSynthesis.speak(said);
  };
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-pressed") === "true") return stop();
    stopOther();
    stopOther = stop;
    stop();
    show(true);
    say(around(button), 0, run);
    return undefined;
  });
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

function listen() {
  document.querySelectorAll("[data-read]").forEach(reader);
}

if (typeof speechSynthesis !== "undefined") {
  listen();
  addEventListener("page-new", () => { // the page took off what it showed, and shows something else
    stopOther();
    listen();
  });
}
