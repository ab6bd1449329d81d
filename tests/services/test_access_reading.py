"""The data protection lead reads the access record; nobody else does, and each reading stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Invalid, NotAllowed, Refusal
from peermap_app.domain.record_query import LookReason, RecordAsk
from peermap_app.domain.unusual import Sign
from peermap_app.services import access_reading
from peermap_app.services.access_reading import Place, RecordLine
from peermap_app.services.unit import Who, reading, unit, writing
from peermap_app.storage import record_reading
from peermap_app.storage.access_record import HOUSE, Entry, append
from peermap_app.storage.tables import AccessRecord, CaseKey
from peermap_app.words import errors
from tests.fakes import FakeClock
from tests.services.people import People, a_case, allocate, end_allocation


async def see(house: House, who: Who, case_id: str) -> None:
    """Open a case, or be refused: each is a row."""
    try:
        async with unit(house, who, Action.SEE_CASE, case_id):
            pass
    except Refusal:
        pass


async def lines(house: House, who: Who, ask: RecordAsk | None = None) -> list[RecordLine]:
    """Every line that a question finds, page by page."""
    found: list[RecordLine] = []
    before: Place | None = None
    while True:
        page = await access_reading.look(house, who, ask or RecordAsk(), before)
        assert len(page.lines) <= record_reading.PAGE
        found += page.lines
        if page.older is None:
            return found
        before = page.older


def said(found: list[RecordLine]) -> list[tuple[str, str | None, bool]]:
    """(who, reference, allowed) of what was asked of cases."""
    return [(line.who, line.reference, line.allowed) for line in found if line.action == "see_case"]


async def test_who_saw_which_case(house: House, people: People) -> None:
    """Newest first, with name, reference, answer, rule and the sign-in whose device it was."""
    await see(house, people.sam, people.case_k)
    await see(house, people.priya, people.case_k)
    found = await lines(house, people.robin)
    assert said(found) == [("Priya N", "HX-1187", False), ("Sam O", "HX-1187", True)]
    seen = next(line for line in found if line.who == "Sam O")
    assert (seen.email, seen.rule, seen.began) == ("sam@west.example", "allocated", house.clock())
    assert seen.device == (people.sam.session_id or "")[:6]


async def test_every_filter_narrows(house: House, people: People, clock: FakeClock) -> None:
    """By case, by person, by day on the British clock, by refusals, and all of them together."""
    await see(house, people.sam, people.case_k)
    await see(house, people.priya, people.case_k)
    clock.forward(hours=14, minutes=30)  # half past midnight of the next day
    late = _again(people.priya)
    await see(house, late, people.case_m)
    robin = _again(people.robin)
    sam, priya = ("Sam O", "HX-1187", True), ("Priya N", "HX-1187", False)
    night = ("Priya N", "HX-2041", True)

    async def asked(**what: object) -> list[tuple[str, str | None, bool]]:
        return said(await lines(house, robin, RecordAsk(LookReason.WORRY, **what)))  # type: ignore[arg-type]

    assert await asked() == [night, priya, sam]
    assert await asked(reference="HX-1187") == [priya, sam]
    assert await asked(email="priya@west.example") == [night, priya]
    assert await asked(day=date(2026, 11, 24)) == [priya, sam]
    assert await asked(day=date(2026, 11, 25)) == [night]
    assert await asked(refused=True) == [priya]
    together = {"reference": "HX-1187", "email": "priya@west.example", "refused": True}
    assert await asked(**together, day=date(2026, 11, 24)) == [priya]
    assert await asked(reference="HX-9999") == await asked(email="nobody@west.example") == []


async def test_pages_hold_fifty_and_miss_nothing(house: House, people: People) -> None:
    """Rows of the same moment are neither lost nor shown twice from page to page."""
    entry = Entry(
        house.clock(), "worker", people.sam.worker_id, None, "see_case", None, "allowed", "x"
    )
    async with writing(house) as session:
        await append(session, house.keys, [(HOUSE, entry)] * 120)
    found = await lines(house, people.robin, RecordAsk(LookReason.WORRY, email="sam@west.example"))
    assert len(found) == 120


async def test_reading_it_is_recorded(house: House, people: People) -> None:
    """On the house's chain with the reason and whose it was, and on the case's own chain."""
    await see(house, people.sam, people.case_k)
    ask = RecordAsk(LookReason.COMPLAINT, reference="HX-1187", email="sam@west.example")
    await access_reading.look(house, people.robin, ask)
    async with reading(house) as session:
        rows = (
            await session.exec(
                select(AccessRecord)
                .where(AccessRecord.action == "see_access_record")
                .order_by(col(AccessRecord.chain), col(AccessRecord.number))
            )
        ).all()
    assert sorted((row.chain, row.detail) for row in rows) == sorted(
        [
            (people.case_k, "complaint"),
            (HOUSE, f"complaint {people.sam.worker_id}"),
            (HOUSE, "complaint case person"),
        ]
    )
    assert {row.worker_id for row in rows} == {people.robin.worker_id}


@pytest.mark.parametrize("name", ["sam", "nadia", "alex"])
async def test_nobody_else_reads_it(house: House, people: People, name: str) -> None:
    """Not a practitioner, not a supervisor, not an administrator; and the refusal stands."""
    who = getattr(people, name)
    for asking in (
        access_reading.look(house, who, RecordAsk()),
        access_reading.stands_out(house, who),
        access_reading.may_look(house, who),
    ):
        with pytest.raises(NotAllowed):
            await asking
    refused = await lines(house, people.robin, RecordAsk(LookReason.WORRY, refused=True))
    assert {(line.who, line.action) for line in refused} == {(who.name, "see_access_record")}


async def test_an_erased_case_is_named_as_such(house: House, people: People) -> None:
    """Its rows stay; what its reference was nobody can say any more."""
    await see(house, people.sam, people.case_k)
    async with writing(house) as session:
        key = await session.get(CaseKey, people.case_k)
        await session.delete(key)
    assert said(await lines(house, people.robin)) == [("Sam O", None, True)]


async def test_what_is_unusual_stands_first(house: House, people: People, clock: FakeClock) -> None:
    """A busy hour, reading at night, and asking after the allocation had ended; newest first."""
    await see(house, people.priya, people.case_m)  # its chain begins
    ended = await allocate(house, people.case_m, people.sam)
    cases = [await a_case(house, reference=f"HX-4{n:03}", team_id=people.west) for n in range(13)]
    for case_id in cases:
        await allocate(house, case_id, people.priya)
    clock.forward(minutes=50)
    for case_id in cases:
        clock.forward(minutes=1)
        await see(house, _again(people.priya), case_id)
    await end_allocation(house, ended)
    await see(house, _again(people.sam), people.case_m)
    clock.forward(hours=11)
    await see(house, _again(people.sam), people.case_k)
    robin = _again(people.robin)
    found, more, watch = await access_reading.stands_out(house, robin)
    assert (more, watch.many_cases) == (0, 12)
    assert [(each.found.sign, each.who, each.reference, each.found.count) for each in found] == [
        (Sign.OUT_OF_HOURS, "Sam O", "", 1),
        (Sign.AFTER_CHANGE, "Sam O", "HX-2041", 1),
        (Sign.MANY_CASES, "Priya N", "", 13),
    ]


async def test_what_is_usual_does_not_stand_out(house: House, people: People) -> None:
    """A case that was allocated again after it ended, an import, and the lead's own reading."""
    ended = await allocate(house, people.case_m, people.sam, starts=date(2026, 9, 1))
    await end_allocation(house, ended)
    await allocate(house, people.case_m, people.sam)
    await see(house, people.sam, people.case_m)
    entry = Entry(
        house.clock(), "worker", people.alex.worker_id, None, "import", "c", "allowed", "also"
    )
    async with writing(house) as session:
        await append(session, house.keys, [(f"{n:032x}", entry) for n in range(40)])
    assert (await access_reading.stands_out(house, people.robin))[0] == ()


async def test_old_readings_are_not_looked_at(
    house: House, people: People, clock: FakeClock
) -> None:
    """What stands out is of the last days alone: a setting says how many."""
    clock.forward(hours=11)
    await see(house, _again(people.sam), people.case_k)
    clock.forward(days=7)
    assert len((await access_reading.stands_out(house, _again(people.robin)))[0]) == 1
    clock.now += timedelta(minutes=1)
    assert (await access_reading.stands_out(house, _again(people.robin)))[0] == ()


def _again(who: Who) -> Who:
    """The same worker without the sign-in, which ended long ago."""
    return replace(who, session_id=None)


@pytest.mark.parametrize("day", [date.min, date.max])
async def test_a_day_that_is_far_off_is_a_slip(house: House, people: People, day: date) -> None:
    """It has no day after it, or a moment before all moments: one sentence, and no crash."""
    with pytest.raises(Invalid) as caught:
        await access_reading.look(house, people.robin, RecordAsk(LookReason.CHECK, day=day))
    assert (caught.value.code, errors.field_of(caught.value)) == ("day_far", "day")
    assert errors.sentence(caught.value) == "Give a day within 30 years of today."
