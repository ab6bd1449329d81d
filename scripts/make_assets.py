"""Write assets that are made of something else: the offline page and the manifest of
peermap_app/words/install.py, and the icons of assets/icons/icon.svg (drawn by Debian's Chromium).

Run it after either changes and commit what it wrote. `--text` leaves the icons alone.
"""

import argparse
import html
import json
import struct
from pathlib import Path

from peermap_app.words import install as words

ASSETS = Path(__file__).resolve().parent.parent / "assets"
PAPER = "#FBF6EE"
# name, size in pixels, share of the icon that the mark fills, whether corners are the platform's
ICONS = (
    ("icon-192.png", 192, 1.0, False),
    ("icon-512.png", 512, 1.0, False),
    ("icon-maskable-512.png", 512, 0.78, True),
    ("apple-touch-icon.png", 180, 0.9, True),
)


def manifest() -> str:
    """The web app manifest."""

    def icon(name: str, size: int, purpose: str) -> dict[str, str]:
        src, sizes = f"/icons/{name}", f"{size}x{size}"
        return {"src": src, "sizes": sizes, "type": "image/png", "purpose": purpose}

    held = {
        "id": "/",
        "name": words.NAME,
        "short_name": words.NAME,
        "description": words.DESCRIPTION,
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": "/alerts",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            icon("icon-192.png", 192, "any"),
            icon("icon-512.png", 512, "any"),
            icon("icon-maskable-512.png", 512, "maskable"),
        ],
    }
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"


def offline_page() -> str:
    """The page that the service worker shows when a page cannot be reached."""

    def say(text: str) -> str:
        return html.escape(text, quote=False)

    works = "\n".join(f"          <li>{say(line)}</li>" for line in words.OFFLINE_WORKS)
    danger = "\n".join(f"        <p>{say(line)}</p>" for line in words.OFFLINE_DANGER)
    return f"""<!doctype html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="theme-color" content="{PAPER}">
    <title>{say(words.OFFLINE_TITLE)}</title>
    <link rel="stylesheet" href="/peermap.css">
    <link rel="icon" href="/icons/icon.svg" type="image/svg+xml">
  </head>
  <body>
    <main class="pm-main">
      <img src="/icons/icon.svg" alt="" width="72" height="72">
      <h1>{say(words.OFFLINE_HEADING)}</h1>
      <p>{say(words.OFFLINE_LEAD)}</p>
      <section class="pm-card" aria-labelledby="still">
        <h2 id="still">{say(words.OFFLINE_STILL)}</h2>
        <ul>
{works}
        </ul>
        <p>{say(words.OFFLINE_KEPT)}</p>
      </section>
      <p><a class="pm-button" href="">{say(words.OFFLINE_AGAIN)}</a></p>
      <section class="pm-muted">
{danger}
      </section>
    </main>
  </body>
</html>
"""


def draw_icons() -> None:
    """The PNG icons and favicon.ico."""
    from playwright.sync_api import sync_playwright

    drawing = (ASSETS / "icons" / "icon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()

        def draw(size: int, share: float, whole: bool) -> bytes:
            inner = round(size * share)
            page.set_viewport_size({"width": size, "height": size})
            page.set_content(
                f"<style>html,body{{margin:0;background:{PAPER if whole else 'transparent'}}}"
                f"svg{{position:absolute;width:{inner}px;height:{inner}px;"
                f"left:{(size - inner) / 2}px;top:{(size - inner) / 2}px}}</style>{drawing}"
            )
            return page.screenshot(omit_background=not whole)

        for name, size, share, whole in ICONS:
            (ASSETS / "icons" / name).write_bytes(draw(size, share, whole))
        small = draw(32, 1.0, False)
        browser.close()
    # An .ico is a six-byte head, one entry of 16 bytes, and here a PNG as it is.
    entry = struct.pack("<BBBBHHII", 32, 32, 0, 0, 1, 32, len(small), 22)
    (ASSETS / "favicon.ico").write_bytes(struct.pack("<HHH", 0, 1, 1) + entry + small)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", action="store_true")
    text_only = parser.parse_args().text
    (ASSETS / "offline.html").write_text(offline_page())
    (ASSETS / "manifest.webmanifest").write_text(manifest())
    if not text_only:
        draw_icons()


if __name__ == "__main__":
    main()
