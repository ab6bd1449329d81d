"""Inside a form: what is written in it is kept as it is written (draft.jsx says how).

It brings the form's own id with it, `form_id`: see `ui.components.forms.form_id`.
"""

from typing import Any

import reflex as rx

from peermap_app.ui.shared_file import shared_file

_asset = shared_file("draft.jsx")


class Draft(rx.Component):
    """`draft` fills the form in whenever `mark` is another one, unless somebody wrote in it."""

    library = _asset.importable_path
    tag = "Draft"

    draft: rx.Var[dict[str, str]]
    mark: rx.Var[str]
    kept: rx.Var[int]
    """The newest writing that the server has, as it was counted here."""

    on_keep: rx.EventHandler[lambda form, number: [form, number]]


def draft(**props: Any) -> rx.Component:
    """See `Draft` for its props."""
    return Draft.create(**props)
