// My map's page: reads its sentences aloud by a voice of this device, and keeps itself up to date.
//
// Every few seconds it asks whether it is still open and would show the same. When not, it loads anew:
// an end, a change made in another window or by a worker shows here within five seconds. Nothing of
// the page is kept by the browser for going back (no-store), and a page brought back asks at once.
"use strict";

const EVERY = 3000;
const HOME = "/my-map";

function watch(pulse) {
  let asking = false;
  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const answer = await fetch(`${HOME}/still`, { cache: "no-store", redirect: "error" });
      if (answer.status === 401) return location.replace(HOME);
      const said = await answer.json();
      if (pulse && said.pulse && said.pulse !== pulse) location.replace(HOME);
    } catch {
      // No connection: what is shown stays until it can be asked again.
    } finally {
      asking = false;
    }
  };
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}

// A voice that is not `localService` sends the words to somebody's server: it is never used.
function localVoice() {
  const fits = speechSynthesis.getVoices().filter((v) => v.localService === true && /^en/i.test(v.lang));
  return fits.find((v) => v.lang.toLowerCase() === "en-gb") ?? fits[0];
}

function reader(button) {
  const label = button.querySelector("span:last-child");
  const words = label.textContent;
  let on = false;
  const look = () => {
    button.hidden = !localVoice();
  };
  const stop = () => {
    on = false;
    speechSynthesis.cancel();
    label.textContent = words;
    button.setAttribute("aria-pressed", "false");
  };
  button.addEventListener("click", () => {
    if (on) return stop();
    speechSynthesis.cancel();
    on = true;
    label.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    const places = [...document.querySelectorAll(button.dataset.read)];
    const voice = localVoice();
    for (const [at, place] of places.entries()) {
      const said = new SpeechSynthesisUtterance(place.textContent.replace(/\s+/g, " ").trim());
      said.voice = voice;
      said.lang = voice.lang;
      said.rate = 0.95;
      if (at === places.length - 1) said.onend = () => on && stop();
      speechSynthesis.speak(said);
    }
    return undefined;
  });
  look();
  speechSynthesis.addEventListener?.("voiceschanged", look);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

if (document.body.dataset.pulse !== undefined) watch(document.body.dataset.pulse);
if (typeof speechSynthesis !== "undefined") document.querySelectorAll("[data-read]").forEach(reader);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
