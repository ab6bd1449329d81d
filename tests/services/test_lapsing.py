"""Maps are asked about before their review dates and lapse on them (rule 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import Kind, Standing
from peermap_app.services import (
    cases,
    draw_again,
    exports,
    lapsing,
    maps,
    my_map,
    plans,
    retention,
    team,
)
from peermap_app.services.record_check import check_record
from tests.builders import a_step_form
from tests.services import world as w
from tests.services.endings import a_card, closed, opened
from tests.services.reviewing import (
    DANA,
    PLAN,
    ROBIN,
    WHY,
    a_world,
    form,
    say,
    sheet,
    the_map,
    today,
    told_by_system,
)
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, choose, linked


async def test_a_map_is_asked_about_kept_and_lapses_over_two_years(house: House) -> None:
    """Asked two weeks before, kept half a year longer with a reason, asked again, and then nobody
    answers: it lapses on its day, is taken up again, lapses anew and is due to be erased."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    kept = await the_map(world)
    assert (await sheet(world)).again == ()
    world = await world.later(days=167)
    assert (await sheet(world)).again == ()
    world = await world.later(days=1)  # 168: two weeks before
    (line,) = (await sheet(world)).again
    assert (line.kind, line.thing, line.standing, line.version) == (
        Kind.MAP,
        kept,
        Standing.ASKED,
        1,
    )
    assert line.due == today(world) + timedelta(days=14)
    await say(world, Kind.MAP, kept, days=182)
    assert (await sheet(world)).again == ()
    (said,) = (await sheet(world)).again_said
    assert (said.what, said.by, said.why, said.version) == ("keep", "Sam S.", WHY, 1)
    world = await world.later(days=181)  # 349
    assert (await sheet(world)).map is not None
    world = await world.later(days=1)  # 350: its new day, and nobody answered
    after = await sheet(world)
    assert (after.map, after.versions, after.needs_step) == (None, (), False)
    assert [(one.standing, one.until) for one in after.again] == [
        (Standing.LAPSED, today(world) + timedelta(days=90))
    ]
    world = await world.later(days=89)
    await say(world, Kind.MAP, kept, days=28)
    assert (await sheet(world)).map is not None
    assert (await sheet(world)).again_said[0].what == "take_up"
    world = await world.later(days=28 + 89)  # 556
    assert (await retention.what_is_due(world.house, world[ROBIN])).lines == ()
    world = await world.later(days=1)  # nobody can take it up any more
    with pytest.raises(Conflict, match="lapsed_for_good"):
        await say(world, Kind.MAP, kept, days=28)
    assert (await sheet(world)).again == ()
    (due,) = (await retention.what_is_due(world.house, world[ROBIN])).lines
    assert (due.due.key, due.things) == (f"maps-{world.case(KS_CASE)}", 1)
    world = await world.later(days=173)  # 730
    assert await retention.erase(world.house, world[ROBIN], [due.due.key]) == 1
    with pytest.raises(NotFound):
        await form(world, Kind.MAP, kept)
    assert (await check_record(world.house)).faults == ()


async def test_a_lapsed_map_opens_for_nobody(house: House) -> None:
    """Not its worker, not the supervisor who looks, not on paper, not as the start of a drawing;
    each is refused and recorded. No next step is made of it."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    world = await world.later(days=182)
    sam, case = world[SAM], world.case(KS_CASE)
    before = len(await w.recorded(world, KS_CASE))
    look = {"why": "A review.", "version": "1"}
    tries = (
        maps.kept_map(world.house, sam, case, 1, purpose=PLAN),
        draw_again.compared(world.house, sam, case, "1", purpose=PLAN),
        draw_again.start_from(world.house, sam, case, "1", purpose=PLAN),
        exports.case_file(world.house, sam, case, "1", purpose=PLAN),
        team.look_at_map(world.house, world[DANA], case, 1, look, purpose=PLAN),
    )
    gone = 0
    for attempt in tries:
        try:
            assert await attempt is None  # nothing to compare with
        except NotFound:
            gone += 1
    assert gone == len(tries) - 1
    refused = [row for row in (await w.recorded(world, KS_CASE))[before:] if row[1] == "refused"]
    assert [row[2] for row in refused] == ["lapsed"] * gone
    assert (
        await team.team_case(world.house, world[DANA], case, purpose=Purpose.PLAN_TOGETHER)
    ).versions == ()
    step = a_step_form(review=w.review(world))
    with pytest.raises(Conflict, match="nothing_kept"):
        await plans.say_next_step(world.house, sam, case, step, purpose=PLAN)


async def test_my_map_says_until_when_and_that_it_closed(house: House) -> None:
    """The young person sees the day; afterwards no picture, and may still take it back for good."""
    world = await a_world(house)
    card = await a_card(world, await choose(world, SAM, KS_CASE))
    here = await opened(world, card)
    (shown,) = (await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)).pictures
    assert (shown.until, shown.lapsed, shown.svg != "") == (
        today(world) + timedelta(days=182),
        False,
        True,
    )
    before = await my_map.pulse(world.house, here)
    world = await world.later(days=182)
    here = await opened(world, card)
    assert await my_map.pulse(world.house, here) != before
    (shown,) = (await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)).pictures
    assert (shown.until, shown.lapsed, shown.svg, shown.drawn) == (today(world), True, "", None)
    with pytest.raises(NotFound):
        await my_map.take_copy(world.house, here, "1", "pdf", purpose=Purpose.PLAN_TOGETHER)
    await my_map.change_mind(
        world.house, here, my_map.Statement.KEEP, my_map.Answer.NO, version="1"
    )
    (shown,) = (await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)).pictures
    assert (shown.lapsed, shown.stands) == (False, False)
    assert {row["sealed"] for row in await w.table(world, "kept_map")} == {None}


async def test_a_map_that_is_let_go_lapses_at_once(house: House) -> None:
    """Nobody destroys it: it stays sealed, and may be taken up again for a while."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    kept = await the_map(world)
    await say(world, Kind.MAP, kept)
    assert (await sheet(world)).map is None
    assert (await form(world, Kind.MAP, kept)).may_take_up
    await say(world, Kind.MAP, kept, days=10)
    assert (await sheet(world)).map is not None


async def test_each_question_and_each_lapse_is_recorded_once(house: House) -> None:
    """In the name of the system, on the chain of each case that it concerns, by ids alone; the
    worker and the supervisor are woken, and see it in their lists."""
    world = await a_world(house)
    link = await linked(world)
    assert await lapsing.note_due(world.house) == 0
    world = await world.later(days=14)
    assert await lapsing.note_due(world.house) == 2  # both sides of the link
    assert await lapsing.note_due(world.house) == 0
    assert await told_by_system(world) == [("review_link", "allowed", "review_asked")]
    assert {"kind": "case"} in world.told(SAM)
    assert {"kind": "case"} in world.told(DANA)
    (row,) = [one for one in (await cases.my_cases(world.house, world[SAM])) if one.again.asked]
    assert (row.reference, row.again.asked, row.again.lapsed) == (KS_CASE, 1, 0)
    lines = (await team.my_team(world.house, world[DANA])).lines
    assert [line.reference for line in lines if line.again.asked][:1] == [KS_CASE]
    world = await world.later(days=14)
    assert await lapsing.note_due(world.house) == 1  # one side lapsed, and with it the link
    assert await lapsing.note_due(world.house) == 0
    for reference in (KS_CASE, MS_CASE):
        assert await told_by_system(world, reference) == [
            ("review_link", "allowed", "review_asked"),
            ("review_link", "allowed", "lapsed_by_itself"),
        ]
    assert [line.what for line in (await sheet(world)).again_said] == ["lapsed"]
    assert [line.what for line in (await sheet(world, PRIYA, MS_CASE)).again_said] == ["lapsed"]
    lines = (await team.my_team(world.house, world[DANA])).lines
    assert [line.again.lapsed for line in lines if line.reference == KS_CASE] == [1]
    (kept,) = [row for row in await w.table(world, "link") if row["id"] == link]
    assert (kept["state"], kept["ended_at"]) == ("lapsed", world.house.clock())
    assert (await check_record(world.house)).faults == ()


async def test_a_renewed_thing_is_asked_about_anew(house: House) -> None:
    """The record tells of each question by its date, not once for all."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    kept = await the_map(world)
    world = await world.later(days=170)
    assert await lapsing.note_due(world.house) == 1
    await say(world, Kind.MAP, kept, days=30)
    assert await lapsing.note_due(world.house) == 0
    world = await world.later(days=20)
    assert await lapsing.note_due(world.house) == 1
    asked = ("review_map", "allowed", "review_asked")
    assert await told_by_system(world) == [asked, asked]


async def test_a_closed_case_asks_nothing_and_lapses_no_further(house: House) -> None:
    """Nobody works with it: it is erased as a whole, and My map shows until then what it showed."""
    world = await a_world(house)
    card = await a_card(world, await choose(world, SAM, KS_CASE))
    await closed(world)
    world = await world.later(days=300)
    assert await lapsing.note_due(world.house) == 0
    (shown,) = (
        await my_map.shows(world.house, await opened(world, card), purpose=Purpose.PLAN_TOGETHER)
    ).pictures
    assert (shown.svg != "", shown.until, shown.lapsed) == (True, None, False)


async def test_the_days_are_settings(house: House) -> None:
    """A council that asks a month before and keeps maps for sixty days."""
    settings = house.settings.reviews
    times = replace(settings, maps=replace(settings.maps, ask=30, most=60))
    short = replace(house, settings=replace(house.settings, reviews=times))
    world = await a_world(short)
    await choose(world, SAM, KS_CASE)
    world = await world.later(days=30)
    assert [line.standing for line in (await sheet(world)).again] == [Standing.ASKED]
    world = await world.later(days=30)
    assert (await sheet(world)).map is None


async def test_what_was_said_last_has_its_own_day_when_its_map_was_let_go(house: House) -> None:
    """The answers of the newest map hold on, and the older map's page says when they were given:
    not on the day of the older one."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    world = await world.later(days=10)
    await choose(world, SAM, KS_CASE, talk="no")
    said_on = today(world)
    world = await world.later(days=1)
    await say(world, Kind.MAP, await the_map(world, version=2))
    sheet = await maps.kept_map(world.house, world[SAM], world.case(KS_CASE), 1, purpose=PLAN)
    assert sheet.now is not None
    assert sheet.now.day == said_on
