"""The choice of a language on a young person's page; there only when more than one is offered."""

import reflex as rx

from peermap_app.ui.speaking import address, w
from peermap_app.words.languages import offered


def language_menu(spoken: rx.Var[str], on_change: rx.EventHandler) -> rx.Component:
    """The menu: each language by its own name, the one that is spoken chosen."""
    if len(offered()) == 1:
        return rx.fragment()
    return rx.el.label(
        rx.el.span(w.COMMON["language"], class_name="pm-unseen"),
        rx.el.select(
            *[
                rx.el.option(each.name, value=each.code, lang=each.code, dir=each.direction)
                for each in offered()
            ],
            value=spoken,
            on_change=on_change,
            class_name="pd-button pd-round pd-language",
        ),
    )


def elsewhere(screen: rx.Var[str], spoken: rx.Var[str]) -> rx.Component:
    """Goes to the page of the drawing's language, wherever another one was opened."""
    if len(offered()) == 1:
        return rx.fragment()
    paths = [(each.code, address("/draw", each)) for each in offered()]
    path = rx.match(spoken, *paths, "/draw")
    return rx.cond(
        (screen != "") & (spoken != w.language.code),
        rx.el.div(on_mount=rx.redirect(path, replace=True)),
    )
