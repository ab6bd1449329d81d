"""Pictures of every screen of the walk, for eyes: `make looked` writes them to var/looked.

At every width of the walk: light, dark, and with bigger text, as Comfort sets them.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import Page

PLACE = os.environ.get("PEERMAP_LOOKED", "")
WAYS = {"light": (), "dark": ("data-dark",), "bigger": ("data-big",)}
SET = """(names) => {
  for (const name of ["data-dark", "data-big"])
    document.documentElement.toggleAttribute(name, names.includes(name));
}"""


async def picture(page: Page, name: str, width: int) -> None:
    """Each way of one screen as it stands, where pictures are wanted; it is left as it was."""
    if not PLACE:
        return
    kept = await page.evaluate("[...document.documentElement.attributes].map((a) => a.name)")
    for way, names in WAYS.items():
        await page.evaluate(SET, [*names])
        file = f"{name.replace('/', '-')}-{width}-{way}.png"
        await page.screenshot(path=Path(PLACE) / file, full_page=True)
    await page.evaluate(SET, kept)
