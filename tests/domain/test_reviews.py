"""What has a review date is asked about before it, and lapses on it (rule 12)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.access import TABLE, Action, Relation
from peermap_app.domain.errors import Conflict, Problems
from peermap_app.domain.purpose import PURPOSES, SAID
from peermap_app.domain.reviews import (
    ACTIONS,
    PURPOSE_OF,
    Answer,
    Kind,
    ReviewTimes,
    Standing,
    Times,
    check_open,
    lapsed,
    parse_said,
    parse_thing,
)

TODAY = date(2026, 11, 24)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1))
SPANS = st.integers(min_value=1, max_value=400)
TIMES = st.builds(
    ReviewTimes,
    maps=st.builds(Times, SPANS, SPANS),
    links=st.builds(Times, SPANS, SPANS),
    flags=st.builds(Times, SPANS, SPANS),
    take_up=SPANS,
)


@given(TIMES, st.sampled_from(Kind), DAYS, st.lists(DAYS, max_size=20))
def test_a_thing_rests_is_asked_about_and_lapses_in_that_order(
    times: ReviewTimes, kind: Kind, due: date, days: list[date]
) -> None:
    """However the days are looked at, nothing goes back by itself; on the date it has lapsed, the
    day before it is asked about."""
    order = list(Standing)
    seen = [order.index(times.standing(kind, due, day)) for day in sorted(days)]
    assert seen == sorted(seen)
    assert times.standing(kind, due, due) is Standing.LAPSED
    assert times.standing(kind, due, due - timedelta(days=1)) is Standing.ASKED
    early = due - timedelta(days=times.of(kind).ask + 1)
    assert times.standing(kind, due, early) is Standing.RESTS


@given(TIMES, DAYS, DAYS)
def test_only_what_lapsed_is_taken_up_and_only_for_a_while(
    times: ReviewTimes, due: date, today: date
) -> None:
    """From the review date on, for so many days and not one more."""
    expected = due <= today < due + timedelta(days=times.take_up)
    assert times.may_take_up(due, today) is expected


@given(TIMES, DAYS, DAYS)
def test_a_link_never_begins_lapsed(times: ReviewTimes, said: date, accepted: date) -> None:
    """The asker's date may have passed before the answer: then there is room for a question."""
    agreed = times.agreed(said, accepted)
    assert not lapsed(agreed, accepted)
    assert agreed == said or said <= accepted


@given(SPANS, st.integers(min_value=-400, max_value=800))
def test_no_new_date_is_further_than_the_kind_allows(most: int, away: int) -> None:
    """After today, within the kind's days and within a year; anything else is a fault of it."""
    form = {"answer": "keep", "why": "Still right.", "until": TODAY + timedelta(days=away)}
    if 0 < away <= min(most, 366):
        assert parse_said(form, TODAY, most).until == TODAY + timedelta(days=away)
    else:
        with pytest.raises(Problems) as refused:
            parse_said(form, TODAY, most)
        assert {one.data["field"] for one in refused.value.problems} == {"until"}


def test_keeping_needs_a_reason_and_ending_none() -> None:
    """To let something go asks nothing; to keep it does."""
    with pytest.raises(Problems) as refused:
        parse_said({"answer": "keep"}, TODAY, 90)
    assert {one.data["field"] for one in refused.value.problems} == {"why", "until"}
    assert parse_said({"answer": "end", "until": "x"}, TODAY, 90).answer is Answer.END
    with pytest.raises(Problems):
        parse_said({"answer": "for ever"}, TODAY, 90)


@given(st.one_of(st.text(), st.none(), st.binary(), st.integers(), st.lists(st.text())))
def test_what_is_named_is_one_of_ours_or_nothing(raw: object) -> None:
    """Whatever was sent."""
    found = parse_thing(raw)
    assert found is None or f"{found[0]}-{found[1]}" == raw


def test_a_thing_is_named_by_kind_and_id() -> None:
    """As the page's address has it."""
    assert parse_thing("link-" + "a" * 32) == (Kind.LINK, "a" * 32)
    assert parse_thing("step-" + "a" * 32) is None


@pytest.mark.parametrize("kind", Kind)
def test_only_an_allocated_worker_answers_and_says_what_for(kind: Kind) -> None:
    """Never whoever has the case for some hours, and never for the other purpose."""
    action = ACTIONS[kind]
    assert {relation for _, relation in TABLE[action]} == {Relation.ALLOCATED}
    assert PURPOSES[action] == {PURPOSE_OF[kind]}
    assert action in SAID
    assert action is not Action.SEE_CASE


def test_what_lapsed_stays_so() -> None:
    """But for a map that is taken up again in time, and that only by keeping it."""
    check_open(Standing.ASKED, may_take_up=False, said=Answer.END)
    check_open(Standing.LAPSED, may_take_up=True, said=Answer.KEEP)
    for may, said in ((False, Answer.KEEP), (False, Answer.END), (True, Answer.END)):
        with pytest.raises(Conflict, match="lapsed_for_good"):
            check_open(Standing.LAPSED, may_take_up=may, said=said)
