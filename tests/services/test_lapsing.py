"""Maps, links and flags are asked about before their review dates and lapse on them (rule 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotFound, Problems
from peermap_app.domain.links import MOST_LINKS
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import PURPOSE_OF, Kind, Standing
from peermap_app.services import (
    accounts,
    alerts,
    cases,
    draw_again,
    exports,
    flags,
    lapsing,
    links,
    maps,
    my_map,
    plans,
    retention,
    review_answers,
    team,
    temporary,
)
from peermap_app.services.record_check import check_record
from peermap_app.services.review_answers import ReviewForm
from peermap_app.services.unit import OPERATOR
from peermap_app.storage import own_keys
from tests.builders import a_flag_form, a_step_form
from tests.services import world as w
from tests.services.test_endings import a_card, closed, opened
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, World, choose, linked

DANA, ROBIN = "dana", "robin"
PLAN, COORDINATE = Purpose.PLAN_TOGETHER, Purpose.COORDINATE
WHY = "Looked at together; it is still so."


async def a_world(house: House) -> World:
    """The world of the services, with a records checker."""
    await accounts.add_worker(
        house,
        OPERATOR,
        email=f"{ROBIN}@west.example",
        name="Robin",
        role=Role.DATA_PROTECTION.value,
        team="Youth Support West",
    )
    return await w.a_world(house)


def today(world: World) -> date:
    return world.house.clock().date()


def thing(kind: Kind, thing_id: str) -> str:
    """How the page names it."""
    return f"{kind}-{thing_id}"


async def the_map(world: World, reference: str = KS_CASE, version: int = 1) -> str:
    """The id of a kept map."""
    rows = await w.table(world, "kept_map")
    case = world.case(reference)
    return next(
        str(one["id"]) for one in rows if (one["case_id"], one["version"]) == (case, version)
    )


async def form(
    world: World, kind: Kind, thing_id: str, *, name: str = SAM, reference: str = KS_CASE
) -> ReviewForm:
    return await review_answers.review_form(
        world.house,
        world[name],
        world.case(reference),
        thing(kind, thing_id),
        purpose=PURPOSE_OF[kind],
    )


async def say(
    world: World,
    kind: Kind,
    thing_id: str,
    *,
    name: str = SAM,
    reference: str = KS_CASE,
    days: int | None = None,
) -> None:
    """Keep it so many days longer, or let it go."""
    until = (today(world) + timedelta(days=days)).isoformat() if days is not None else ""
    raw = {"answer": "end"} if days is None else {"answer": "keep", "until": until, "why": WHY}
    await review_answers.answer_review(
        world.house,
        world[name],
        world.case(reference),
        thing(kind, thing_id),
        raw,
        purpose=PURPOSE_OF[kind],
    )


async def sheet(world: World, name: str = SAM, reference: str = KS_CASE) -> cases.CaseSheet:
    return await cases.open_case(world.house, world[name], world.case(reference))


async def a_flag(world: World, link: str) -> str:
    """Sam flags K's case; Priya is told. Gives the flag's id."""
    made = await flags.flag_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    tell = a_flag_form(**{f"tell_{link}": "on"})
    sent = await flags.flag_case(
        world.house, world[SAM], world.case(KS_CASE), made.form_id, tell, purpose=Purpose.COORDINATE
    )
    return sent.flag_id


async def told_by_system(world: World, reference: str = KS_CASE) -> list[tuple[str, str, str]]:
    """What stands on the case's record in the name of the system."""
    rows = await w.recorded(world, reference)
    return [row for row in rows if row[2] in ("review_asked", "lapsed_by_itself")]


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


async def test_a_link_lapses_by_the_date_of_either_side(house: House) -> None:
    """Kept by Priya and not by Sam, it crosses nothing from Sam's day on, for neither, and whether
    the keeper ran or not; both see that it lapsed, and they may ask anew."""
    world = await a_world(house)
    link = await linked(world)
    flag = await a_flag(world, link)
    world = await world.later(days=14)
    (line,) = [one for one in (await sheet(world)).again if one.kind is Kind.LINK]
    assert (line.thing, line.reference, line.standing) == (link, MS_CASE, Standing.ASKED)
    await say(world, Kind.LINK, link, name=PRIYA, reference=MS_CASE, days=300)
    world = await world.later(days=13)
    assert (await sheet(world)).links[0].state == "accepted"
    assert (
        len((await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)).items) == 2
    )
    world = await world.later(days=1)
    for name, reference, other in ((SAM, KS_CASE, MS_CASE), (PRIYA, MS_CASE, KS_CASE)):
        (line,) = (await sheet(world, name, reference)).links
        assert (line.state, line.reference, line.colleagues) == ("not_renewed", other, ())
        assert (await sheet(world, name, reference)).links_used == 0
    kinds = [
        item.kind
        for item in (
            await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)
        ).items
    ]
    assert "flagged" not in kinds
    (alert,) = await w.table(world, "alert")
    before = len(await w.recorded(world, MS_CASE))
    with pytest.raises(NotFound):
        await alerts.open_alert(
            world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE
        )
    refused = (await w.recorded(world, MS_CASE))[before:]
    assert refused == [("see_alert", "refused", "lapsed")]
    assert (
        await flags.flag_form(
            world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
        )
    ).recipients == ()
    seen = await flags.flag_sheet(world.house, world[SAM], flag, purpose=Purpose.COORDINATE)
    assert [ack.name for ack in seen.acks] == [None]
    with pytest.raises(Conflict, match="lapsed_for_good"):
        await say(world, Kind.LINK, link, days=30)
    await lapsing.note_due(world.house)
    (line,) = (await sheet(world)).links
    assert line.state == "not_renewed"
    with pytest.raises(Conflict, match="lapsed_for_good"):
        await say(world, Kind.LINK, link, name=PRIYA, reference=MS_CASE, days=30)
    await w.ask(world)
    states = sorted(line.state for line in (await sheet(world)).links)
    assert states == ["asked", "not_renewed"]


async def test_a_link_that_is_not_needed_ends_on_both_sides(house: House) -> None:
    """By either worker; the other side's record says so, and its pages are woken."""
    world = await a_world(house)
    link = await linked(world)
    world = await world.later(days=20)
    await say(world, Kind.LINK, link)
    other = await sheet(world, PRIYA, MS_CASE)
    assert [line.state for line in other.links] == ["ended"]
    assert ("review_link", "allowed", "also") in await w.recorded(world, MS_CASE)
    assert {"kind": "link"} in world.told(PRIYA)
    with pytest.raises(NotFound):
        await form(world, Kind.LINK, link)


async def test_a_flag_lapses_and_asks_nothing_any_more(house: House) -> None:
    """It stands in the inbox as over, waits for nobody, and is acknowledged no more."""
    world = await a_world(house)
    link = await linked(world)
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        await say(world, Kind.LINK, link, name=name, reference=reference, days=300)
    flag = await a_flag(world, link)
    (alert,) = await w.table(world, "alert")
    world = await world.later(days=25)
    (line,) = [one for one in (await sheet(world)).again if one.kind is Kind.FLAG]
    assert line.thing == flag
    assert await alerts.todo_count(world.house, world[PRIYA]) == 1
    world = await world.later(days=3)
    assert await alerts.todo_count(world.house, world[PRIYA]) == 0
    inbox = await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)
    assert [(one.state, one.todo) for one in inbox.items if one.kind == "flagged"] == [
        ("over", False)
    ]
    opened_alert = await alerts.open_alert(
        world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE
    )
    assert opened_alert.over
    for answer in (alerts.seen, alerts.in_touch):
        with pytest.raises(Conflict, match="flag_over"):
            await answer(world.house, world[PRIYA], str(alert["id"]), purpose=Purpose.COORDINATE)
    assert [line.over for line in (await sheet(world)).flags] == [True]


async def test_a_flag_is_kept_or_closed_by_its_worker(house: House) -> None:
    """Kept for four weeks at most; closed, it is asked about no more and cannot be kept again."""
    world = await a_world(house)
    flag = await a_flag(world, await linked(world))
    with pytest.raises(Problems):
        await say(world, Kind.FLAG, flag, days=29)
    await say(world, Kind.FLAG, flag, days=28)
    world = await world.later(minutes=1)
    await say(world, Kind.FLAG, flag)
    assert {"kind": "alert"} in world.told(PRIYA)
    with pytest.raises(NotFound):
        await say(world, Kind.FLAG, flag, days=2)
    assert [line.over for line in (await sheet(world)).flags] == [True]
    assert [line.what for line in (await sheet(world)).again_said] == ["end", "keep"]


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


async def test_a_link_without_its_key_keeps_nothing_else_from_being_noted(house: House) -> None:
    """Rows of an older backup beside newer keys: the link is passed over, in each round."""
    world = await a_world(house)
    link = await linked(world)
    await a_flag(world, link)
    async with world.house.make_session() as session:
        await own_keys.destroy(session, (link,))
        await session.commit()
    world = await world.later(days=28)
    for noted in (1, 0):
        assert await lapsing.note_due(world.house) == noted
    assert ("review_flag", "allowed", "lapsed_by_itself") in await told_by_system(world)


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


@pytest.mark.parametrize("kind", Kind)
async def test_nobody_else_answers(house: House, kind: Kind) -> None:
    """Not the colleague, the supervisor, an administrator or the records checker; not for the other
    purpose, nor for none; nothing of another case; and nothing changes by it."""
    world = await a_world(house)
    link = await linked(world)
    flag = await a_flag(world, link)
    ids = {Kind.MAP: await the_map(world), Kind.LINK: link, Kind.FLAG: flag}
    before = await w.table(world, "review")
    for name in (DANA, ROBIN, w.ALEX, w.JO):
        for tried in (form, say):
            with pytest.raises(NotFound):
                await tried(world, kind, ids[kind], name=name)
    own = thing(kind, ids[kind])
    other = COORDINATE if PURPOSE_OF[kind] is PLAN else PLAN
    with pytest.raises(NotFound):
        await review_answers.review_form(
            world.house, world[SAM], world.case(KS_CASE), own, purpose=other
        )
    for named in (f"{kind}-{'0' * 32}", "map-", "x", None, [own], own.upper()):
        with pytest.raises(NotFound):
            await review_answers.answer_review(
                world.house,
                world[SAM],
                world.case(KS_CASE),
                named,
                {"answer": "end"},
                purpose=PURPOSE_OF[kind] if named is not None else PLAN,
            )
    with pytest.raises(NotFound):  # a true thing, by a case of one's own that it is not of
        await say(world, kind, ids[kind], reference=w.SAMS_OTHER)
    assert await w.table(world, "review") == before


async def test_who_has_a_case_for_some_hours_answers_nothing(house: House) -> None:
    """What outlives these hours is not theirs to say."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    kept = await the_map(world)
    given = {"email": "ade@west.example", "hours": "24", "why": "Tonight."}
    await temporary.give(world.house, world[DANA], world.case(KS_CASE), given)
    with pytest.raises(NotFound):
        await form(world, Kind.MAP, kept, name=w.ADE)
    with pytest.raises(NotFound):
        await say(world, Kind.MAP, kept, name=w.ADE)


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


async def test_a_link_of_before_its_asker_s_day_passed_has_room_for_the_question(
    house: House,
) -> None:
    """Asked with a review in three days, accepted in ten: it stands, and is asked about at once."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    soon = (today(world) + timedelta(days=3)).isoformat()
    form_ = {**w.a_sharing_form(reference=MS_CASE), "review": soon}
    await links.ask_link(world.house, world[SAM], world.case(KS_CASE), form_, purpose=COORDINATE)
    link = await w.newest_link(world)
    world = await world.later(days=10)
    await w.accept(world, link)
    assert (await sheet(world)).links[0].state == "accepted"
    assert [line.kind for line in (await sheet(world)).again] == [Kind.LINK]
    assert (await sheet(world)).links_used == 1 < MOST_LINKS


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
