"""What came to a page and what stood over it, to be searched for what must not be there."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.async_api import Page, WebSocket


class Heard:
    """Every frame that came to a page, and every title that it ever had."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.titles: set[str] = set()

    @classmethod
    async def of(cls, page: Page) -> Heard:
        heard = cls()
        page.on("websocket", heard._listen)
        await page.expose_function("pmTitle", heard._titled)
        await page.add_init_script(
            "new MutationObserver(() => window.pmTitle(document.title))"
            ".observe(document, { childList: true, subtree: true, characterData: true })"
        )
        return heard

    def _titled(self, title: str) -> None:
        self.titles.add(title)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def says(self, marks: Iterable[str]) -> set[str]:
        """Which of these stand in a frame or in a title."""
        whole = "\n".join((*self.frames, *self.titles))
        return {each for each in marks if each in whole}
