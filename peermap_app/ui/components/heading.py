"""The one h1 of a page. It takes the focus when a link inside PeerMap led here.

A page that is opened afresh leaves the focus where the browser puts it, so that the skip link comes
first; after a link the old page is gone, and without this the focus would be nowhere (WCAG 2.4.3).
`window.peermapLed`: a link led to the page that is open (ui/stage gives the focus on from here).
"""

import reflex as rx

from peermap_app.ui.components.unbroken import unbroken

_TAKE_FOCUS = """
useEffect(() => {
  window.peermapLed = !!window.peermapOpened;
  if (window.peermapLed) document.getElementById("title")?.focus({preventScroll: true});
  window.peermapOpened = true;
}, []);
"""


class _Heading(rx.el.H1):
    """An h1 that can be given the focus, and takes it after a link."""

    def add_imports(self) -> dict[str, str]:
        """React's own hook."""
        return {"react": "useEffect"}

    def add_hooks(self) -> list[str]:
        """Runs once for each page that is shown."""
        return [_TAKE_FOCUS]


def heading(*words: str | rx.Var[str], large: bool = False) -> rx.Component:
    """The h1; `large` on pages that stand at the top of the site."""
    return _Heading.create(
        *map(unbroken, words),
        id="title",
        tab_index=-1,
        class_name="pm-top" if large else "pm-title",
    )
