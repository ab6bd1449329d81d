"""The built pages show their own text before their code comes.

React Router asks for all of a page's code as urgently as for its style and its font, and runs it as
soon as it is there. On a slow network they share the line, and on a slow device code that is there
already (the service worker keeps it) runs for a second while the screen is empty: the first sight
waits for code that it does not need.
"""

import re
import subprocess
from pathlib import Path

URGENT = '<link rel="modulepreload" href='
IN_TURN = '<link rel="modulepreload" fetchpriority="low" href='
CODE = '<script type="module"'
RUN = re.compile(r"import (\"[^\"]+\");((?:\s*import \* as \w+ from \"[^\"]+\";)+)")
ROUTE = re.compile(r"import \* as (\w+) from (\"[^\"]+\");")
# A frame is painted after its callbacks have run; a page that nobody sees has none.
ONCE_SEEN = (
    "if (!document.hidden) await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));"
)
FORMATS = ("brotli", "gzip")
"""As `frontend_compression_formats` in rxconfig.py; Reflex's own script makes them anew."""


def paint_first(web: Path, node: dict[str, str]) -> None:
    """Let code wait for style, font and the first frame, in every built page, compressed too.

    Args:
        web: Reflex's folder `.web`, built.
        node: the environment in which `node` is found.

    Raises:
        ValueError: a page begins its code otherwise: React Router writes it differently now.
        subprocess.CalledProcessError: the pages could not be compressed.
    """
    client = web / "build" / "client"
    pages = {page: page.read_text(encoding="utf-8") for page in client.rglob("*.html")}
    with_code = [text for text in pages.values() if CODE in text]
    if not with_code or not all(map(is_known, with_code)):
        raise ValueError("a built page begins its code otherwise: look at React Router again")
    for page, text in pages.items():
        page.write_text(once_seen(in_turn(text)), encoding="utf-8")
    subprocess.run(
        ["node", "compress-static.js", str(client), *FORMATS], cwd=web, env=node, check=True
    )


def in_turn(page: str) -> str:
    """The text of a page with the change; the same text when it is there already."""
    return page.replace(URGENT, IN_TURN)


def is_known(page: str) -> bool:
    """Whether a page names and begins its code as React Router does, or as this left it."""
    named = URGENT in page or IN_TURN in page
    return named and (len(RUN.findall(page)) == 1 or ONCE_SEEN in page)


def once_seen(page: str) -> str:
    """The text of a page whose code begins after the first frame; the same when it does already."""
    return RUN.sub(_begin, page)


def _begin(found: re.Match[str]) -> str:
    routes = ROUTE.findall(found[2])
    names, places = (
        ", ".join(name for name, _ in routes),
        ", ".join(f"import({at})" for _, at in routes),
    )
    return (
        f"{ONCE_SEEN}\nawait import({found[1]});\nconst [{names}] = await Promise.all([{places}]);"
    )
