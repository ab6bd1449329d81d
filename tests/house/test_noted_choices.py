"""What a worker may note about a choosing: every answer of the domain has its box and its word."""

from __future__ import annotations

import json

import pytest

from peermap_app.domain.consent import Present, Understanding
from peermap_app.ui.pages import drawing_note
from peermap_app.words import draw_together, worker_pages


@pytest.mark.parametrize(
    ("question", "codes"), [("present", list(Present)), ("understanding", list(Understanding))]
)
def test_each_answer_has_its_box_while_they_choose(question: str, codes: list[str]) -> None:
    """Three ways to check that they understand, that it was not checked, and who was there."""
    form = json.dumps(drawing_note.note().render(), default=str)
    assert [code for code in codes if f"{question}_{code}" not in form] == []


def test_each_answer_is_said_in_words() -> None:
    """On the form, with how it is done, and wherever it is read or added later."""
    for said in (draw_together.PRESENT, worker_pages.PRESENT):
        assert list(said) == [each.value for each in Present]
    for said in (draw_together.UNDERSTANDING, draw_together.HOW, worker_pages.WAYS):
        assert list(said) == [each.value for each in Understanding]
