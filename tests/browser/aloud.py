"""A device's voices, given to a page that is open already: the browser of the tests has none."""

from __future__ import annotations

from playwright.async_api import Page

VOICE = """() => {
  const synth = window.speechSynthesis, waiting = [];
  window.heard = [];
  window.cutShort = 0; // like some browsers, it tells no line that it was cut short
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  synth.speak = (line) => { window.heard.push(line.text); waiting.push(line); };
  synth.cancel = () => { if (waiting.splice(0).length) window.cutShort += 1; };
  window.endOfReading = () => waiting.splice(0).forEach((line) => line.onend?.());
  window.stillToSay = () => waiting.length;
  window.nowHas = (voices) => {
    synth.getVoices = () => voices.map(([lang, localService]) => ({ lang, localService }));
    synth.dispatchEvent(new Event("voiceschanged"));
  };
}"""


async def now_has(page: Page, *voices: tuple[str, bool]) -> None:
    """From now on the device has these voices: [language, whether it is on the device]."""
    await page.evaluate("(voices) => window.nowHas(voices)", [list(each) for each in voices])


async def heard(page: Page) -> list[str]:
    """What was read since the last time that one asked."""
    return list(await page.evaluate("() => window.heard.splice(0)"))


async def is_silent(page: Page) -> None:
    """Nothing is being said, and nothing more comes when a voice tells that it is done."""
    assert await page.evaluate("window.stillToSay()") == 0
    await page.evaluate("window.endOfReading()")
    await page.evaluate("() => new Promise(requestAnimationFrame)")
    assert await heard(page) == []
