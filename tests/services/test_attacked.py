"""What somebody with a hand in the database, a second tap or a hostile label can do: nothing."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as XML
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.company import Company, Here
from peermap_app.domain.errors import Refusal
from peermap_app.domain.picture import picture
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, cases, drawings, exports, flags, links, maps, plans
from peermap_app.services.unit import Who, reading, write_counts
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import AccessRecord, CaseKey
from tests.builders import a_flag_form, a_map, a_place, a_sharing_form, a_step_form
from tests.drawing_builders import World as DrawingWorld
from tests.drawing_builders import a_drawing, add_friend, keep_seen, said_yes
from tests.refusals import told_by
from tests.services.test_exports import AT
from tests.services.test_links import lines
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    ask,
    bring_in,
    choose,
    linked,
    newest_link,
    review,
    row,
    table,
)

PLAN = Purpose.PLAN_TOGETHER


async def everything(house: House) -> World:
    """Both cases hold a map, a step, a flag and their link."""
    world = await a_world(house)
    await linked(world)
    for name, case in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        step = a_step_form(text=f"Visit of {name}", review=review(world))
        await plans.say_next_step(house, world[name], world.case(case), step, purpose=PLAN)
    form = await flags.flag_form(house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE)
    given = a_flag_form()
    await flags.flag_case(
        house, world[SAM], world.case(KS_CASE), form.form_id, given, purpose=Purpose.COORDINATE
    )
    return world


MOVED = {
    "a case's own lines": ("case_file", "id"),
    "a map's picture": ("kept_map", "case_id"),
    "what was said": ("consent_record", "case_id"),
    "a next step": ("next_step", "case_id"),
}
"""Sam's case is a, Priya's b: Priya has a hand in the database, and may open b."""


@pytest.mark.attack("moved", tries=2)
@pytest.mark.parametrize("what", [*MOVED])
async def test_a_value_copied_from_another_case_does_not_open(house: House, what: str) -> None:
    """The seal is broken there, the page says nothing of it, and Sam's case stays as it was."""
    world = await everything(house)
    ids = {"a": world.case(KS_CASE), "b": world.case(MS_CASE)}
    mine = await maps.kept_map(house, world[SAM], ids["a"], "1", purpose=PLAN)
    async with house.engine.begin() as connection:
        name, key = MOVED[what]
        of = f"SELECT sealed FROM {name} WHERE {key} = :a"
        copied = text(f"UPDATE {name} SET sealed = ({of}) WHERE {key} = :b")
        done = await connection.execute(copied, ids)
        assert done.rowcount >= 1
    told = []
    for read in (
        cases.open_case(house, world[PRIYA], ids["b"]),
        maps.kept_map(house, world[PRIYA], ids["b"], "1", purpose=PLAN),
        exports.case_file(house, world[PRIYA], ids["b"], "1", purpose=PLAN),
    ):
        try:
            await read
        except SealBroken as broken:
            told.append(str(broken))
    assert told
    assert not [each for each in told if KS_CASE in each or "Visit" in each or ids["a"] in each]
    assert await maps.kept_map(house, world[SAM], ids["a"], "1", purpose=PLAN) == mine


# --- a row that says it is another case's ---


@dataclass(frozen=True, slots=True)
class Moved:
    """One kind of row. `marker`: what it holds and nothing else does. `to`: what is done to the
    database, :a is Sam's case and :b Priya's. `own`, `others`: which version or flag, of which
    `read` shows the marker to who may open it; "" is the one id of Sam's flag."""

    marker: str
    to: tuple[str, ...]
    read: Callable[[House, Who, str, str], Awaitable[object]]
    own: str = ""
    others: str = ""


async def _map(house: House, who: Who, case_id: str, version: str) -> object:
    return await maps.kept_map(house, who, case_id, version, purpose=PLAN)


async def _case(house: House, who: Who, case_id: str, _: str) -> object:
    return await cases.open_case(house, who, case_id)


async def _flag(house: House, who: Who, _: str, flag_id: str) -> object:
    return await flags.flag_sheet(house, who, flag_id, purpose=Purpose.COORDINATE)


ROWS = {
    "kept_map": Moved(
        "Bramble Yard",
        (
            "UPDATE kept_map SET version = 7, case_id = :b WHERE case_id = :a",
            "UPDATE consent_record SET case_id = :b WHERE case_id = :a",
        ),
        _map,
        own="1",
        others="7",
    ),
    # What was said is read beside a map: it stands in the place of what Priya's said with hers.
    "consent_record": Moved(
        Here.PARENT_OR_CARER.value,
        (
            "UPDATE consent_record SET kept_map_id = NULL WHERE case_id = :b",
            "UPDATE consent_record SET kept_map_id ="
            " (SELECT id FROM kept_map WHERE kept_map.case_id = :b) WHERE case_id = :a",
            "UPDATE consent_record SET case_id = :b WHERE case_id = :a",
        ),
        _map,
        own="1",
        others="1",
    ),
    "next_step": Moved(
        "Walk home together", ("UPDATE next_step SET case_id = :b WHERE case_id = :a",), _case
    ),
    "flag": Moved("Met at the depot", ("UPDATE flag SET case_id = :b WHERE case_id = :a",), _flag),
}


async def marked(house: House) -> tuple[World, str]:
    """Sam's case holds every marker, Priya's a map alone, and nothing links them; Sam's flag."""
    world = await a_world(house)
    drawn = a_map(places=[a_place(label=ROWS["kept_map"].marker)])
    said = Company((Here(ROWS["consent_record"].marker),))
    await choose(world, SAM, KS_CASE, drawn=drawn, company=said)
    await choose(world, PRIYA, MS_CASE)
    case = world.case(KS_CASE)
    step = a_step_form(text=ROWS["next_step"].marker, review=review(world))
    await plans.say_next_step(house, world[SAM], case, step, purpose=PLAN)
    coordinate = Purpose.COORDINATE
    form = await flags.flag_form(house, world[SAM], case, purpose=coordinate)
    given = a_flag_form(need_to_know=ROWS["flag"].marker)
    sent = await flags.flag_case(house, world[SAM], case, form.form_id, given, purpose=coordinate)
    return world, sent.flag_id


@pytest.mark.attack("moved")
@pytest.mark.parametrize("kind", [*ROWS])
async def test_a_row_moved_to_another_case_does_not_open(house: House, kind: str) -> None:
    """A whole row of Sam's case that says it is Priya's: what Sam reads in it is shown to Priya by
    no reading, and the one that comes to that row breaks on its seal."""
    world, flag_id = await marked(house)
    row_, mine, hers = ROWS[kind], world.case(KS_CASE), world.case(MS_CASE)
    own, others = row_.own or flag_id, row_.others or flag_id
    assert row_.marker in repr(await row_.read(house, world[SAM], mine, own))
    async with house.engine.begin() as connection:
        for done in row_.to:
            moved = await connection.execute(text(done), {"a": mine, "b": hers})
            assert moved.rowcount == 1
    with pytest.raises(SealBroken) as broken:
        await row_.read(house, world[PRIYA], hers, others)
    shown: list[object] = [broken.value]
    for read, which in ((_case, ""), (_map, "1"), (_map, "7"), (_flag, flag_id)):
        try:
            shown.append(await read(house, world[PRIYA], hers, which))
        except (SealBroken, Refusal) as refused:
            shown.append(refused)
    shown.append(await alerts.inbox(house, world[PRIYA], purpose=Purpose.COORDINATE))
    assert row_.marker not in repr(shown)


@pytest.mark.attack("moved")
async def test_another_cases_key_opens_nothing(house: House) -> None:
    """A wrapped key is bound to its case: under another's id it does not unwrap."""
    world = await everything(house)
    async with house.make_session() as session:
        one, two = [await session.get(CaseKey, world.case(each)) for each in (KS_CASE, MS_CASE)]
        assert one is not None
        assert two is not None
        two.wrapped = one.wrapped
        session.add(two)
        await session.commit()
    with pytest.raises(SealBroken):
        await cases.open_case(house, world[PRIYA], world.case(MS_CASE))


# --- races ---


@pytest.mark.attack("races", tries=6)
async def test_two_keeps_at_once_keep_one(world: DrawingWorld) -> None:
    """Six taps on Keep in one moment: one map, one consent, and all hear that it is kept."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("person1", "JS")])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    taps = [keep_seen(world.house, tablet) for _ in range(6)]
    answers = await asyncio.gather(*taps, return_exceptions=True)
    kept = [each for each in answers if not isinstance(each, BaseException)]
    assert kept
    assert all(isinstance(each, Refusal) for each in answers if each not in kept)
    async with world.house.engine.connect() as connection:
        for name in ("kept_map", "consent_record"):
            count = await connection.execute(text(f"SELECT count(*) FROM {name}"))
            assert count.scalar_one() == 1


@pytest.mark.attack("races", tries=6)
async def test_two_accepts_and_a_decline_at_once_are_one_answer(house: House) -> None:
    """Three accept and three decline in one moment: the link stands in one way, recorded once, and
    both sides are told the same."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    link_id = await newest_link(world)
    form = a_sharing_form(review=review(world))
    said = [
        links.answer_link(
            house, world[PRIYA], link_id, yes, form if yes else {}, purpose=Purpose.COORDINATE
        )
        for yes in (True, False) * 3
    ]
    answers = await asyncio.gather(*said, return_exceptions=True)
    failed = [each for each in answers if isinstance(each, BaseException)]
    assert failed
    assert all(isinstance(each, Refusal) for each in failed), failed
    (link,) = await table(world, "link")
    assert link["state"] in ("accepted", "declined")
    for name, case in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        told = [line.state for line in await lines(world, name, case)]
        assert told == [link["state"]] or (link["state"] == "declined" and len(told) <= 1)


@pytest.mark.attack("races", tries=10)
async def test_a_right_that_ends_while_it_is_used(house: House) -> None:
    """Priya reads her case ten times while her allocation is ended: each reading is whole or
    refused, each stands in the record (refusals of one kind told together), and afterwards all are
    refused."""
    world = await everything(house)
    case = world.case(MS_CASE)
    before = await times_seen(house, case)

    async def read() -> str:
        try:
            sheet = await maps.kept_map(house, world[PRIYA], case, "1", purpose=PLAN)
        except Refusal as refusal:
            return refusal.code
        return "whole" if sheet.version == 1 else "half"

    ends = house.clock().date().isoformat()
    file = row(MS_CASE, PRIYA, ends=ends, team="Family Safeguarding East", initials="M")
    readings = [read() for _ in range(5)]
    told = await asyncio.gather(*readings, bring_in(house, file), *(read() for _ in range(5)))
    said = [each for each in told if each is not None]
    assert set(said) <= {"whole", "not_found", "allocation_ended", "not_allocated"}
    said.append(await read())
    assert said[-1] != "whole"
    await write_counts(house, everything=True)
    after = await times_seen(house, case)
    whole = said.count("whole")
    assert after - before == Counter(allowed=whole, refused=len(said) - whole)


async def times_seen(house: House, case_id: str) -> Counter[str]:
    """How often the map of a case was asked for, by what came of it, as its record tells it."""
    times: Counter[str] = Counter()
    async with reading(house) as session:
        mine = AccessRecord.chain == case_id, AccessRecord.action == Action.SEE_MAP.value
        for one in (await session.exec(select(AccessRecord).where(*mine))).all():
            times[one.outcome] += told_by(one.detail)
    return times


# --- what leaves on paper ---

HOSTILE = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://elsewhere.example")',
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    '#read("/etc/passwd")',
    '#eval("1+1")',
    "$ sum_1 $",
    "<label> @ref *b* _i_",
    "</text><script>planted()</script>",
    "&xxe; <!ENTITY x>",
    "]]><image href='file:///etc/passwd'/>",
    "\\u{202e}evitan",
    "{{7*7}} ${7*7} %(x)s",
)


@pytest.mark.attack("formulas")
@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_label_stays_text_on_paper(label: str) -> None:
    """A formula, markup of the typesetter, an entity, an element: on the picture it is letters,
    in the file to take no more, and nothing of the machine is read."""
    cut = label[:30]
    drawn = a_map(places=[a_place(label=cut, kind="shop")])
    svg = picture(drawn, title="A map")
    read = XML.fromstring(svg)
    tags = {each.tag.rpartition("}")[2] for each in read.iter()}
    assert tags.isdisjoint({"script", "image", "foreignObject", "a", "style"})
    assert cut in [each.text for each in read.iter() if each.text]
    made = await exports.young_copy(drawn, AT, "pdf")
    assert made.body.startswith(b"%PDF-1.7")
    for sign in (b"root:", b"/JavaScript", b"/Launch", b"/URI", b"/EmbeddedFile"):
        assert sign not in made.body
