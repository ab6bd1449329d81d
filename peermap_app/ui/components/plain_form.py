"""A form that the browser sends by itself, with nothing of the page's program in between."""

import reflex as rx
from reflex_components_core.el.element import Element


class _PlainForm(Element):
    """Reflex's own form holds every submit back; this one does not."""

    tag = "form"


def plain_form(*children: rx.Component, action: str) -> rx.Component:
    """A POST to one of our own plain routes."""
    return _PlainForm.create(
        *children, class_name="pm-form", custom_attrs={"method": "post", "action": action}
    )
