"""Rule 11: each page of a flag says whom to phone in danger: this is no emergency line."""

from __future__ import annotations

import json
from types import ModuleType

import pytest

from peermap_app.ui.pages import alert, flag, flag_change, flag_sent
from peermap_app.words.worker_pages import IN_DANGER_NOW


@pytest.mark.parametrize(
    "module", [flag, flag_sent, flag_change, alert], ids=lambda one: one.__name__
)
def test_every_page_of_a_flag_has_the_line(module: ModuleType) -> None:
    """To write one, one that was sent, what changed on it, and the alert as it is read."""
    assert IN_DANGER_NOW == (
        "In danger now? Phone 999, then the worker. This is not an emergency line."
    )
    assert IN_DANGER_NOW in json.dumps(module.page().render(), default=str)
