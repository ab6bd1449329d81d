"""What of the built pages is a file for anybody, and what is a page behind its door."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.types import Scope

OPEN_PAGES = frozenset({"/offline", "/offline.html"})
"""What the service worker keeps for a browser without a connection."""


_CROOKED = re.compile(r"(?:^|/)\.{1,2}(?:/|$)|//|[\\%\x00-\x1f\x7f]")
"""A step up or to where one is, two slashes, a sign that is no part of a name, a percent twice."""
_WRITTEN = re.compile(rb"%(?:2e|2f|5c)", re.IGNORECASE)
"""A dot or a slash that is written so that it does not look like one."""


def is_crooked(scope: Scope) -> bool:
    """Whether a path means something else than it says to whoever reads it next.

    The guard decides by how a path begins, and the static files take the steps in it afterwards:
    "/sign-in/../cases" is under a door that is open and is a page behind one that is not. None of
    our addresses is written so, and every browser has taken such steps before it asks.
    """
    written = bytes(scope.get("raw_path") or b"").partition(b"?")[0]
    return bool(_CROOKED.search(str(scope["path"])) or _WRITTEN.search(written))


class Built:
    """The folder of the built pages, read once at the first request.

    Args:
        pages: the folder; None in a test without one, where everything is a page.
    """

    def __init__(self, pages: Path | None) -> None:
        self._pages = pages
        self._read: tuple[frozenset[str], frozenset[str]] | None = None

    def is_page(self, path: str) -> bool:
        """Whether a path needs a cookie: everything that is not a built file.

        Whatever the static files do not have they answer with the shell of a page, and they know
        a page by several names ("/cases", "/cases.html", "/cases/index.html"): so files are
        listed, and pages are all the rest.
        """
        return path.rstrip("/") not in OPEN_PAGES and path not in self._known()[1]

    def is_folder(self, path: str) -> bool:
        """Whether a path is that of a page with a folder of its own ("/cases")."""
        return path in self._known()[0]

    def name(self, path: str) -> str:
        """The page's name for the record, in our own words: "page /cases", or "page"."""
        first = first_part(path)
        return f"page {first}" if self.is_folder(first) else "page"

    def _known(self) -> tuple[frozenset[str], frozenset[str]]:
        if self._read is None:
            pages = self._pages
            folders = frozenset(
                f"/{page.parent.name}" for page in (pages.glob("*/index.html") if pages else ())
            )
            files = frozenset(
                f"/{file.relative_to(pages).as_posix()}"
                for file in (pages.rglob("*") if pages else ())
                # Compressed pages ("cases.html.gz") are pages too.
                if pages and ".html" not in file.name and file.is_file()
            )
            self._read = folders, files
        return self._read


def first_part(path: str) -> str:
    """The page that a path belongs to: "/draw" for "/draw", "/draw.html" and "/draw/index.html"."""
    return "/" + path.lstrip("/").partition("/")[0].removesuffix(".html")
