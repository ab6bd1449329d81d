"""How every page begins: our stylesheets, the font worth waiting for, and what a phone asks."""

import reflex as rx

from peermap_app.words.languages import offered

PAPER = "#FBF6EE"
"""The colour of the page, also told to the browser's own frame."""

STYLESHEETS: tuple[str, ...] = (
    "/peermap.css",
    "/frame.css",
    "/worker.css",
    "/controls.css",
    "/young.css",
    "/say.css",
    "/understand.css",
    "/answers.css",
    "/draw_together.css",
    "/door.css",
    "/devices.css",
    "/before.css",
    "/card.css",
    "/tablet_start.css",
    "/comfort.css",
    *(["/languages.css"] if len(offered()) > 1 else []),
)
"""In this order: devices.css and comfort.css change what those before them have set."""

FONT = "/fonts/atkinson-next-latin.woff2"


def head() -> list[rx.Component]:
    """What stands in the head of every page."""
    return [
        rx.el.meta(name="theme-color", content=PAPER),
        rx.el.meta(name="color-scheme", content="light"),
        # A phone number in a note must not turn into something that dials.
        rx.el.meta(name="format-detection", content="telephone=no"),
        rx.el.link(
            rel="preload",
            href=FONT,
            custom_attrs={"as": "font"},
            type="font/woff2",
            cross_origin="anonymous",
        ),
        rx.el.link(rel="icon", href="/icons/icon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/icons/apple-touch-icon.png"),
        rx.el.link(rel="manifest", href="/manifest.webmanifest"),
        rx.el.script(src="/register-sw.js", defer=True),
    ]
