"""What is already held: own record and initials alone, small, and no other agency's word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.connections import (
    Nature,
    ShownBy,
    Source,
    Weight,
    names_agency,
    parse_connection,
    room_for,
)
from peermap_app.domain.errors import Conflict, Problems
from peermap_app.domain.map_parts import MOST_PEOPLE
from tests.builders import TODAY, a_held_form

DAYS = 90


def faults(**changed: object) -> list[tuple[str, object]]:
    """Code and field of each fault of such a form."""
    with pytest.raises(Problems) as refused:
        parse_connection(a_held_form(**changed), TODAY, DAYS)
    return [(one.code, one.data.get("field")) for one in refused.value.problems]


def test_a_connection_is_read_whole() -> None:
    """Shown, with its day and by whom; looked at again in ninety days."""
    found = parse_connection(a_held_form(), TODAY, DAYS)
    assert (found.who, found.source, found.nature) == ("JS", Source.CASE_NOTE, Nature.FACT)
    assert (found.shown_on, found.shown_by) == (TODAY, ShownBy.ME)
    assert (found.weight, found.review) == (Weight.STRENGTH, TODAY + timedelta(days=DAYS))


def test_not_shown_needs_why_and_a_day_on_which_somebody_looks_again() -> None:
    """Within ninety days; then no day on which it was shown is kept."""
    not_shown = {"shown": "no", "not_shown_because": "", "review": ""}
    assert faults(**not_shown) == [
        ("missing", "not_shown_because"),
        ("review_missing", "review"),
    ]
    far = (TODAY + timedelta(days=DAYS + 1)).isoformat()
    told = {"shown": "no", "not_shown_because": "They are away this week."}
    assert faults(**told, review=far) == [("review_beyond", "review")]
    near = (TODAY + timedelta(days=7)).isoformat()
    found = parse_connection(a_held_form(**told, review=near), TODAY, DAYS)
    assert (found.shown_on, found.shown_by, found.review.isoformat()) == (None, None, near)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"initials": ""}, ("held_who", "initials")),
        ({"symbol": "star"}, ("held_who", "initials")),
        ({"initials": "", "symbol": "gun"}, ("choose_one", "symbol")),
        ({"initials": "Jane"}, ("initials_too_long", "initials")),
        ({"initials": "SAM"}, ("reads_as_name", "initials")),
        ({"source": "police"}, ("choose_one", "source")),
        ({"source": "other"}, ("choose_one", "source")),
        ({"nature": ""}, ("choose_one", "nature")),
        ({"weight": "high"}, ("choose_one", "weight")),
        ({"shown": ""}, ("choose_one", "shown")),
        ({"source_day": "2026-11-25"}, ("held_future", "source_day")),
        ({"shown_on": "2026-11-25"}, ("held_future", "shown_on")),
        ({"source_day": "last week"}, ("held_day", "source_day")),
        ({"known": "Met Jane Brown there"}, ("screened", "known")),
    ],
)
def test_what_does_not_fit_is_a_fault_of_its_field(
    changed: dict[str, str], fault: tuple[str, str]
) -> None:
    """Each by itself."""
    assert faults(**changed) == [fault]


def test_initials_that_read_as_a_name_may_stay_when_they_are_none() -> None:
    """As on a map."""
    assert parse_connection(a_held_form(initials="sam", not_a_name="yes"), TODAY, DAYS).who == "SAM"


@pytest.mark.parametrize(
    "text",
    [
        "Police said they were seen together",
        "According to the police they meet at the park",
        "There is INTEL about both",
        "On PNC since May",
        "Shared by the\n Police in May",
        "police’s records have both",
        "Told by probation",
        "crime report of June",
    ],
)
def test_another_agency_is_no_source_and_no_reason_gets_past(text: str) -> None:
    """In what is known, and in why it was not shown."""
    assert names_agency(text) != ""
    assert faults(known=text, screened_reason="send_anyway") == [("other_agency", "known")]
    near = (TODAY + timedelta(days=7)).isoformat()
    assert faults(shown="no", not_shown_because=text, review=near, screened_reason="yes") == [
        ("other_agency", "not_shown_because")
    ]


@pytest.mark.parametrize(
    "text",
    ["Walks to school with them", "Wants to join the police cadets", "Was from the same school"],
)
def test_ordinary_words_are_no_agency(text: str) -> None:
    """Nothing is found where nobody is named as a source."""
    assert names_agency(text) == ""


@given(st.integers(0, 40), st.integers(0, 40))
def test_there_is_room_for_twenty_with_the_people_of_the_map(held: int, on_map: int) -> None:
    """Fixed, as on a map."""
    if held + on_map < MOST_PEOPLE:
        room_for(held, on_map)
    else:
        with pytest.raises(Conflict, match="held_full"):
            room_for(held, on_map)


def test_what_is_sealed_is_plain_data_without_its_date() -> None:
    """The date on which it goes stands in the review table alone."""
    wire = parse_connection(a_held_form(), TODAY, DAYS).to_wire()
    assert "review" not in wire
    assert date.fromisoformat(str(wire["source_day"])) <= TODAY
    assert wire["screened_reason"] is None
