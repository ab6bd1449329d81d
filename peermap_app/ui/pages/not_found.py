"""The page for what is not found; what is refused looks the same."""

import reflex as rx

from peermap_app.ui.components.shell import not_here, page_frame
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """Leads back to where one may be."""
    return page_frame(w.NOT_FOUND, not_here())
