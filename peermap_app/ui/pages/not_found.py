"""The page for what is not found; what is refused looks the same."""

import reflex as rx

from peermap_app.ui.components.door import door
from peermap_app.ui.components.shell import not_here, page_frame
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """Leads back to where one may be, or to the door when the session has ended."""
    return page_frame(w.NOT_FOUND, door(), not_here())
