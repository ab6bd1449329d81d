// Plain pages of a young person read themselves aloud: a button with data-read, the selector of what it reads, in the
// page's language, by a voice of this device. It stays hidden where there is none.
"use strict";

// A voice that is not `localService` sends the words to somebody's server: it is never used.
function localVoice() {
  const tags = (lang) => lang.toLowerCase().split(/[-_]/);
  const [wanted] = tags(document.documentElement.lang);
  const fits = speechSynthesis.getVoices().filter((v) => v.localService === true && tags(v.lang)[0] === wanted);
  return fits.find((v) => /^en[-_]gb/i.test(v.lang)) ?? fits[0];
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

if (typeof speechSynthesis !== "undefined") document.querySelectorAll("[data-read]").forEach(reader);
