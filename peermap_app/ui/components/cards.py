"""Cards, tags, summary lists, and the line that says how it went."""

import reflex as rx

from peermap_app.state.views import Pair
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import Child
from peermap_app.ui.components.unbroken import unbroken


def card(*children: Child, class_name: str = "", **props: object) -> rx.Component:
    """A white card on the paper."""
    return rx.el.div(*children, class_name=f"pm-card {class_name}".strip(), **props)


def section(title: str, *children: Child, side: Child = "", **props: object) -> rx.Component:
    """A part of a page under its own h2; `side` stands at the end of the heading's line."""
    head = [rx.el.h2(title)]
    if not isinstance(side, str) or side:
        head.append(rx.el.span(side, class_name="pm-muted"))
    return rx.el.section(
        rx.el.div(*head, class_name="pm-section-head"),
        *children,
        class_name="pm-section",
        **props,
    )


def tag(words: Child, *, sign: str, kind: str = "") -> rx.Component:
    """A small label. `kind`: "" sand, "flag" yellow, "good" teal."""
    return rx.el.span(
        icon(sign), rx.el.span(words), class_name=f"pm-tag pm-{kind}" if kind else "pm-tag"
    )


def summary(pairs: rx.Var[list[Pair]], *, lined: bool = False) -> rx.Component:
    """A summary list: terms and what they are."""
    return rx.el.dl(
        rx.foreach(
            pairs,
            lambda pair, place: rx.el.div(
                rx.el.dt(pair.term), rx.el.dd(unbroken(pair.detail)), key=place
            ),
        ),
        class_name="pm-sum pm-lined" if lined else "pm-sum",
    )


def empty(title: Child, words: Child, *, sign: str) -> rx.Component:
    """What stands where there is nothing yet."""
    return card(
        icon(sign),
        rx.el.p(title, class_name="pm-strong"),
        rx.el.p(words, class_name="pm-muted"),
        class_name="pm-empty",
    )


SAID = "said"
"""The id of a page's notice: what was sent from far below it leads the focus there."""


def notice(words: rx.Var[str], *, named: str = "") -> rx.Component:
    """How it went, or why not. The region is always there, so a screen reader says what comes."""
    return rx.el.div(
        rx.cond(words != "", rx.el.p(words, class_name="pm-notice")),
        role="status",
        **({"id": named, "tab_index": -1} if named else {}),
    )
