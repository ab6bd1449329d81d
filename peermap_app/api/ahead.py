"""What a page will ask for next, told with its first bytes.

React Router names a page's own code only once its common code runs, and our boards name theirs
only once the page runs: two journeys more on a phone's network. Vite wrote all of it down when the
pages were built, so the answer that carries the page carries a `Link` header with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from peermap_app import logs

_LATER = re.compile(r"m\.f=(\[[^\]]*\])")
"""Where Vite lists, in a chunk, the files of what it imports later."""

_STYLE = "rel=preload; as=style; crossorigin"
_CODE = "rel=modulepreload; fetchpriority=low"
"""Code waits for style and font (scripts/first_sight.py)."""

Told = tuple[tuple[re.Pattern[str], str], ...]


class Ahead:
    """The `Link` header of each page, read once from the built pages.

    Args:
        pages: the folder of the built pages; None in a test without one, where nothing is told.
    """

    def __init__(self, pages: Path | None) -> None:
        self._pages = pages
        self._told: Told | None = None

    def of(self, path: str) -> str:
        """The value of the header for a page's path, "" for one that is not known."""
        if self._told is None:
            self._told = self._read()
        return next((link for shape, link in self._told if shape.fullmatch(path)), "")

    def _read(self) -> Told:
        """All headers, or none with a line in the log: a page comes later without, but it comes."""
        try:
            return told_by(self._pages) if self._pages else ()
        except (ValueError, KeyError, OSError) as problem:
            logs.note(problem, logs.Word.NOTHING_AHEAD)
            return ()


def told_by(pages: Path) -> Told:
    """Each route's shape with its header, from React Router's manifest of the built pages.

    Raises:
        ValueError: the built pages hold no manifest, or one that we do not know how to read.
    """
    routes = _routes(pages)
    common = {*_own(routes["root"])}
    return tuple(
        (_shape(route["path"]), _header(_needed(pages, route, common)))
        for name, route in routes.items()
        if name != "root" and "path" in route
    )


def _routes(pages: Path) -> Mapping[str, Mapping[str, Any]]:
    found = sorted(pages.glob("assets/manifest-*.js"))
    if len(found) != 1:
        raise ValueError(f"{len(found)} manifests of React Router in the built pages")
    text = found[0].read_text(encoding="utf-8")
    held = json.JSONDecoder().raw_decode(text, text.index("{"))[0]
    routes: Mapping[str, Mapping[str, Any]] = held["routes"]
    return routes


def _own(route: Mapping[str, Any]) -> list[str]:
    return [route["module"], *route["imports"], *route["css"]]


def _needed(pages: Path, route: Mapping[str, Any], common: set[str]) -> list[str]:
    """What a route needs beyond what every page's own text names, in the order of its list."""
    chunk = (pages / route["module"].lstrip("/")).read_text(encoding="utf-8")
    listed = _LATER.search(chunk)
    later = [f"/{name}" for name in json.loads(listed[1])] if listed else []
    return [each for each in dict.fromkeys([*_own(route), *later]) if each not in common]


def _shape(path: str) -> re.Pattern[str]:
    """Of "cases/:case_id/draw": what its addresses look like, with or without a last stroke."""
    parts = (
        "[^/]+" if part.startswith(":") else re.escape(part) for part in path.split("/") if part
    )
    return re.compile("/" + "/".join(parts) + "/?")


def _header(files: Iterable[str]) -> str:
    return ", ".join(f"<{file}>; {_STYLE if file.endswith('.css') else _CODE}" for file in files)
