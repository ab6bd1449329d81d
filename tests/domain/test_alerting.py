"""Whom a flag alerts: everybody whom it must reach, each once; and who follows when nobody saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.alerting import (
    ALONE,
    Heard,
    Side,
    Waits,
    Way,
    Why,
    escalate,
    somebody_there,
    waited,
    whom,
)
from peermap_app.domain.flags import Urgency
from peermap_app.domain.working_time import WorkingTime
from peermap_app.words.dates import LONDON

PEOPLE = ("ada", "ben", "cem", "dee", "eve", "fay")
SAM, PRIYA, JO, DANA, NOOR = "sam", "priya", "jo", "dana", "noor"

people = st.sampled_from(PEOPLE)


@st.composite
def sides(draw: st.DrawFn, link: str = "link1") -> Side:
    workers = tuple(draw(st.lists(people, max_size=3, unique=True)))
    away = draw(st.frozensets(people, max_size=4))
    covers = {one: draw(people.filter(lambda by, one=one: by != one)) for one in sorted(away)}
    kept = draw(st.frozensets(people, max_size=6))
    return Side(
        link_id=link,
        case_id=f"case of {link}",
        workers=workers,
        away=away,
        covers={one: by for one, by in covers.items() if one in kept},
        on_duty=draw(st.none() | people),
        supervisors=tuple(draw(st.lists(people, max_size=3, unique=True))),
        lost=away,
    )


several = st.lists(st.integers(1, 4), max_size=4, unique=True).flatmap(
    lambda numbers: st.tuples(*[sides(f"link{number}") for number in numbers])
)
urgencies = st.sampled_from(list(Urgency))
flaggers = st.none() | people


@given(several, urgencies, flaggers)
def test_everybody_who_must_know_is_told_once_and_nobody_else(
    linked: tuple[Side, ...], urgency: Urgency, by: str | None
) -> None:
    """Workers always; covers of those away; duty of what is now; supervisors where nobody is."""
    told = whom(linked, urgency, by)
    must: set[str] = set()
    for side in linked:
        must |= set(side.workers)
        must |= {side.covers[one] for one in side.workers if one in side.away & set(side.covers)}
        if urgency is Urgency.NOW and side.on_duty:
            must.add(side.on_duty)
        if not somebody_there(side):
            must |= set(side.supervisors)
    assert set(told) == must - {by}
    for ways in told.values():
        assert len({way.link_id for way in ways}) == len(ways)


@given(several, urgencies, flaggers)
def test_each_reason_is_true(linked: tuple[Side, ...], urgency: Urgency, by: str | None) -> None:
    """And the strongest: who works with a case is told as its worker, whatever else they are."""
    by_link = {side.link_id: side for side in linked}
    for worker, ways in whom(linked, urgency, by).items():
        for way in ways:
            side = by_link[way.link_id]
            true = {
                Why.ALLOCATED: worker in side.workers,
                Why.COVERS: way.instead_of in side.workers
                and way.instead_of in side.away
                and side.covers.get(way.instead_of or "") == worker,
                Why.ON_DUTY: side.on_duty == worker and urgency is Urgency.NOW,
                Why.NOBODY: worker in side.supervisors and not side.workers,
                Why.ALL_AWAY: worker in side.supervisors and not somebody_there(side),
            }
            assert true[way.why]
            assert (worker in side.workers) == (way.why is Why.ALLOCATED)


@given(several, urgencies, st.randoms(use_true_random=False))
def test_the_order_of_links_changes_nobody(
    linked: tuple[Side, ...], urgency: Urgency, chance: st.random.Random
) -> None:
    """Nor how often one of them is named."""
    mixed = [*linked, *linked]
    chance.shuffle(mixed)
    one, other = whom(linked, urgency, None), whom(mixed, urgency, None)
    assert {worker: set(ways) for worker, ways in one.items()} == {
        worker: set(ways) for worker, ways in other.items()
    }


def a_side(**changed: object) -> Side:
    plain = {"link_id": "link1", "case_id": "case1", "workers": (SAM,), "supervisors": (DANA,)}
    return Side(**{**plain, **changed})  # type: ignore[arg-type]


def reasons(side: Side, urgency: Urgency = Urgency.NOW, by: str | None = PRIYA) -> dict[str, Why]:
    return {worker: ways[0].why for worker, ways in whom([side], urgency, by).items()}


def test_the_rule_in_its_usual_cases() -> None:
    """At work; away with a cover, without one; at night; with nobody; and the flagger's own."""
    assert reasons(a_side()) == {SAM: Why.ALLOCATED}
    covered = a_side(away=frozenset({SAM}), covers={SAM: JO})
    assert reasons(covered) == {SAM: Why.ALLOCATED, JO: Why.COVERS}
    assert whom([covered], Urgency.NOW, None)[JO] == (Way("link1", "case1", Why.COVERS, SAM),)
    gone = a_side(away=frozenset({SAM}))
    assert reasons(gone) == {SAM: Why.ALLOCATED, DANA: Why.ALL_AWAY}
    both_gone = a_side(away=frozenset({SAM}), covers={SAM: JO}, lost=frozenset({JO}))
    assert reasons(both_gone) == {SAM: Why.ALLOCATED, JO: Why.COVERS, DANA: Why.ALL_AWAY}
    night = a_side(on_duty=NOOR)
    assert reasons(night) == {SAM: Why.ALLOCATED, NOOR: Why.ON_DUTY}
    assert reasons(night, Urgency.TODAY) == {SAM: Why.ALLOCATED}
    assert reasons(a_side(workers=())) == {DANA: Why.NOBODY}
    assert reasons(a_side(workers=(SAM, PRIYA))) == {SAM: Why.ALLOCATED}
    assert reasons(a_side(workers=(PRIYA,))) == {}


def test_who_is_told_for_another_sees_the_alert_alone() -> None:
    """Only who works with the case has more."""
    assert set(Why) - ALONE == {Why.ALLOCATED, Why.UNSEEN_ALLOCATED}


# --- nobody has seen it ---

AT = datetime(2026, 11, 27, 15, tzinfo=UTC)
"""A Friday."""
TEAM = WorkingTime(LONDON)


@pytest.mark.parametrize(
    ("urgency", "first", "second"),
    [
        (Urgency.NOW, datetime(2026, 11, 27, 15, 30), datetime(2026, 11, 27, 16)),
        (Urgency.TODAY, datetime(2026, 11, 30, 11), datetime(2026, 11, 30, 15)),
        (Urgency.THIS_WEEK, datetime(2026, 12, 1, 15), datetime(2026, 12, 3, 15)),
    ],
)
def test_how_long_is_waited_follows_from_how_soon_it_must_be_known(
    urgency: Urgency, first: datetime, second: datetime
) -> None:
    """Half an hour by the clock, four hours and two days of the team's own, and as long again."""
    once = waited(AT, urgency, Waits(), TEAM)
    assert once == first.replace(tzinfo=UTC)
    assert waited(once, urgency, Waits(), TEAM) == second.replace(tzinfo=UTC)


def after(moment: datetime) -> datetime:
    return moment + timedelta(minutes=30)


def at(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def run(
    side: Callable[[int], Side],
    moments: list[int],
    first: dict[str, Why],
    seen: dict[str, int],
    by: str | None = PRIYA,
) -> list[tuple[int, str, Why]]:
    """A process that looks at these minutes, writes down whom it tells, and lives on; who saw."""
    told = [(0, worker, why) for worker, why in first.items()]
    for minute in moments:
        heard = [
            Heard(worker, why, seen.get(worker, 10**6) <= minute and when <= minute)
            for when, worker, why in told
        ]
        for _ in range(2):  # a second time with the same rows says the same; written down, nothing
            step = escalate(side(minute), heard, at=AT, now=at(minute), flagged_by=by, after=after)
        told += [(minute, worker, way.why) for worker, way in step.tell.items()]
    return told


def test_the_cover_then_the_supervisor() -> None:
    """Sam was told, and went home: Jo after half an hour, Dana after an hour, and nobody more."""

    def side(minute: int) -> Side:
        return a_side(away=frozenset({SAM}), covers={SAM: JO}) if minute > 10 else a_side()

    assert run(side, list(range(0, 600, 7)), {SAM: Why.ALLOCATED}, {}) == [
        (0, SAM, Why.ALLOCATED),
        (35, JO, Why.UNSEEN_COVERS),
        (63, DANA, Why.UNSEEN),
    ]


def test_where_nobody_covers_the_supervisor_is_the_first() -> None:
    """After one wait, and so it is where the cover was told at once."""
    assert run(lambda _: a_side(), [29, 30, 31], {SAM: Why.ALLOCATED}, {})[1:] == [
        (30, DANA, Why.UNSEEN)
    ]
    covered = a_side(away=frozenset({SAM}), covers={SAM: JO})
    at_once = {SAM: Why.ALLOCATED, JO: Why.COVERS}
    assert run(lambda _: covered, [29, 30, 90], at_once, {})[2:] == [(30, DANA, Why.UNSEEN)]


def test_who_came_to_the_case_since_is_told() -> None:
    """An allocation that changed while nobody looked loses no alert."""
    assert run(lambda _: a_side(workers=(JO,)), [30, 60], {SAM: Why.ALLOCATED}, {})[1:] == [
        (30, JO, Why.UNSEEN_ALLOCATED),
        (60, DANA, Why.UNSEEN),
    ]


@pytest.mark.parametrize(("who", "told"), [(SAM, 1), (JO, 2)])
def test_whoever_saw_it_ends_it(who: str, told: int) -> None:
    """The worker before the first wait is over, the cover before the second."""
    covered = a_side(away=frozenset({SAM}), covers={SAM: JO})
    seen = {SAM: {SAM: 20}, JO: {JO: 45}}[who]
    assert len(run(lambda _: covered, list(range(90)), {SAM: Why.ALLOCATED}, seen)) == told


def test_where_there_is_nobody_to_tell_it_goes_on_looking() -> None:
    """A team without a supervisor gets one some day; one who knows already is not told twice."""
    alone = a_side(supervisors=())
    heard = [Heard(SAM, Why.ALLOCATED, seen=False)]
    step = escalate(alone, heard, at=AT, now=at(60), flagged_by=PRIYA, after=after)
    assert (dict(step.tell), step.stuck) == ({}, True)
    knows = [*heard, Heard(DANA, Why.ON_DUTY, seen=False)]
    step = escalate(a_side(), knows, at=AT, now=at(60), flagged_by=PRIYA, after=after)
    assert (dict(step.tell), step.again, step.stuck) == ({}, None, False)


@given(
    st.lists(sides(), min_size=1, max_size=6),
    st.lists(st.integers(0, 300), max_size=30),
    st.dictionaries(people, st.integers(0, 300), max_size=2),
    flaggers,
)
def test_nobody_is_told_twice_too_soon_or_after_somebody_saw(
    states: list[Side], moments: list[int], seen: dict[str, int], by: str | None
) -> None:
    """Whatever changes meanwhile, whenever a process looks, also when its clock runs backwards."""
    start = whom(states[:1], Urgency.TODAY, by)
    first = {worker: ways[0].why for worker, ways in start.items()}
    told = run(lambda minute: states[minute % len(states)], moments, first, seen, by)
    names = [worker for _, worker, _ in told]
    assert len(names) == len(set(names))
    assert by not in names
    for minute, _, why in told[len(first) :]:
        assert minute >= 30
        assert why is not Why.UNSEEN_COVERS or minute >= 30
    saw = [seen[worker] for when, worker, _ in told if worker in seen and when <= seen[worker]]
    forward = moments == sorted(moments)
    if saw and forward:
        assert all(minute <= min(saw) for minute, _, _ in told)


@given(sides(), st.lists(st.integers(0, 300), max_size=20).map(sorted))
def test_a_process_that_looks_late_loses_no_step(side: Side, moments: list[int]) -> None:
    """Two looks after the second wait tell whoever many looks before would have told."""
    start = whom([side], Urgency.TODAY, None)
    first = {worker: ways[0].why for worker, ways in start.items()}
    often = run(lambda _: side, [*moments, 301, 302], first, {}, None)
    late = run(lambda _: side, [301, 302], first, {}, None)
    assert {worker for _, worker, _ in often} == {worker for _, worker, _ in late}
