"""A kept map: the picture, and beside it the same in words."""

import reflex as rx

from peermap_app.state.views import PictureView
from peermap_app.ui.components.cards import summary
from peermap_app.words import worker_pages as w

SIZE = {"width": "640", "height": "420"}
"""What `domain/picture.py` draws, so that its place is kept until it comes.

By hand: Reflex takes the width of an image for a style.
"""


def kept_picture(picture: rx.Var[PictureView], *, facts: bool = False) -> rx.Component:
    """The picture as an image (nothing in it can run), its caption, answers and list twin."""
    return rx.fragment(
        still_picture(picture),
        summary(picture.facts) if facts else rx.fragment(),
        rx.el.details(
            rx.el.summary(w.MAP_AS_LIST),
            rx.el.ul(
                rx.foreach(picture.lines, lambda line, place: rx.el.li(line, key=place)),
                class_name="pm-bullets",
            ),
            class_name="pm-details",
            open=facts,
        ),
    )


def still_picture(picture: rx.Var[PictureView]) -> rx.Component:
    """The picture as an image, with its caption."""
    return rx.el.figure(
        rx.el.div(
            rx.el.img(src=picture.src, alt=picture.alt, custom_attrs=SIZE),
            class_name="pm-picture",
        ),
        rx.el.figcaption(
            rx.el.p(picture.caption, class_name="pm-strong"),
            rx.cond(picture.answers != "", rx.el.p(picture.answers, class_name="pm-muted")),
            rx.cond(picture.now != "", rx.el.p(picture.now, class_name="pm-strong")),
            class_name="pm-caption",
        ),
    )
