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
    Next,
    Side,
    Waits,
    Way,
    Why,
    escalate,
    named_now,
    somebody_there,
    waited,
    whom,
    with_ways,
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


@given(sides(), urgencies, flaggers, people)
def test_who_stands_in_no_more_is_not_named_now(
    side: Side, urgency: Urgency, by: str | None, worker: str
) -> None:
    """Whom the rule tells, and supervisors, who would be told in the end; never who flagged."""
    named = worker in whom([side], urgency, None) or worker in side.supervisors
    assert named_now(side, worker, urgency, by) == (named and worker != by)


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
    rows = {worker: (0, Way("link1", "case of link1", why)) for worker, why in first.items()}
    for minute in moments:
        heard = heard_at(rows, minute, seen)
        for _ in range(2):  # a second time with the same rows says the same; written down, nothing
            step = look(side(minute), heard, minute, by)
        told += [(minute, worker, way.why) for worker, way in step.tell.items()]
        write(rows, step, minute)
    return told


Rows = dict[str, tuple[int, Way]]


def heard_at(rows: Rows, minute: int, seen: dict[str, int]) -> list[Heard]:
    """What the rows say: who was told when and how, and has seen it by then."""
    return [
        Heard(worker, way.why, seen.get(worker, 10**6) <= minute and when <= minute)
        for worker, (when, way) in rows.items()
    ]


def look(
    side: Side, heard: list[Heard], minute: int, by: str | None, urgency: Urgency = Urgency.TODAY
) -> Next:
    """One look at that minute."""
    asked = {"urgency": urgency, "at": AT, "now": at(minute), "flagged_by": by, "after": after}
    return escalate(side, heard, **asked)  # type: ignore[arg-type]


def write(rows: Rows, step: Next, minute: int) -> None:
    """As the rows are written: one way for each person over the link."""
    for worker, way in step.tell.items():
        before = (rows[worker][1],) if worker in rows else ()
        (kept,) = with_ways(before, (way,))
        rows[worker] = (minute, kept)


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
    """After the first wait, and the supervisor after the second."""
    both = a_side(workers=(SAM, JO))
    assert run(lambda _: both, [29, 30, 60], {SAM: Why.ALLOCATED}, {})[1:] == [
        (30, JO, Why.UNSEEN_ALLOCATED),
        (60, DANA, Why.UNSEEN),
    ]


def test_who_came_in_the_place_of_all_who_were_told_is_told_at_once() -> None:
    """Nobody can read it any more: whoever the rule names by now need not wait; nor does it lose
    the steps that follow."""
    assert run(lambda _: a_side(workers=(JO,)), [7, 29, 30], {SAM: Why.ALLOCATED}, {})[1:] == [
        (7, JO, Why.ALLOCATED),
        (30, DANA, Why.UNSEEN),
    ]
    assert run(lambda _: a_side(workers=()), [7, 30, 60], {SAM: Why.ALLOCATED}, {})[1:] == [
        (7, DANA, Why.NOBODY)
    ]
    duty = a_side(workers=(), on_duty=SAM)
    step = look(duty, [Heard(SAM, Why.ALLOCATED, seen=False)], 7, PRIYA, Urgency.NOW)
    assert {worker: way.why for worker, way in step.tell.items()} == {
        SAM: Why.ON_DUTY,
        DANA: Why.NOBODY,
    }


def test_who_was_told_as_its_worker_is_told_as_what_they_are_now() -> None:
    """Dana worked with the case beside Sam, and supervises it alone by now; Jo came to cover."""
    at_once = {SAM: Why.ALLOCATED, DANA: Why.ALLOCATED}
    assert run(lambda _: a_side(), [29, 30, 90], at_once, {})[2:] == [(30, DANA, Why.UNSEEN)]

    def side(minute: int) -> Side:
        return a_side(workers=(SAM, DANA) if minute < 90 else (SAM,))

    assert run(side, [30, 60, 89, 90], at_once, {})[2:] == [(90, DANA, Why.UNSEEN)]
    heard = [Heard(SAM, Why.ALLOCATED, seen=False), Heard(DANA, Why.ALLOCATED, seen=False)]
    assert look(side(60), heard, 60, PRIYA).stuck  # and is looked at again
    covered = a_side(away=frozenset({SAM}), covers={SAM: JO})
    was = {SAM: Why.ALLOCATED, JO: Why.ALLOCATED}
    assert run(lambda _: covered, [30], was, {})[2:] == [(30, JO, Why.UNSEEN_COVERS)]


def test_who_signs_in_no_more_was_not_told() -> None:
    """The only supervisor who was told left the house: the next one is told."""
    heard = [Heard(SAM, Why.ALLOCATED, seen=False), Heard(DANA, Why.UNSEEN, seen=False, gone=True)]
    step = look(a_side(supervisors=(NOOR,)), heard, 90, PRIYA)
    assert {worker: way.why for worker, way in step.tell.items()} == {NOOR: Why.UNSEEN}


def test_a_reason_that_stands_alone_takes_the_place_of_one_that_needs_the_case() -> None:
    """And no other: who may read it for their own sake loses nothing by what comes later."""
    worked, supervises = Way("link1", "case1"), Way("link1", "case1", Why.UNSEEN)
    other = Way("link2", "case2")
    assert with_ways((), (worked,)) == (worked,)
    assert with_ways((other, worked), (supervises,)) == (other, supervises)
    assert with_ways((supervises,), (worked,)) == (supervises,)
    assert with_ways((supervises,), (Way("link1", "case1", Why.NOBODY),)) == (supervises,)
    assert with_ways((worked,), (Way("link1", "case1", Why.UNSEEN_ALLOCATED), other)) == (
        worked,
        other,
    )


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
    step = look(alone, heard, 60, PRIYA)
    assert (dict(step.tell), step.stuck) == ({}, True)
    knows = [*heard, Heard(DANA, Why.ON_DUTY, seen=False)]
    step = look(a_side(), knows, 60, PRIYA)
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
    assert by not in {worker for _, worker, _ in told}
    for number, (minute, worker, why) in enumerate(told[len(first) :], len(first)):
        earlier = told[:number]
        now = states[minute % len(states)]
        readers = [one for one in earlier if one[1] in now.workers or one[2] in ALONE]
        assert worker not in {one for _, one, _ in readers}
        assert minute >= 30 or not [one for one in readers if one[0] < minute]
        assert why not in {Why.UNSEEN_COVERS, Why.UNSEEN_ALLOCATED, Why.UNSEEN} or minute >= 30
    saw = [seen[worker] for when, worker, _ in told if worker in seen and when <= seen[worker]]
    forward = moments == sorted(moments)
    if saw and forward:
        assert all(minute <= min(saw) for minute, _, _ in told)


@given(
    st.lists(sides(), min_size=1, max_size=8),
    st.lists(st.integers(0, 300), min_size=1, max_size=20).map(sorted),
    urgencies,
    flaggers,
)
def test_somebody_who_can_read_it_is_told_or_it_is_looked_at_again(
    states: list[Side], moments: list[int], urgency: Urgency, by: str | None
) -> None:
    """In whatever order allocations end and begin, while nobody has seen it: after each look
    somebody who was told can read it then, if the rule names anybody at all; and where nobody
    holds it whatever becomes of allocations, there is a next look."""
    start = whom(states[:1], urgency, by)
    rows: Rows = {worker: (0, ways[0]) for worker, ways in start.items()}
    for number, minute in enumerate(moments):
        side = states[number % len(states)]
        step = look(side, heard_at(rows, minute, {}), minute, by, urgency)
        write(rows, step, minute)
        heard = heard_at(rows, minute, {})
        can_read = {one.worker for one in heard if one.worker in side.workers or one.why in ALONE}
        assert can_read or not set(whom((side,), urgency, by))
        stays = any(one.why in ALONE for one in heard)
        assert stays or step.stuck or step.again is not None


@given(sides(), st.lists(st.integers(0, 300), max_size=20).map(sorted))
def test_a_process_that_looks_late_loses_no_step(side: Side, moments: list[int]) -> None:
    """Two looks after the second wait tell whoever many looks before would have told."""
    start = whom([side], Urgency.TODAY, None)
    first = {worker: ways[0].why for worker, ways in start.items()}
    often = run(lambda _: side, [*moments, 301, 302], first, {}, None)
    late = run(lambda _: side, [301, 302], first, {}, None)
    assert {worker for _, worker, _ in often} == {worker for _, worker, _ in late}
