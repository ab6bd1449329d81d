"""The built pages show their own text before their code comes.

React Router asks for all of a page's code as urgently as for its style and its font. On a slow
network they share the line, and the first sight waits for code that it does not need.
"""

import subprocess
from pathlib import Path

URGENT = '<link rel="modulepreload" href='
IN_TURN = '<link rel="modulepreload" fetchpriority="low" href='
FORMATS = ("brotli", "gzip")
"""As `frontend_compression_formats` in rxconfig.py; Reflex's own script makes them anew."""


def paint_first(web: Path, node: dict[str, str]) -> None:
    """Let code wait for style and font, in every built page and its compressed forms.

    Args:
        web: Reflex's folder `.web`, built.
        node: the environment in which `node` is found.

    Raises:
        ValueError: no page names its code so: React Router writes it differently now.
        subprocess.CalledProcessError: the pages could not be compressed.
    """
    client = web / "build" / "client"
    pages = {page: page.read_text(encoding="utf-8") for page in client.rglob("*.html")}
    if not any(URGENT in text or IN_TURN in text for text in pages.values()):
        raise ValueError("no built page names its code as we know it: look at React Router again")
    for page, text in pages.items():
        page.write_text(in_turn(text), encoding="utf-8")
    subprocess.run(
        ["node", "compress-static.js", str(client), *FORMATS], cwd=web, env=node, check=True
    )


def in_turn(page: str) -> str:
    """The text of a page with the change; the same text when it is there already."""
    return page.replace(URGENT, IN_TURN)
