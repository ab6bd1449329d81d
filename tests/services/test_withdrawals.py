"""Rule 4: changing one's mind, by the young person or said aloud, and what follows at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.consent import Answer, SettledAnswers, Statement
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problems, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.withdrawal import By, Fate
from peermap_app.services import (
    accounts,
    alerts,
    cases,
    links,
    locked,
    maps,
    my_map,
    plans,
    receipts,
    withdrawals,
)
from peermap_app.services.unit import OPERATOR, Who
from tests.builders import a_sharing_form, a_step_form
from tests.fakes import FakeSlow
from tests.services.test_flags import flag
from tests.services.test_my_map import ADDRESS, PIN, link_of
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    World,
    _signed_in,
    a_world,
    ask,
    choose,
    linked,
    newest_link,
    recorded,
    review,
    table,
)


async def ready(house: House) -> tuple[World, my_map.Here]:
    """Sam's and Priya's cases are linked, K has My map open."""
    world = await a_world(replace(house, slow=FakeSlow(most=1000)))
    await linked(world)
    tablet = await choose(world, SAM, KS_CASE)
    card = await receipts.make(world.house, tablet, PIN, PIN)
    token = (await my_map.open_card(world.house, ADDRESS, PIN, link=link_of(card))).token
    here = await my_map.here(world.house, token, ADDRESS, present=True)
    assert here is not None
    return world, here


async def said(world: World, statement: str, answer: str = "no", **changed: object) -> None:
    """Sam writes down what K said aloud today."""
    raw = {"statement": statement, "answer": answer, "said_on": "2026-11-24", **changed}
    version = changed.get("version", 2)
    await withdrawals.note_said_aloud(world.house, world[SAM], world.case(KS_CASE), version, raw)


async def sheet(world: World, name: str = SAM, reference: str = KS_CASE) -> cases.CaseSheet:
    return await cases.open_case(world.house, world[name], world.case(reference))


# --- talk ---


async def test_no_to_talking_ends_the_link_on_both_sides(house: House) -> None:
    """At once: the link, what crossed it, what it would have brought; both sides are woken."""
    world, here = await ready(house)
    await flag(world)
    assert len((await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)).items) == 1
    world.hints.told.clear()
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.NO)
    assert {row["state"] for row in await table(world, "link")} == {"ended"}
    assert [one["kind"] for one in world.told(PRIYA)] == ["link", "alert"]
    assert [one["kind"] for one in world.told(SAM)] == ["case", "alert"]
    assert (await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)).items == ()
    assert await alerts.todo_count(world.house, world[SAM]) == 0
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        assert [line.state for line in (await sheet(world, name, reference)).links] == ["ended"]
    with pytest.raises(Conflict, match="talk_not_yes"):
        await ask(world)


async def test_a_later_yes_brings_no_link_back(house: House) -> None:
    """Yes again: asking is possible again, what ended stays ended."""
    world, here = await ready(house)
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.NOT_SURE)
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.YES)
    now = await sheet(world)
    assert now.answers == SettledAnswers(Answer.YES, Answer.YES, Answer.YES)
    assert [line.state for line in now.links] == ["ended"]
    assert now.why_no_link is None
    await ask(world)
    assert (await newest_link(world)) in {row["id"] for row in await table(world, "link")}


# --- plan ---


async def test_no_to_planning_ends_the_steps(house: House) -> None:
    """The plan is not shown and not begun anew; a later Yes asks what happens next afresh."""
    world, here = await ready(house)
    case_id = world.case(KS_CASE)
    form = a_step_form(review=review(world))
    await plans.say_next_step(world.house, world[SAM], case_id, form, purpose=Purpose.PLAN_TOGETHER)
    await my_map.change_mind(world.house, here, Statement.PLAN, Answer.NO)
    now = await sheet(world)
    assert (now.may_plan, now.next_step, now.needs_step, now.good) == (False, None, False, ())
    with pytest.raises(Conflict, match="plan_not_yes"):
        await plans.say_next_step(
            world.house, world[SAM], case_id, form, purpose=Purpose.PLAN_TOGETHER
        )
    assert [line.state for line in now.links] == ["accepted"]  # another statement
    await my_map.change_mind(world.house, here, Statement.PLAN, Answer.YES)
    again = await sheet(world)
    assert (again.next_step, again.needs_step) == (None, True)
    lines = await cases.my_cases(world.house, world[SAM])
    assert next(line.needs_step for line in lines if line.reference == KS_CASE)


# --- keep ---


async def test_a_picture_taken_back_opens_for_nobody(house: House) -> None:
    """No decision rests on it: the bytes go, the page is not there, older maps and answers stay."""
    world, here = await ready(house)
    before = {
        row["version"]: row["sealed"]
        for row in await table(world, "kept_map")
        if row["case_id"] == world.case(KS_CASE)
    }
    assert set(before) == {1, 2}
    await my_map.change_mind(world.house, here, Statement.KEEP, Answer.NO, 2)
    rows = {
        row["version"]: row
        for row in await table(world, "kept_map")
        if row["case_id"] == world.case(KS_CASE)
    }
    assert (rows[2]["sealed"], rows[2]["locked_at"]) == (None, None)
    assert rows[2]["destroyed_at"] is not None
    with pytest.raises(NotFound):
        await maps.kept_map(
            world.house, world[SAM], world.case(KS_CASE), 2, purpose=Purpose.PLAN_TOGETHER
        )
    now = await sheet(world)
    assert [one.version for one in now.versions] == [1]
    assert now.map is not None
    assert now.answers == SettledAnswers(Answer.YES, Answer.YES, Answer.YES)
    shown = await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    assert [(one.version, bool(one.svg), one.locked) for one in shown.pictures] == [
        (2, False, False),
        (1, True, False),
    ]
    with pytest.raises(NotFound):
        await my_map.change_mind(world.house, here, Statement.KEEP, Answer.NO, 2)
    with pytest.raises(NotFound):
        await locked.open_copy(
            world.house, await data_protection(world), asked(2), purpose=Purpose.PLAN_TOGETHER
        )


async def test_the_last_picture_takes_planning_and_talking_along(house: House) -> None:
    """Nothing kept is left: no plan, no link, nothing more to change; what was said stays told."""
    world, here = await ready(house)
    for version in (1, 2):
        await my_map.change_mind(world.house, here, Statement.KEEP, Answer.NO, version)
    now = await sheet(world)
    assert (now.map, now.versions, now.may_plan) == (None, (), False)
    assert now.answers == SettledAnswers(Answer.NO, None, None)
    assert [line.state for line in now.links] == ["ended"]
    assert [line.version for line in now.changes] == [2, 1]
    for statement in (Statement.PLAN, Statement.TALK):
        with pytest.raises(Conflict, match="no_map_left"):
            await my_map.change_mind(world.house, here, statement, Answer.YES)
    shown = await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    assert [one.answers.keep for one in shown.pictures] == [Answer.YES, Answer.YES]
    # A new map that is kept begins anew, with a version of its own.
    await choose(world, SAM, KS_CASE, talk="no")
    again = await sheet(world)
    assert [one.version for one in again.versions] == [3]
    assert again.answers == SettledAnswers(Answer.YES, Answer.YES, Answer.NO)


async def data_protection(world: World) -> Who:
    """Robin, the data protection lead, signed in."""
    worker = await accounts.add_worker(
        world.house,
        OPERATOR,
        email="robin@west.example",
        name="Robin R.",
        role=Role.DATA_PROTECTION.value,
        team="Youth Support West",
    )
    who = Who(kind="worker", worker_id=worker, role=Role.DATA_PROTECTION, name="Robin R.")
    return await _signed_in(world.house, who)


def asked(
    version: object, reference: object = KS_CASE, reason: object = "court"
) -> dict[str, object]:
    """The form of the data protection lead's page."""
    return {"reference": reference, "version": str(version), "reason": reason}


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (asked(2, ""), "reference"),
        (asked(2, "HX*"), "reference"),
        (asked(2, ["HX-1"]), "reference"),
        (asked(""), "version"),
        (asked("２"), "version"),
        (asked("9" * 30), "version"),
        (asked(2, reason=""), "reason"),
        (asked(2, reason="curious"), "reason"),
    ],
)
async def test_a_locked_copy_is_asked_for_whole(
    house: House, raw: dict[str, object], field: str
) -> None:
    """The whole reference, a number and a reason; anybody else is refused before it is read."""
    world, _ = await ready(house)
    with pytest.raises(Problems) as refused:
        await locked.open_copy(
            world.house, await data_protection(world), raw, purpose=Purpose.PLAN_TOGETHER
        )
    assert [each.data["field"] for each in refused.value.problems] == [field]
    with pytest.raises(NotAllowed):
        await locked.open_copy(world.house, world[SAM], raw, purpose=Purpose.PLAN_TOGETHER)


async def test_a_locked_copy_opens_for_the_data_protection_lead_alone(house: House) -> None:
    """A step rests on it: workers and the young person see it no more, the lead does, on record."""
    world, here = await ready(house)
    case_id = world.case(KS_CASE)
    await plans.say_next_step(
        world.house,
        world[SAM],
        case_id,
        a_step_form(review=review(world)),
        purpose=Purpose.PLAN_TOGETHER,
    )
    await my_map.change_mind(world.house, here, Statement.KEEP, Answer.NO, 2)
    assert [line.fate for line in (await sheet(world)).changes] == [Fate.LOCKED]
    shown = await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    assert (shown.pictures[0].svg, shown.pictures[0].locked) == ("", True)
    for name in (SAM, PRIYA):
        with pytest.raises(NotFound):
            await maps.kept_map(world.house, world[name], case_id, 2, purpose=Purpose.PLAN_TOGETHER)
        with pytest.raises(NotAllowed):
            await locked.open_copy(
                world.house, world[name], asked(2), purpose=Purpose.PLAN_TOGETHER
            )
    lead = await data_protection(world)
    copy = await locked.open_copy(world.house, lead, asked(2), purpose=Purpose.PLAN_TOGETHER)
    assert copy.sheet.svg.startswith("<svg")
    assert [step.text for step in copy.steps] == [a_step_form(review=review(world))["text"]]
    assert (await recorded(world, KS_CASE))[-1][:2] == ("open_locked_copy", "allowed")
    rows = [row for row in await table(world, "access_record") if row["outcome"] == "allowed"]
    assert rows[-1]["detail"] == "court 2"
    for unknown in (asked(1), asked(9), asked(2, "HX-9999"), asked(2, MS_CASE)):
        with pytest.raises(NotFound, match="not_found"):  # 1 stands: the worker's to read
            await locked.open_copy(world.house, lead, unknown, purpose=Purpose.PLAN_TOGETHER)
    with pytest.raises(Refusal):
        await cases.open_case(world.house, lead, case_id)


# --- said aloud ---


async def test_what_was_said_aloud_counts_at_once(house: House) -> None:
    """With its day and who wrote it down; the young person finds it in My map, without a name."""
    world, here = await ready(house)
    await said(world, "talk", "not_sure")
    now = await sheet(world)
    assert now.answers == SettledAnswers(Answer.YES, Answer.YES, Answer.NOT_SURE)
    (line,) = now.changes
    assert (line.change.by, line.by) == (By.SAID_ALOUD, "Sam S.")
    assert [one.state for one in now.links] == ["ended"]
    shown = await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    assert [one.change.answer for one in shown.changes] == [Answer.NOT_SURE]
    await said(world, "keep", "not_sure")
    assert (await sheet(world)).versions[0].version == 1


async def test_a_worker_never_writes_a_yes(house: House) -> None:
    """Refused whatever the statement, and nothing is written."""
    world, _ = await ready(house)
    for statement in ("keep", "plan", "talk"):
        with pytest.raises(Problems):
            await said(world, statement, "yes")
    assert await table(world, "withdrawal") == []


async def test_what_was_said_before_the_newest_answer_does_not_hold(house: House) -> None:
    """A No of Monday written down on Thursday takes nothing of Wednesday's Yes away."""
    world, _ = await ready(house)
    with pytest.raises(Problems) as refused:
        await said(world, "talk", said_on="2026-11-20")
    assert [one.code for one in refused.value.problems] == ["said_before"]


async def test_nobody_else_writes_anything_down(house: House) -> None:
    """Another worker, another case's map, a version that is not there: not found, on record."""
    world, _ = await ready(house)
    raw = {"statement": "talk", "answer": "no", "said_on": "2026-11-24"}
    for name, reference, version in (
        (PRIYA, KS_CASE, 2),
        (SAM, KS_CASE, 9),
        (SAM, SAMS_OTHER, 1),
        (SAM, MS_CASE, 1),
    ):
        with pytest.raises(NotFound):
            await withdrawals.note_said_aloud(
                world.house, world[name], world.case(reference), version, raw
            )
    assert await table(world, "withdrawal") == []
    assert ("note_withdrawal", "refused", "not_allocated") in await recorded(world, KS_CASE)


# --- order ---


async def test_the_newest_answer_holds_whoever_gave_it(house: House) -> None:
    """Said aloud, then changed in My map, then chosen with a new map: each time the last counts."""
    world, here = await ready(house)
    await said(world, "talk")
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.YES)
    assert (await sheet(world)).answers == SettledAnswers(Answer.YES, Answer.YES, Answer.YES)
    await choose(world, SAM, KS_CASE, talk="no")
    assert (await sheet(world)).answers == SettledAnswers(Answer.YES, Answer.YES, Answer.NO)
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.YES)
    assert (await sheet(world)).answers == SettledAnswers(Answer.YES, Answer.YES, Answer.YES)


async def test_saying_the_same_again_writes_nothing(house: House) -> None:
    """A second tap, or an old page: no second row."""
    world, here = await ready(house)
    for _ in range(3):
        await my_map.change_mind(world.house, here, Statement.TALK, Answer.NO)
    assert len(await table(world, "withdrawal")) == 1
    with pytest.raises(Invalid):
        await my_map.change_mind(world.house, here, Statement.KEEP, Answer.YES, 2)


@pytest.mark.attack("races")
async def test_changes_at_once_follow_one_another(house: House) -> None:
    """Two pages and a worker in the same moment: each change has its number, the last one holds."""
    world, here = await ready(house)
    await asyncio.gather(
        my_map.change_mind(world.house, here, Statement.TALK, Answer.NO),
        my_map.change_mind(world.house, here, Statement.PLAN, Answer.NO),
        my_map.change_mind(world.house, here, Statement.KEEP, Answer.NO, 1),
        said(world, "talk", "not_sure"),
    )
    rows = await table(world, "withdrawal")
    assert sorted(row["number"] for row in rows) == list(range(1, len(rows) + 1))
    now = (await sheet(world)).answers
    assert now is not None
    assert (now.plan, now.talk in (Answer.NO, Answer.NOT_SURE)) == (Answer.NO, True)


async def test_an_answer_while_a_link_is_accepted_wins(house: House) -> None:
    """No to talking and an acceptance in the same moment: no link holds afterwards."""
    world = await a_world(replace(house, slow=FakeSlow(most=1000)))
    tablet = await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    card = await receipts.make(world.house, tablet, PIN, PIN)
    token = (await my_map.open_card(world.house, ADDRESS, PIN, link=link_of(card))).token
    here = await my_map.here(world.house, token, ADDRESS, present=True)
    assert here is not None
    await ask(world)
    link_id = await newest_link(world)
    form = a_sharing_form(review=review(world))
    await asyncio.gather(
        my_map.change_mind(world.house, here, Statement.TALK, Answer.NO),
        links.answer_link(
            world.house, world[PRIYA], link_id, True, form, purpose=Purpose.COORDINATE
        ),
        return_exceptions=True,
    )
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        states = [line.state for line in (await sheet(world, name, reference)).links]
        assert "accepted" not in states


async def test_the_case_says_whether_my_map_was_handed_out(house: House) -> None:
    """Its worker sees that there is a card and how it ended, never what is done with it."""
    world, here = await ready(house)
    card = (await sheet(world)).card
    assert card is not None
    assert card.ending is None
    await my_map.end(world.house, here)
    ended = (await sheet(world)).card
    assert ended is not None
    assert ended.ending == "by_young_person"
    assert (await sheet(world, SAM, SAMS_OTHER)).card is None
