"""What is half written is kept as it was typed, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain import drafts
from peermap_app.domain.flag_drafts import FLAG
from peermap_app.domain.forms import MOST_TEXT
from tests.builders import a_flag_form

LINK = "a" * 32


def parse_draft(raw: dict[str, str]) -> dict[str, str]:
    """Of a flag's form."""
    return drafts.parse_draft(raw, FLAG)


def says_something(draft: dict[str, str]) -> bool:
    """On a flag's form."""
    return drafts.says_something(draft, FLAG)


texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60)
fields = st.sampled_from(["kind", "need_to_know", "told", f"tell_{LINK}", f"left_out_{LINK}"])


@given(st.dictionaries(fields | st.text(max_size=12), texts, max_size=12))
def test_a_draft_holds_the_fields_of_the_form_alone_and_is_kept_twice_alike(
    raw: dict[str, str],
) -> None:
    """Other names are left out, nothing is longer than a text may be, and once more is the same."""
    draft = parse_draft({**raw, "case_id": "x", "form_id": "y"})
    assert {"case_id", "form_id"}.isdisjoint(draft)
    assert all(name in {*raw} and 0 < len(text) <= MOST_TEXT for name, text in draft.items())
    assert parse_draft(draft) == draft


def test_a_form_on_which_nobody_wrote_says_nothing() -> None:
    """The day that the page proposes and the ticks that stand there are no writing."""
    untouched = {"review": "2026-12-22", f"tell_{LINK}": "yes", f"left_out_{LINK}": " "}
    assert not says_something(parse_draft(untouched))
    for name, text in a_flag_form().items():
        if isinstance(text, str) and name not in ("urgency", "review"):
            assert says_something(parse_draft({**untouched, name: text})), name
    assert says_something(parse_draft({**untouched, "untold": f"tell_{LINK}"}))
