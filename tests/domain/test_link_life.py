"""The life of a link as a state machine: whatever is done in whatever order (rule 12)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain import link_life as rules
from peermap_app.domain.errors import Conflict, Problems
from peermap_app.domain.link_life import CROSSES, OVER, Life, Reading
from peermap_app.domain.links import LAPSES_AFTER

BORN = datetime(2026, 11, 24, 10, tzinfo=UTC)
ASK = timedelta(days=14)
ONE, OTHER = "one end", "other end"

steps = st.lists(
    st.one_of(
        st.tuples(st.just("accept"), st.integers(1, 60), st.integers(1, 60)),
        st.tuples(st.just("decline")),
        st.tuples(st.just("renew"), st.sampled_from([ONE, OTHER]), st.integers(1, 60)),
        st.tuples(st.just("end")),
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.just("read")),
    ),
    max_size=12,
)


@dataclass
class Walked:
    """A link and the moment at which it stands."""

    life: Life
    now: datetime

    @property
    def reading(self) -> Reading:
        return rules.reading(self.life, self.now, ASK)

    def take(self, step: tuple[object, ...]) -> None:
        """Do one thing, or be refused and be as before."""
        kind, *given_ = step
        with suppress(Conflict):
            if kind == "accept":
                first, second = (self._in(days) for days in given_)
                self.life = rules.answered(self.life, self.now, {ONE: first, OTHER: second})
            elif kind == "decline":
                self.life = rules.answered(self.life, self.now, None)
            elif kind == "renew":
                end, days = given_
                self.life = rules.renewed(self.life, str(end), self._in(days), self.now)
            elif kind == "end":
                self.life = rules.ended(self.life, self.now)
            elif kind == "wait":
                (days,) = given_
                assert isinstance(days, int)
                self.now += timedelta(days=days)

    def _in(self, days: object) -> date:
        assert isinstance(days, int)
        return self.now.date() + timedelta(days=days)


@given(steps)
def test_what_is_over_stays_over_and_each_arrow_is_one_of_the_life(
    several: list[tuple[object, ...]],
) -> None:
    """No order of acts, repeats and waiting takes a link along an arrow that is not drawn."""
    link = Walked(rules.asked(BORN), BORN)
    for step in several:
        before, moment = link.reading, link.life.ended_at
        link.take(step)
        assert link.reading in ARROWS[before]
        if before in OVER - {Reading.DECLINED}:
            assert (link.reading, link.life.ended_at) == (before, moment)
        if link.reading in CROSSES:
            assert link.life.answered_at is not None
            assert min(link.life.dues.values()) > link.now.date()
        if link.reading is Reading.ENDED:
            assert link.life.ended_at is not None


ARROWS = {
    Reading.ASKED: {
        *(Reading.ASKED, Reading.ACCEPTED, Reading.UNDER_REVIEW, Reading.DECLINED),
        *(Reading.LAPSED, Reading.ENDED),
    },
    Reading.DECLINED: {Reading.DECLINED, Reading.ENDED},
    Reading.LAPSED: {Reading.LAPSED},
    Reading.ACCEPTED: {
        *(Reading.ACCEPTED, Reading.UNDER_REVIEW, Reading.NOT_RENEWED, Reading.ENDED),
    },
    Reading.UNDER_REVIEW: {
        *(Reading.UNDER_REVIEW, Reading.ACCEPTED, Reading.NOT_RENEWED, Reading.ENDED),
    },
    Reading.NOT_RENEWED: {Reading.NOT_RENEWED},
    Reading.ENDED: {Reading.ENDED},
}
"""From each reading what one act, or time, may lead to. A renewal for less than the days of the
question leaves it under review."""


@given(steps)
def test_doing_an_act_twice_is_doing_it_once(several: list[tuple[object, ...]]) -> None:
    """A second tap changes nothing: the second is refused, or the same."""
    once, twice = (Walked(rules.asked(BORN), BORN) for _ in range(2))
    for step in several:
        once.take(step)
        twice.take(step)
        if step[0] not in ("wait", "read"):
            twice.take(step)
        assert twice == once


@given(steps, st.integers(0, 60), st.integers(0, 60))
def test_a_link_lapses_by_the_earlier_date(
    several: list[tuple[object, ...]], first: int, second: int
) -> None:
    """Whichever side's it is; renewing one side does not carry the other."""
    now = BORN + timedelta(days=1)
    dues = {ONE: now.date() + timedelta(days=first), OTHER: now.date() + timedelta(days=second)}
    link = Walked(rules.answered(rules.asked(BORN), now, dues), now)
    stands = min(first, second) > 0
    assert (link.reading in CROSSES) is stands
    link.take(("renew", ONE, 60))
    assert (link.reading in CROSSES) is stands
    link.now += timedelta(days=second)
    assert link.reading is Reading.NOT_RENEWED


@pytest.mark.parametrize("days", [0, 13, 14, 15])
def test_an_ask_lapses_after_two_weeks(days: int) -> None:
    """By itself, to the moment; then nobody answers it and nobody ends it."""
    link = Walked(rules.asked(BORN), BORN + timedelta(days=days))
    lapsed = days >= LAPSES_AFTER.days
    assert link.reading is (Reading.LAPSED if lapsed else Reading.ASKED)
    if lapsed:
        with pytest.raises(Conflict, match="link_not_open"):
            rules.answered(link.life, link.now, None)
        assert rules.ended(link.life, link.now) is link.life


@pytest.mark.parametrize(
    ("days", "reading"), [(15, "accepted"), (14, "under_review"), (1, "under_review")]
)
def test_it_is_under_review_some_days_before(days: int, reading: str) -> None:
    """A reading of the dates: nobody has to write it."""
    due = BORN.date() + timedelta(days=days)
    life = rules.answered(rules.asked(BORN), BORN, {ONE: due, OTHER: due + timedelta(days=90)})
    assert rules.reading(life, BORN, ASK) == reading


@pytest.mark.parametrize(
    ("why", "code"), [("", "missing"), ("x" * 301, "too_long"), ("Phone 07700 900123", "screened")]
)
def test_a_reason_is_short_and_screened(why: str, code: str) -> None:
    """Rule 2 holds for it as for any free text; and it goes on with a reason."""
    with pytest.raises(Problems) as refused:
        rules.parse_reason({"why": why})
    assert [(fault.code, fault.data["field"]) for fault in refused.value.problems] == [
        (code, "why")
    ]
    if code == "screened":
        assert rules.parse_reason({"why": why, "screened_reason": "Theirs."}) == (why, "Theirs.")
