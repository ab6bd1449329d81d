"""A page on a device with voices: what it reads aloud, and what stands there without a picture."""

from __future__ import annotations

VOICES = """(() => {
  const voice = (lang, localService) => ({ lang, localService, name: lang, default: false });
  const heard = (window.heard = []);
  const voices = [["fr-FR", true], ["en-GB", false], ["en_US", true], ["ar-SA", true]]
    .map((each) => voice(...each));
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, cancel() {}, addEventListener() {}, removeEventListener() {},
    speak(line) { heard.push([line.text, line.voice.lang]); setTimeout(() => line.onend?.()); },
  } });
})()"""
"""A device with voices: one of another language, one that is not on the device, two that fit."""
HEARD = """async () => {
  const heard = (window.heard.length = 0, window.heard);
  // A step's number is a sign, not a word.
  const plain = (text) => text.replace(/\\s+/g, " ").replace(/^\\d+ /, "")
    .replaceAll(" · ", ", ").trim(); // a voice pauses there
  const said = (el) => plain(el.innerText);
  const seen = (el) => el.checkVisibility({ visibilityProperty: true });
  const readers = ".pd-speak, .pm-speak, .mp-read";
  for (const button of [...document.querySelectorAll(readers)].filter(seen)) {
    button.click();
    const until = performance.now() + 5000;
    const busy = () => button.getAttribute("aria-pressed") === "true";
    do await new Promise((next) => setTimeout(next, 10));
    while (busy() && performance.now() < until);
  }
  const page = ".pd-screen :is(h1, h2, p, figcaption, .pd-mark-label), "
    + ".mp-page :is(h1, h2, h3, p, label, summary, figcaption), .mp-told li, "
    + ".pd-door :is(h1, h2, p, label, li), .pd-touch p";
  const others = ".mp-others, .pd-languages"; // names of languages
  const around = `button, [aria-hidden=true], .pm-unseen, .pm-board, ${others}`;
  const workers = 'a[href="/sign-in"]'; // their way back, when the young person has gone
  const own = (el) => [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  // The board's pictures, the letters to type with, a sign; and the cover, which must not tell.
  const mute = ".pm-ground, .pm-keypad, .pm-ease-sign, .pm-only-read, "
    + ".pm-cover, [inert], .pd-speak";
  const shown = [
    ...[...document.querySelectorAll(page)]
      .filter((el) => !el.closest(around) && !el.querySelector(workers)),
    ...[...document.querySelectorAll(".pm-board *, .pd-before-open *, .pd-before *, .pd-comfort *")]
      .filter((el) => own(el) && !el.closest(mute)),
  ].filter((el) => seen(el) && said(el));
  const aloud = new Set(heard.map(([text]) => plain(text)));
  const every = (parts) => parts.length > 0 && parts.every((each) => aloud.has(said(each)));
  const whole = (el) => aloud.has(said(el)) || every([...el.children]); // read sentence by sentence
  return {
    unheard: shown.filter((el) => !whole(el)).map(said),
    voices: [...new Set(heard.map(([, lang]) => lang))],
  };
}"""
"""Presses every button that reads aloud: the sentences that none of them read, and the voices."""
BARE = """() => {
  const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  return [...document.querySelectorAll(
    "main button, main .pd-answer, main li, main .pd-door-line, .pd-touch p, "
    + ".pd-before :is(h2, p, button), "
    + ".pm-board :is(h3, .pm-told, .pm-said, .pm-typed, .pm-chip)")]
    .filter((el) => seen(el) && el.innerText.trim())
    .filter((el) => ![...el.querySelectorAll("svg, img, .pd-aa, .pm-ease-sign")].some(seen))
    .filter((el) => !/^\\d$/.test(el.innerText.trim()))
    .filter((el) => !el.closest("[aria-hidden=true], .pm-keypad, .pm-only-read, .pm-unseen"))
    .filter((el) => !el.closest(".pd-receipt-words"))
    .map((el) => `${el.className} ${el.innerText}`);
}"""
"""Choices, listed sentences and what the board tells that stand without a picture that is seen: one
that the style hides is none. A digit of the PIN and the words to copy from a card are what they
are."""
