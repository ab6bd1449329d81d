"""A form that the browser sends by itself, with nothing of the page's program in between."""

import reflex as rx
from reflex_components_core.el.element import Element


class _PlainForm(Element):
    """Reflex's own form holds every submit back; this one does not."""

    tag = "form"


_ONCE = rx.Var(
    "((ev) => {const form = ev.currentTarget;"
    " if (form.dataset.sent) ev.preventDefault(); form.dataset.sent = 'yes';})"
)


def plain_form(
    *children: rx.Component, action: str, once: bool = False, files: bool = False
) -> rx.Component:
    """A POST to one of our own plain routes. `files`: it sends one.

    `once`: a second tap sends nothing, for the answer to the first must not be lost.
    """
    sends: dict[str, object] = {"method": "post", "action": action}
    if files:
        sends["encType"] = "multipart/form-data"
    if once:
        sends["onSubmit"] = _ONCE
    return _PlainForm.create(*children, class_name="pm-form", custom_attrs=sends)
