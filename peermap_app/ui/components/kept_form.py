"""What a form begins with: what is known, or what was typed before they had to say who is there.

The fields stay uncontrolled: they are filled once, when the page was opened, and never from under
the hand of whoever types.
"""

from typing import Any

import reflex as rx

from peermap_app.ui.shared_file import shared_file

_asset = shared_file("kept_form.jsx")


class KeptForm(rx.Component):
    """Stands inside a form. `values`: by the name of each field; `stamp`: "" until they are known,

    then one for each opening of a form: what was filled once is not filled again.
    """

    library = _asset.importable_path
    tag = "KeptForm"

    values: rx.Var[dict[str, str]]
    stamp: rx.Var[str]


def kept_form(**props: Any) -> rx.Component:
    """See `KeptForm` for its props."""
    return KeptForm.create(**props)
