"""The whole record of a young person: every table that has rows of a case, or why it is not."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.consent import Answer, Statement
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing_drafts import Written
from peermap_app.services import (
    closing,
    finding,
    finding_answer,
    finding_over,
    flag_changes,
    flag_drafts,
    held_connections,
    my_map,
    retention,
    sharing_over,
    sharing_writing,
    sharings,
    subject_access,
    team,
    temporary,
    waiting,
)
from peermap_app.services.review_answers import write_said
from peermap_app.services.subject_record import HELD, LEFT_OUT
from peermap_app.services.unit import Action, unit
from peermap_app.storage.ending_tables import Erasure, PlannedClosing
from peermap_app.storage.tables import KEY_METADATA, METADATA, ConsentAddition, new_id
from tests.builders import a_held_form, a_sharing_form
from tests.services import world as w
from tests.services.endings import DANA, ROBIN, a_card, a_world, opened
from tests.services.test_sharings import ask as share_without
from tests.services.test_subject_access import ASK, shows_again, two_linked
from tests.services.test_subject_access import opened as files_of
from tests.services.world import ADE, ALEX, KS_CASE, MS_CASE, SAM, World, bring_in, choose, row

TOLD = {
    "without": "They may be harmed tonight.",
    "look": "Sam asked me to read it.",
    "given": "Sam is ill tonight.",
    "ask": "They rang me at night.",
    "hold": "A court asked for it.",
    "grown": "grown",
    "review": "It still helps them.",
    "added": "Their aunt sat with us.",
    "held": "They walk home together.",
    "helps": "In the same year at school.",
    "new": "They are home again.",
    "draft": "They may be at their aunt's.",
    "half_shared": "They go there together.",
}

ADDED = {
    "kind": "other_agreement",
    "who": "not_asked",
    "on": None,
    "because": TOLD["added"],
    "screened_reason": None,
}


async def everything(house: House) -> World:
    """K's case with a row in every table that the record is made of."""
    world = await two_linked(house)
    case_id, plan = world.case(KS_CASE), Purpose.PLAN_TOGETHER
    dana = world[DANA]
    card = await a_card(world, await choose(world, SAM, KS_CASE, plan=None))
    look = {"why": TOLD["look"]}
    await team.look_at_map(world.house, dana, case_id, "1", look, purpose=plan)
    await temporary.ask(world.house, world[ADE], {"reference": KS_CASE, "why": TOLD["ask"]})
    given = {"email": "ade@west.example", "hours": "4", "why": TOLD["given"]}
    await temporary.give(world.house, dana, case_id, given)
    meant = {"reference": KS_CASE, "email": "jo@west.example", "starts": "2026-12-01"}
    await waiting.ask_allocation(world.house, world[ALEX], meant)
    (consent, *_) = [
        each["id"] for each in await w.table(world, "consent_record") if each["case_id"] == case_id
    ]
    async with unit(world.house, world[SAM], Action.NOTE_PRESENCE, case_id) as u:
        row_id = new_id()
        u.session.add(
            ConsentAddition(
                id=row_id,
                consent_id=consent,
                case_id=case_id,
                worker_id=world.worker_id(SAM),
                sealed=u.held.vault.seal("consent_addition", row_id, ADDED),
                at=u.now,
            )
        )
        erased = Erasure(
            case_id=case_id,
            kind="flags",
            things=1,
            worker_id=world.worker_id(ROBIN),
            at=u.now,
            backups_until=u.now.date(),
        )
        u.session.add(erased)
        u.session.add(PlannedClosing(case_id=case_id, closes=u.now.date() + timedelta(days=9)))
        for kind, why in (("map", TOLD["review"]), ("link", "Of the other one.")):
            said = {"kind": kind, "thing": new_id(), "what": "keep", "until": None, "why": why}
            write_said(u.session, u.now, u.held.vault, world.worker_id(SAM), said)
    draft = {"need_to_know": TOLD["draft"], f"left_out_{new_id()}": "Priya was there."}
    flagged = Purpose.COORDINATE
    await flag_drafts.keep(world.house, world[SAM], case_id, new_id(), draft, purpose=flagged)
    await finding.ask_to_find(
        world.house, world[SAM], case_id, {"helps": TOLD["helps"]}, purpose=flagged
    )
    half = {"why": TOLD["half_shared"], "reference": MS_CASE}
    of = (Written.ASK, case_id)
    await sharing_writing.keep(world.house, world[SAM], of, new_id(), half, purpose=flagged)
    held = a_held_form(known=TOLD["held"])
    await held_connections.save(
        world.house, world[SAM], case_id, "new", held, form_id=new_id(), purpose=flagged
    )
    (flag,) = [each["id"] for each in await w.table(world, "flag") if each["case_id"] == case_id]
    new = {"what": "update", "text": TOLD["new"]}
    await flag_changes.change_flag(world.house, world[SAM], flag, new_id(), new, purpose=flagged)
    await closing.ask_to_close(world.house, world[SAM], case_id, {"reason": TOLD["grown"]})
    (line,) = await closing.waiting(world.house, dana)
    await closing.answer(world.house, dana, line.id, agree=False)
    review = (await world.later(days=30)).house.clock().date().isoformat()
    held = {"reason": TOLD["hold"], "review": review, "reference": KS_CASE}
    await retention.hold(world.house, world[ROBIN], held)
    here = await opened(world, card)
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.NO)
    without = {"position": "refused", "urgent": "no", "lawful": "s47", "why": TOLD["without"]}
    form = a_sharing_form(**without, reference=MS_CASE, review=w.review(world))
    coordinate = Purpose.COORDINATE
    await sharings.ask_without(world.house, world[SAM], case_id, form, purpose=coordinate)
    return world


async def the_record(world: World, reference: str) -> dict[str, object]:
    made = await subject_access.make(world.house, world[ROBIN], {**ASK, "reference": reference})
    found: dict[str, object] = json.loads(files_of(made.file.body, made.passphrase)["record.json"])
    return found


def test_every_table_of_a_case_is_in_it_or_left_out_for_a_reason() -> None:
    """What a new table holds of a young person is theirs to have, until somebody says why not."""
    tables = [*METADATA.sorted_tables, *KEY_METADATA.sorted_tables]
    of_a_case = {table.name for table in tables if "case_id" in table.c} | {"case_file"}
    assert of_a_case - set(HELD) - set(LEFT_OUT) == set()
    assert not set(HELD) & set(LEFT_OUT)
    known = {table.name for table in tables}
    assert (set(HELD) | set(LEFT_OUT)) - known == set()
    assert all(LEFT_OUT.values())


async def test_each_of_them_comes_with_what_was_written(house: House) -> None:
    """Every list has something in it, and each reason stands there as it was typed."""
    world = await everything(house)
    found = await the_record(world, KS_CASE)
    assert {name for table, name in HELD.items() if not found[name]} == set()
    text = json.dumps(found)
    assert {said for said in TOLD.values() if said not in text} == set()
    assert found["worked_with_for_some_hours"][0]["given_by"] == "dana@west.example"  # type: ignore[index]
    assert found["cards"][0]["taken"] is True  # type: ignore[index]
    for never in (MS_CASE, "Priya", "Of the other one.", "270519", world.case(MS_CASE)):
        assert never not in text, never


async def test_nothing_of_it_is_in_another_young_persons(house: House) -> None:
    """The record of a linked case holds none of these words, and neither does a third one's."""
    world = await everything(house)
    for reference in (MS_CASE, w.JOS_CASE):
        await shows_again(world)  # one proof makes one record
        text = json.dumps(await the_record(world, reference))
        assert {said for said in TOLD.values() if f'"{said}"' in text} == set()
        assert KS_CASE not in text


@pytest.mark.parametrize("answer", ["used", "found", "not_found", "nobody"])
async def test_it_does_not_say_whether_a_friend_has_a_worker(house: House, answer: str) -> None:
    """Whether one was found, and when their case was asked for, is the friend's: the same words
    stand there whatever came of it, and no other row of it."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case_id, coordinate = world.case(KS_CASE), {"purpose": Purpose.COORDINATE}
    helps = {"helps": TOLD["helps"]}
    ask = await finding.ask_to_find(world.house, world[SAM], case_id, helps, **coordinate)
    said = {"found": "no", "why": "Nobody knew."}
    if answer in ("used", "found"):
        said = {"found": "yes", "reference": MS_CASE}
    if answer != "nobody":
        await finding_answer.answer_finding(world.house, world[DANA], ask, said, **coordinate)
    if answer == "used":
        await w.ask(world)
    world = await world.later(days=15)
    await finding_over.note_over(world.house)
    await shows_again(world)
    record = await the_record(world, KS_CASE)
    (line,) = record["colleagues_looked_for"]  # type: ignore[misc]
    assert list(line) == ["at", "by", "helps", "answered"]
    assert line["answered"]
    looked = {one["what"] for one in record["who_looked"]}  # type: ignore[attr-defined]
    assert "keep_map" in looked
    assert not [what for what in looked if "colleague" in what or "link" in what]


async def test_nor_that_a_sharing_without_agreement_ran_out(house: House) -> None:
    """Who did what with the record says nothing about links, not that something ended by itself
    either: after a withdrawal it would say that there had been one."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE, talk="no")
    await share_without(world)
    world = await world.later(days=15)
    assert await sharing_over.note_over(world.house) == 1
    assert ("sharing_over", "allowed", "also") in await w.recorded(world, KS_CASE)
    await shows_again(world)
    looked = {one["what"] for one in (await the_record(world, KS_CASE))["who_looked"]}  # type: ignore[attr-defined]
    assert "keep_map" in looked
    assert not [what for what in looked if "shar" in what]


async def test_an_ask_from_before_there_was_such_a_case_stays_shut(house: House) -> None:
    """It was sealed for nobody; the case that came later has its record without it."""
    world = await two_linked(house)
    await temporary.ask(world.house, world[ADE], {"reference": "HX-4711", "why": TOLD["ask"]})
    await bring_in(world.house, row("HX-4711", SAM, initials="N"))
    assert (await the_record(world, "HX-4711"))["asked_to_work_with"] == []
