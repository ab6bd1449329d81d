"""What is half written of a sharing record is kept as it was typed, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.drafts import parse_draft, says_something
from peermap_app.domain.forms import MOST_TEXT
from peermap_app.domain.links import SUPPORT
from peermap_app.domain.sharing_drafts import DRAFT_SAYS, SHARING
from peermap_app.state.sharing_form import FIELDS

texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60)


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=12), texts, max_size=12))
def test_a_draft_holds_the_fields_of_the_form_alone_and_is_kept_twice_alike(
    raw: dict[str, str],
) -> None:
    """Other names are left out, nothing is longer than a text may be, and once more is the same."""
    draft = parse_draft({**raw, "case_id": "x", "form_id": "y"}, SHARING)
    assert set(draft) <= set(FIELDS) & set(raw)
    assert all(0 < len(text) <= MOST_TEXT for text in draft.values())
    assert parse_draft(draft, SHARING) == draft


def test_every_field_of_the_form_is_kept_and_what_it_begins_with_says_nothing() -> None:
    """The day, the basis and the words that the page proposes are no writing."""
    assert set(parse_draft(dict.fromkeys(FIELDS, "x"), SHARING)) == set(FIELDS)
    assert set(DRAFT_SAYS) == set(FIELDS) - {"reference", "screened_reason"}
    proposed = {"review": "2026-12-22", "privacy": "They learn it.", "lawful": "agreement"}
    assert not says_something(parse_draft(proposed, SHARING), SHARING)
    for name in ("reference", "why", "consent", "told", "urgent"):
        assert says_something(parse_draft({**proposed, name: "x"}, SHARING), SHARING)


@given(st.text(max_size=12))
def test_what_was_ticked_of_what_is_held_is_kept_by_its_id_alone(name: str) -> None:
    """A tick says something; a box of another name is none."""
    ticked = {f"{SUPPORT}{'0a' * 16}": "on"}
    assert parse_draft({**ticked, f"{SUPPORT}{name}": "on"}, SHARING) == ticked
    assert says_something(ticked, SHARING)
