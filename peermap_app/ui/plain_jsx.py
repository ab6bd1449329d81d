"""Pages without a library for styles in code: ours stand in style sheets.

Reflex draws each element with Emotion's `jsx`, which styles the `css` of an element and otherwise
is React's own `createElement`. No page of ours has a `css`, so each tablet fetched and ran Emotion
and its CSS compiler for nothing. Nor does any page take components as text from the server, for
which Reflex keeps React and its own state under `window.__reflex`. See
docs/decisions/first-sight.md.
"""

import re
from typing import Any

from reflex.plugins import Plugin

PLACE = "utils/plain_jsx.js"
JSX = 'export { createElement as jsx } from "react";\n'
ALIAS_AT = "    alias: [\n"
ALIAS = (
    '{ find: "@emotion/react", replacement: fileURLToPath(new URL("./%s", import.meta.url)) },\n'
)
KEPT = re.compile(
    r"  useEffect\(\(\) => \{\n.*?window\.__reflex = \{.*?\};\n  \}, \[\]\);\n", re.DOTALL
)
KEPT_IMPORT = re.compile(r"^import \* as (?!React\b)\w+ from .*\n", re.MULTILINE)


def plain_jsx() -> tuple[str, str]:
    """Where the one line goes in `.web`, and its text."""
    return PLACE, JSX


def without_emotion(vite_config: str) -> str:
    """Vite's configuration with our `jsx` in the place of Emotion's; unchanged when it is there.

    Raises:
        ValueError: a new Reflex writes its aliases differently.
    """
    alias = ALIAS_AT + "      " + ALIAS % PLACE
    if alias in vite_config:
        return vite_config
    if vite_config.count(ALIAS_AT) != 1:
        raise ValueError(
            "the aliases of Reflex's vite.config.js are not as peermap_app/ui knows them"
        )
    return vite_config.replace(ALIAS_AT, alias)


def without_window(root_jsx: str) -> str:
    """Reflex's root.jsx with nothing of its own on `window`; unchanged when it is so.

    Raises:
        ValueError: a new Reflex puts it there differently.
    """
    if "window.__reflex" not in root_jsx:
        return root_jsx
    changed, found = KEPT.subn("", root_jsx)
    if found != 1:
        raise ValueError("window.__reflex in Reflex's root.jsx is not as peermap_app/ui knows it")
    return KEPT_IMPORT.sub("", changed)


class PlainJsx(Plugin):
    """A Reflex plugin that applies all three at every compilation."""

    def pre_compile(self, **context: Any) -> None:
        """Register them; Reflex calls this before it writes `.web`."""
        context["add_save_task"](plain_jsx)
        context["add_modify_task"]("vite.config.js", without_emotion)
        context["add_modify_task"]("app/root.jsx", without_window)
