"""The *Read it to me* button. It is absent on a device that has no local voice."""

import reflex as rx

from peermap_app.ui.shared_file import shared_file

_asset = shared_file("read_aloud.jsx")


class ReadAloud(rx.NoSSRComponent):
    """Reads `parts`, or the text of the elements that the selectors in `from_` find, in order."""

    library = _asset.importable_path
    tag = "ReadAloud"

    parts: rx.Var[list[str]]
    # `from` is a Python keyword; the page knows the prop by that name (see `_rename_props`).
    from_: rx.Var[list[str]]
    label: rx.Var[str]
    stop: rx.Var[str]
    shape: rx.Var[str]
    lang: rx.Var[str]

    _rename_props = {"from_": "from"}  # noqa: RUF012


def read_aloud(
    *selectors: str, label: str, stop: str, lang: str, shape: str = "pill"
) -> rx.Component:
    """A button that reads what stands in the elements found by `selectors` (CSS), in page order.

    `lang` is the language of the words: without a voice for it on the device there is no button.
    """
    return ReadAloud.create(from_=list(selectors), label=label, stop=stop, shape=shape, lang=lang)
