"""Rule 5: what an end of a link rests on, at every moment and in whatever order things happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.access import Denied
from peermap_app.domain.errors import Conflict, Problems
from peermap_app.domain.links import parse_sharing
from peermap_app.domain.sharing import (
    ANSWER_WITHIN,
    MOST_UNDECIDED,
    NOT_AGAIN_FOR,
    SHARES,
    WAITS_FOR,
    Basis,
    LawfulBasis,
    Position,
    Second,
    Standing,
    check_open,
    decide_by,
    end_stands,
    may_send,
    speaks_against,
    speaks_against_the_other,
)
from tests.builders import TODAY, a_sharing_form

START = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
DECIDES = timedelta(hours=20)
steps = st.lists(
    st.tuples(
        st.sampled_from(["wait", "send", "yes", "no", "withdraw", "say_yes"]),
        st.timedeltas(timedelta(0), timedelta(days=3)),
    ),
    max_size=12,
)


def without(**changed: object) -> dict[str, object]:
    """A sharing record without agreement as a worker types it."""
    form = a_sharing_form(
        basis="without",
        position="refused",
        urgent="no",
        lawful="s47",
        review=(TODAY + timedelta(days=20)).isoformat(),
    )
    return {**form, **changed}


def codes(problems: Problems) -> set[tuple[str, object]]:
    """Which fault at which field."""
    return {(item.code, item.data.get("field")) for item in problems.problems}


def test_without_agreement_needs_every_part() -> None:
    """Position and why, basis in law, threshold, why, told or why not, a near review."""
    record = parse_sharing(without(), TODAY)
    assert (record.basis, record.position) == (Basis.WITHOUT, Position.REFUSED)
    assert (record.lawful, record.urgent) == (LawfulBasis.SECTION_47, False)
    for changed, fault in (
        ({"position": ""}, ("choose_one", "position")),
        ({"urgent": None}, ("choose_one", "urgent")),
        ({"lawful": "agreement"}, ("choose_one", "lawful")),
        ({"lawful": "public interest"}, ("choose_one", "lawful")),
        ({"told": "no"}, ("missing", "not_told_because")),
        ({"consent": " "}, ("missing", "consent")),
        ({"review": (TODAY + timedelta(days=31)).isoformat()}, ("review_beyond", "review")),
    ):
        with pytest.raises(Problems) as refused:
            parse_sharing(without(**changed), TODAY)
        assert codes(refused.value) == {fault}


def test_an_agreed_record_takes_no_part_of_the_other() -> None:
    """What is sent besides changes nothing: it rests on agreement, and nothing is urgent."""
    form = a_sharing_form(position="refused", urgent="yes", basis="agreed")
    record = parse_sharing(form, TODAY)
    assert (record.basis, record.position) == (Basis.AGREED, Position.GIVEN)
    assert not record.urgent


def test_why_not_told_is_kept_only_where_they_were_not() -> None:
    """A reason typed under No and left there is no reason under Yes."""
    assert parse_sharing(a_sharing_form(not_told_because="x"), TODAY).not_told_because is None
    record = parse_sharing(a_sharing_form(told="no", not_told_because="In hospital"), TODAY)
    assert (record.told, record.not_told_because) == (False, "In hospital")


@given(steps, st.booleans(), st.sampled_from(Basis))
def test_an_end_holds_for_what_it_rests_on_and_nothing_else(
    acts: list[tuple[str, timedelta]], urgent: bool, basis: Basis
) -> None:
    """In any order: agreement follows the newest answer alone, the rest the second person alone.

    Whatever a refused act was tried for, it changed nothing.
    """
    second, now, talk = Second(START, urgent), START, False
    for act, later in acts:
        now += later
        before = second
        if act in ("withdraw", "say_yes"):
            talk = act == "say_yes"
        elif act in ("yes", "no"):
            try:
                check_open(second, now)
            except Conflict:
                assert before.standing(now) not in (Standing.WAITS, Standing.PROVISIONAL)
            else:
                second = replace(second, agreed=act == "yes")
        elif act == "send":
            answer = may_send(second, now)
            if answer:
                assert urgent
                assert now >= START + ANSWER_WITHIN
                second = replace(second, sent_at=now, decide_by=now + DECIDES)
        stands = end_stands(basis, talk_is_yes=talk, second=second, now=now)
        if basis is Basis.AGREED:
            assert stands is talk
            continue
        assert stands is (second.standing(now) in SHARES)
        if second.agreed is False:
            assert not stands
        if second.agreed is None and second.sent_at is None:
            assert not stands
        if second.agreed is None and second.decide_by is not None:
            assert stands is (now < second.decide_by)


@given(st.timedeltas(timedelta(0), timedelta(days=20)))
def test_nobody_sends_what_waits_before_its_time(later: timedelta) -> None:
    """By the moments alone: a quarter of an hour first, and never what is two weeks old."""
    answer = may_send(Second(START, urgent=True), START + later)
    if later < ANSWER_WITHIN:
        assert answer == Denied("too_soon")
    elif later < WAITS_FOR:
        assert answer
    else:
        assert answer == Denied("sharing_settled")
    assert not may_send(Second(START, urgent=False), START + later)


@given(
    st.timedeltas(timedelta(0), timedelta(days=13)),
    st.timedeltas(timedelta(0), timedelta(hours=23)),
)
def test_what_waits_again_gives_the_second_person_their_time(
    taken: timedelta, later: timedelta
) -> None:
    """A Yes was taken back: a quarter of an hour from then, and never less than from the asking,
    whatever a clock did in between."""
    again = Second(START, urgent=True, again_at=START + taken)
    now = START + taken + later
    assert bool(may_send(again, now)) is (later >= ANSWER_WITHIN)
    back = Second(START, urgent=True, again_at=START - taken)
    assert back.from_then == START + ANSWER_WITHIN


@given(st.timedeltas(timedelta(0), timedelta(days=400)))
def test_working_time_puts_no_decision_off_for_ever(later: timedelta) -> None:
    """Whoever decides sets the team's hours: six days are the most, whatever these say."""
    assert decide_by(START, START + later) == START + min(later, MOST_UNDECIDED)


@given(
    st.sampled_from([None, True, False]),
    st.booleans(),
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_what_was_not_agreed_to_is_not_sent_again_at_once(
    agreed: bool | None, sent: bool, later: timedelta
) -> None:
    """Two weeks from the no, or from the moment at which nobody had decided; and while it stands
    undecided. A yes, and what was never sent nor answered, keeps nothing from being sent."""
    now, until = START + later, START + DECIDES
    earlier = Second(START, True, agreed, START if sent else None, until if sent else None)
    against = speaks_against(earlier, START if agreed is not None else None, now)
    if agreed is False:
        assert against is (later < NOT_AGAIN_FOR)
    else:
        assert against is (sent and agreed is None and now < until + NOT_AGAIN_FOR)
    still = sent and agreed is None and now < until
    assert speaks_against_the_other(earlier, None if agreed is None else START, now) is (
        against and not still
    )
    again = Second(now - ANSWER_WITHIN, urgent=True)
    assert may_send(again, now, against=against) == (
        Denied("refused_before") if against else may_send(again, now)
    )


def test_what_has_no_second_person_holds_nothing() -> None:
    """A row that is not there closes and does not open."""
    assert not end_stands(Basis.WITHOUT, talk_is_yes=True, second=None, now=START)


@given(
    st.timedeltas(timedelta(), timedelta(days=40)), st.timedeltas(timedelta(), timedelta(days=40))
)
def test_what_was_ended_while_it_waited_is_open_to_nobody(
    over: timedelta, later: timedelta
) -> None:
    """By agreement that ended, or a decline: nobody answers or sends it, then or ever; what was
    noted after its two weeks lapsed, as it had by itself."""
    ended = Second(START, urgent=True, over_at=START + over)
    now = START + over + later
    lapsed = over >= WAITS_FOR
    assert ended.standing(now) is (Standing.LAPSED if lapsed else Standing.WITHDRAWN)
    with pytest.raises(Conflict, match="sharing_settled"):
        check_open(ended, now)
    assert not may_send(ended, now)
    assert not speaks_against(ended, START + over, now)
