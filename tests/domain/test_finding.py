"""Rule 4: an unknown colleague is looked for by word of mouth, and that ends on its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.access import TABLE, Action, Allowed, Denied, Relation, may
from peermap_app.domain.cases import Role
from peermap_app.domain.consent import parse_answers
from peermap_app.domain.errors import Conflict, Problems
from peermap_app.domain.finding import (
    MOST_HELPS,
    MOST_OPEN,
    WAITS_FOR,
    Finding,
    Standing,
    check_open,
    may_look,
    parse_found,
    parse_helps,
)
from peermap_app.domain.purpose import Purpose

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=60)).map(lambda after: START + after)


def faults(problems: Problems) -> list[tuple[str, object]]:
    return [(item.code, item.data.get("field")) for item in problems.problems]


@given(
    st.one_of(st.none(), st.booleans()),
    moments,
    moments,
    st.one_of(st.none(), moments),
    st.booleans(),
)
def test_nothing_stands_without_a_yes_and_nothing_comes_back(
    found: bool | None, answered: datetime, now: datetime, over: datetime | None, agreed: bool
) -> None:
    """Whatever was said when: without agreement, or once it is over, it is over; what is over by
    its dates stays so; and a supervisor answers what waits alone."""
    one = Finding(START, found, answered if found is not None else None, over)
    standing = one.standing(now, agreed=agreed)
    if not agreed or over is not None:
        assert standing is Standing.OVER
    if standing is Standing.OVER:
        assert one.standing(now + timedelta(days=1), agreed=agreed) is Standing.OVER
    if standing is Standing.WAITS:
        check_open(one, now, agreed=agreed)
        assert now < START + WAITS_FOR
    else:
        with pytest.raises(Conflict, match="finding_settled"):
            check_open(one, now, agreed=agreed)
    assert one.standing(START + timedelta(days=120), agreed=agreed) is Standing.OVER


def test_it_waits_for_two_weeks_and_is_told_for_two_more() -> None:
    """Unanswered: waits, lapsed, over. Answered on the last day: two weeks from then."""
    day = timedelta(days=1)
    silent = Finding(START)
    said = [silent.standing(START + days * day, agreed=True) for days in (0, 13, 14, 27, 28)]
    assert said == ["waits", "waits", "lapsed", "lapsed", "over"]
    found = Finding(START, True, START + 13 * day)
    assert [found.standing(START + days * day, agreed=True) for days in (13, 26, 27)] == [
        "found",
        "found",
        "over",
    ]


@given(st.integers(0, 9), st.sampled_from(["yes", "no", "not_sure"]), st.booleans())
def test_only_a_third_yes_opens_it_and_few_wait_at_once(
    waiting: int, talk: str, missing: bool
) -> None:
    """The young person's Yes, whoever else must agree, and no more than three."""
    newest = parse_answers({"keep": "yes", "plan": "yes", "talk": talk}).settled()
    answer = may_look(newest, waiting, others_missing=missing)
    if talk != "yes":
        assert answer == Denied("talk_not_yes")
    elif missing:
        assert answer == Denied("agreed_first")
    else:
        assert answer == (Allowed() if waiting < MOST_OPEN else Denied("colleagues_full"))
    assert may_look(None, waiting) == Denied("no_answer")


def test_what_helps_is_short_and_screened() -> None:
    """A name asks, and stands with a reason; nothing and too much are faults."""
    assert parse_helps({"helps": " Year 10, lives near the park "}) == (
        "Year 10, lives near the park",
        None,
    )
    for raw, code in (("", "missing"), ("x" * (MOST_HELPS + 1), "too_long")):
        with pytest.raises(Problems) as refused:
            parse_helps({"helps": raw})
        assert faults(refused.value) == [(code, "helps")]
    with pytest.raises(Problems) as refused:
        parse_helps({"helps": "Ask about Kayleigh Thompson"})
    assert faults(refused.value) == [("screened", "helps")]
    raw = {"helps": "Ask about Kayleigh Thompson", "screened_reason": "send_anyway"}
    assert parse_helps(raw)[1] == "send_anyway"


def test_an_answer_is_a_reference_or_a_sentence() -> None:
    """One of the two; what belongs to the other choice is left alone."""
    both = {"reference": " hx-2041 ", "why": "Nobody knew."}
    assert parse_found({**both, "found": "yes"}) == ("HX-2041", "", None)
    assert parse_found({**both, "found": "no"}) == (None, "Nobody knew.", None)
    for raw, fault in (
        ({}, ("choose_one", "found")),
        ({"found": "yes"}, ("reference_missing", "reference")),
        ({"found": "yes", "reference": "Kayleigh T"}, ("reference_shape", "reference")),
        ({"found": "no"}, ("missing", "why")),
        ({"found": "no", "why": "Ask Kayleigh Thompson"}, ("screened", "why")),
    ):
        with pytest.raises(Problems) as refused:
            parse_found(raw)
        assert faults(refused.value) == [fault]


def test_whoever_works_with_the_case_is_not_asked_themself() -> None:
    """A supervisor who has the case, has it for some hours or is on duty does not get it."""
    assert TABLE[Action.FIND_COLLEAGUE] == {(Role.SUPERVISOR, Relation.SUPERVISES)}
    for relation in set(Relation) - {Relation.SUPERVISES}:
        answer = may(
            Action.FIND_COLLEAGUE,
            role=Role.SUPERVISOR,
            relation=relation,
            purpose=Purpose.COORDINATE,
        )
        assert not answer
