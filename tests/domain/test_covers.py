"""A cover: its days, and what nobody can be on one day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.covers import (
    MOST_DAYS,
    Cover,
    check_days,
    check_people,
    parse_cover,
)
from peermap_app.domain.errors import Conflict, Problems

TODAY = date(2026, 11, 24)
PEOPLE = ("ada", "ben", "cem")
FORM = {"away": "ada", "by": "ben", "starts": "2026-11-24", "ends": "2026-11-27"}

covers = st.builds(
    lambda away, by, first, length: Cover(
        away, by, TODAY + timedelta(first), TODAY + timedelta(first + length)
    ),
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
    st.integers(0, 12),
    st.integers(0, 6),
).filter(lambda one: one.away != one.by)


@given(st.lists(covers, max_size=8))
def test_on_no_day_has_anybody_two_covers_or_covers_while_away(asked: list[Cover]) -> None:
    """Whatever is asked for in whichever order, what was taken keeps to it on each day."""
    taken: list[Cover] = []
    for one in asked:
        try:
            check_days(one, taken)
        except Conflict:
            continue
        taken.append(one)
    for day in (TODAY + timedelta(n) for n in range(20)):
        held = [one for one in taken if one.holds(day)]
        away = [one.away for one in held]
        assert len(away) == len(set(away))
        assert not {one.by for one in held} & set(away)


@given(covers, covers)
def test_what_meets_has_a_day_in_common(one: Cover, other: Cover) -> None:
    """`meets` is the same question asked of each day."""
    days = [TODAY + timedelta(n) for n in range(20)]
    assert one.meets(other) == any(one.holds(day) and other.holds(day) for day in days)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"starts": "2026-11-23"}, "starts", "cover_past"),
        ({"ends": "2026-11-23"}, "ends", "cover_ends"),
        ({"ends": "2027-02-24"}, "ends", "cover_long"),
        ({"starts": "tomorrow"}, "starts", "starts_date"),
        ({"starts": "9999-12-31"}, "starts", "day_far"),
        ({"ends": "9999-12-31"}, "ends", "day_far"),
        ({"ends": ""}, "ends", "ends_date"),
        ({"away": ""}, "away", "missing"),
        ({"by": 7}, "by", "not_text"),
    ],
)
def test_each_fault_stands_beside_its_field(
    changed: dict[str, object], field: str, code: str
) -> None:
    """A day that is over, an end before the beginning, three months and a day, nobody named."""
    with pytest.raises(Problems) as raised:
        parse_cover({**FORM, **changed}, TODAY)
    assert [(one.data["field"], one.code) for one in raised.value.problems] == [(field, code)]


def test_the_longest_and_the_shortest_are_taken() -> None:
    """One day, and three months to the day."""
    one = parse_cover({**FORM, "ends": FORM["starts"]}, TODAY)
    assert (one.starts, one.ends) == (TODAY, TODAY)
    last = TODAY + timedelta(days=MOST_DAYS - 1)
    assert parse_cover({**FORM, "ends": last.isoformat()}, TODAY).ends == last


def test_nobody_covers_for_themself_and_nobody_names_themself() -> None:
    """Whoever sets it may be the one who is away."""
    cover = Cover("ada", "ben", TODAY, TODAY)
    check_people(cover, "ada")
    with pytest.raises(Conflict, match="cover_yourself"):
        check_people(cover, "ben")
    with pytest.raises(Conflict, match="cover_same"):
        check_people(Cover("ada", "ada", TODAY, TODAY), "cem")
