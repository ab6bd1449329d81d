"""Links that stay inside the page's own program, and buttons that look alike."""

import reflex as rx
from reflex_components_core.el.element import Element
from reflex_components_core.react_router.dom import ReactRouterLink

from peermap_app.ui.components.icons import icon

Child = str | rx.Component | rx.Var

INTO_PLACE = rx.Var(
    "((ev) => {const to = ev.target.closest('a')?.hash.slice(1);"
    " const place = to && document.getElementById(to);"
    " if (place) {ev.preventDefault(); place.focus(); place.scrollIntoView({block: 'nearest'});}})"
)
"""For `onClickCapture`: a link to a place of this page gives it the focus and leaves the address.

A new fragment would be another page to the router, which would then load this one anew.
"""


class _PlainAnchor(Element):
    """An `<a>` as it is: Reflex turns its own into a link of the router, with the page's path."""

    tag = "a"


def link(*children: Child, to: str | rx.Var[str], **props: object) -> rx.Component:
    """A link to another page of PeerMap, followed without loading everything anew."""
    return ReactRouterLink.create(*children, to=to, **props)


def skip_link(words: str, place: str) -> rx.Component:
    """The first link of a page: over the frame, into the content."""
    return _PlainAnchor.create(
        words,
        class_name="pm-skip",
        custom_attrs={"href": f"#{place}", "onClickCapture": INTO_PLACE},
    )


def text_link(words: str | rx.Var[str], to: str | rx.Var[str]) -> rx.Component:
    """A plain link with a target that a thumb can hit."""
    return link(words, to=to, class_name="pm-textlink")


def parts(label: str, *places: tuple[str, str]) -> rx.Component:
    """Plain links beside one another, to the parts of what one is in; `label` names them all."""
    return rx.el.nav(
        rx.el.ul(*[rx.el.li(text_link(words, to)) for words, to in places]),
        aria_label=label,
        class_name="pm-parts",
    )


def button_link(
    words: Child, to: str | rx.Var[str], *, sign: str = "", kind: str = ""
) -> rx.Component:
    """A link that looks like a button, because it begins something. `kind`: "", "main", "dark"."""
    return link(*_label(words, sign), to=to, class_name=_button_class(kind))


def button(words: Child, *, sign: str = "", kind: str = "", **props: object) -> rx.Component:
    """A button. It submits its form unless `type` says otherwise."""
    return rx.el.button(*_label(words, sign), class_name=_button_class(kind), **props)


def door_link(words: Child, to: str) -> rx.Component:
    """A plain link to one of the server's own pages, such as /sign-in: it is loaded anew."""
    return _PlainAnchor.create(words, class_name="pm-textlink", custom_attrs={"href": to})


def outside_link(
    words: Child, href: rx.Var[str], *, sign: str = "", kind: str = ""
) -> rx.Component:
    """A link that another program opens (tel:, mailto:)."""
    return rx.el.a(*_label(words, sign), href=href, class_name=_button_class(kind))


def file_link(
    words: Child, href: str | rx.Var[str], *, sign: str = "", kind: str = ""
) -> rx.Component:
    """A link to a file that a route of ours makes: the router would look for a page there."""
    return _PlainAnchor.create(
        *_label(words, sign), class_name=_button_class(kind), custom_attrs={"href": href}
    )


def _label(words: Child, sign: str) -> list[Child]:
    return [icon(sign), rx.el.span(words)] if sign else [rx.el.span(words)]


def _button_class(kind: str) -> str:
    return {
        "": "pm-button",
        "main": "pm-button pm-main-action",
        "dark": "pm-button pm-dark",
        "young": "pd-button pd-dark",
    }[kind]
