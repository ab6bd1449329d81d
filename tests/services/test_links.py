"""Rules 4, 6, 7 and 8: a link is two people agreeing, and an ask tells the asker nothing."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound, Problems
from peermap_app.domain.links import MOST_LINKS
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.services import cases, links
from peermap_app.services.link_lines import LinkLine
from tests.services.statements import counted
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    a_world,
    accept,
    ask,
    choose,
    linked,
    newest_link,
    recorded,
    table,
    without_ids,
)


async def ready(house: House) -> World:
    """Sam's and Priya's young people both said Yes three times."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    return world


async def lines(world: World, name: str, reference: str) -> tuple[LinkLine, ...]:
    """The links on a case page."""
    sheet = await cases.open_case(world.house, world[name], world.case(reference))
    return sheet.links


async def test_an_unknown_reference_is_the_same_work_and_the_same_rows(house: House) -> None:
    """Asking for a case that exists and for one that does not cannot be told apart in anything."""
    world = await ready(house)
    with counted(house) as known:
        await ask(world, MS_CASE)
    with counted(house) as unknown:
        await ask(world, UNKNOWN)
    assert unknown == known
    rows = await table(world, "link")
    assert len(rows[0]["sealed"]) == len(rows[1]["sealed"])
    keys = await table(world, "own_key")
    assert [len(key["wrapped"]) for key in keys] == [len(keys[0]["wrapped"])] * 2
    shapes = [
        (one["side"], len(one["end_hash"]), one["sealed"] and len(one["sealed"]))
        for one in await table(world, "link_end")
    ]
    assert sorted(shapes[:2], key=str) == sorted(shapes[2:], key=str)
    assert len(await table(world, "outbox")) == 2
    assert await table(world, "alert") == []


async def test_the_asker_sees_asked_whatever_became_of_it(house: House) -> None:
    """Waiting, declined and unknown read alike on the asker's page, word for word."""
    world = await ready(house)
    await choose(world, JO, JOS_CASE)
    await ask(world, JOS_CASE)
    await links.answer_link(
        house, world[JO], await newest_link(world), False, {}, purpose=Purpose.COORDINATE
    )
    await ask(world, MS_CASE)
    await ask(world, UNKNOWN)
    shown = await lines(world, SAM, KS_CASE)
    assert [line.state for line in shown] == ["asked", "asked", "asked"]
    texts = {without_ids(line).replace(str(line.reference), "REFERENCE") for line in shown}
    assert len(texts) == 1


async def test_a_decline_wakes_no_page_of_the_asker(house: House) -> None:
    """Nothing that the asker's pages are sent tells of a decline."""
    world = await ready(house)
    await ask(world)
    await outbox.deliver(world.house)
    before = list(world.told(SAM))
    await links.answer_link(
        world.house, world[PRIYA], await newest_link(world), False, {}, purpose=Purpose.COORDINATE
    )
    assert world.told(SAM) == before


async def test_the_asked_worker_sees_the_colleague_and_no_other_reference(house: House) -> None:
    """Priya sees who asks, the team and her own case; nothing of the case it is about."""
    world = await ready(house)
    await ask(world)
    sheet = await links.asked(
        house, world[PRIYA], await newest_link(world), purpose=Purpose.COORDINATE
    )
    assert (sheet.colleague.name, sheet.colleague.team) == ("Sam S.", "Youth Support West")
    assert (sheet.reference, sheet.initials, sheet.state) == (MS_CASE, "M", "asked")
    assert sheet.may_accept
    everything = repr(sheet) + repr(await lines(world, PRIYA, MS_CASE))
    assert KS_CASE not in everything
    assert "both plans must fit" not in everything


@pytest.mark.parametrize("name", [SAM, JO, ADE, ALEX])
async def test_an_ask_is_there_for_the_asked_worker_alone(house: House, name: str) -> None:
    """The asker, another team, somebody without cases and an administrator find nothing."""
    world = await ready(house)
    await ask(world)
    link_id = await newest_link(world)
    for wanted in (link_id, "0" * 32, "x", "'; --"):
        with pytest.raises(NotFound) as refused:
            await links.asked(house, world[name], wanted, purpose=Purpose.COORDINATE)
        assert refused.value.code == "not_found"
        with pytest.raises(NotFound):
            await links.answer_link(
                house, world[name], wanted, True, {}, purpose=Purpose.COORDINATE
            )


async def test_after_accepting_each_sees_the_other_worker_and_reference(house: House) -> None:
    """Worker, case reference, and when it was agreed: no more, and from both sides."""
    world = await a_world(house)
    await linked(world)
    (sams,) = await lines(world, SAM, KS_CASE)
    (priyas,) = await lines(world, PRIYA, MS_CASE)
    assert (sams.state, sams.reference) == ("accepted", MS_CASE)
    assert (priyas.state, priyas.reference) == ("accepted", KS_CASE)
    assert [one.name for one in sams.colleagues] == ["Priya P."]
    assert [one.name for one in priyas.colleagues] == ["Sam S."]


async def test_reading_across_a_link_stands_on_both_records(house: House) -> None:
    """Opening a linked case's page writes a row on the other case's chain too."""
    world = await a_world(house)
    await linked(world)
    before = len(await recorded(world, MS_CASE))
    await lines(world, SAM, KS_CASE)
    assert (await recorded(world, MS_CASE))[before:] == [
        ("see_link", "allowed", "linked coordinate")
    ]


@pytest.mark.parametrize("talk", ["no", "not_sure", None])
async def test_asking_needs_the_newest_third_answer_to_be_yes(
    house: House, talk: str | None
) -> None:
    """No, not sure and unanswered alike: no link rests on agreement."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE, talk=talk)
    with pytest.raises(Conflict) as refused:
        await ask(world)
    assert refused.value.code == "talk_not_yes"
    form = await links.link_form(house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE)
    assert (form.may_ask, form.why_not) == (False, "talk_not_yes")
    assert await table(world, "link") == []


async def test_without_a_kept_map_nothing_can_be_asked(house: House) -> None:
    """A case whose young person never answered has no agreement to rest on."""
    world = await a_world(house)
    with pytest.raises(Conflict, match="no_answer"):
        await ask(world)


@pytest.mark.parametrize("talk", ["no", "not_sure", None])
async def test_accepting_needs_ones_own_young_persons_yes(house: House, talk: str | None) -> None:
    """The asker's Yes does not speak for the asked side."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE, talk=talk)
    await ask(world)
    link_id = await newest_link(world)
    assert not (
        await links.asked(house, world[PRIYA], link_id, purpose=Purpose.COORDINATE)
    ).may_accept
    with pytest.raises(Conflict) as refused:
        await accept(world, link_id)
    assert refused.value.code == "talk_not_yes"
    assert (await table(world, "link"))[0]["state"] == "asked"


async def test_accepting_needs_a_sharing_record_of_ones_own(house: House) -> None:
    """Every part that is missing is named, and nothing is half-accepted."""
    world = await ready(house)
    await ask(world)
    link_id = await newest_link(world)
    with pytest.raises(Problems) as refused:
        await links.answer_link(house, world[PRIYA], link_id, True, {}, purpose=Purpose.COORDINATE)
    fields = {problem.data["field"] for problem in refused.value.problems}
    wanted = {"why", "consent", "privacy", "proportionality", "threshold", "review"}
    wanted |= {"lawful", "told"}
    assert fields == wanted
    assert (await table(world, "link"))[0]["state"] == "asked"


async def test_every_fault_of_an_ask_is_told_at_once(house: House) -> None:
    """The reference and each part of the sharing record are named together."""
    world = await ready(house)
    with pytest.raises(Problems) as refused:
        await links.ask_link(
            house, world[SAM], world.case(KS_CASE), {"reference": "?"}, purpose=Purpose.COORDINATE
        )
    fields = {problem.data["field"] for problem in refused.value.problems}
    assert {"reference", "why", "review"} <= fields


async def test_asking_twice_looks_the_same_and_takes_one_place(house: House) -> None:
    """The second ask for a reference is no error, makes no second link and wakes nobody."""
    world = await ready(house)
    for _ in range(3):
        await ask(world, MS_CASE)
        await ask(world, UNKNOWN)
    assert len(await table(world, "link")) == 2
    assert len(await table(world, "outbox")) == 2
    form = await links.link_form(house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE)
    assert form.links_used == 2


async def test_six_asks_fill_a_case_whether_or_not_anybody_has_the_reference(house: House) -> None:
    """The cap counts asks, so that references cannot be tried one after the other (rule 7): the
    next one waits for a supervisor, known or not."""
    world = await ready(house)
    for number in range(MOST_LINKS):
        await ask(world, f"HX-90{number}")
    await ask(world, MS_CASE)
    assert len(await table(world, "link")) == MOST_LINKS
    assert len(await table(world, "sharing")) == 1
    form = await links.link_form(house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE)
    assert (form.may_ask, form.beyond) == (True, True)


async def test_asks_of_ones_own_do_not_keep_a_case_from_accepting(house: House) -> None:
    """Six slips of the pen must not turn away the one colleague who really asks."""
    world = await ready(house)
    await ask(world)
    link_id = await newest_link(world)
    for number in range(MOST_LINKS):
        await ask(world, f"HX-90{number}", name=PRIYA, own=MS_CASE)
    assert (await links.asked(house, world[PRIYA], link_id, purpose=Purpose.COORDINATE)).may_accept
    await accept(world, link_id)
    states = {row["id"]: row["state"] for row in await table(world, "link")}
    assert states[link_id] == "accepted"


async def test_a_declined_ask_keeps_its_place_until_it_would_have_lapsed(house: House) -> None:
    """Otherwise the count would tell of the decline."""
    world = await ready(house)
    await ask(world)
    await links.answer_link(
        house, world[PRIYA], await newest_link(world), False, {}, purpose=Purpose.COORDINATE
    )
    assert (
        await links.link_form(house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE)
    ).links_used == 1
    after = await world.later(days=14)
    assert (
        await links.link_form(
            after.house, after[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
        )
    ).links_used == 0


async def test_asks_that_come_in_take_no_place(house: House) -> None:
    """Strangers cannot fill up a case by asking for it."""
    world = await ready(house)
    await ask(world)
    assert (
        await links.link_form(house, world[PRIYA], world.case(MS_CASE), purpose=Purpose.COORDINATE)
    ).links_used == 0


async def test_an_unanswered_ask_lapses_after_two_weeks(house: House) -> None:
    """Then the asker sees so, nobody can accept it, and it can be asked anew."""
    world = await ready(house)
    await ask(world)
    link_id = await newest_link(world)
    after = await world.later(days=14)
    assert [line.state for line in await lines(after, SAM, KS_CASE)] == ["lapsed"]
    assert await lines(after, PRIYA, MS_CASE) == ()
    with pytest.raises(Conflict) as refused:
        await accept(after, link_id)
    assert refused.value.code == "link_not_open"
    await ask(after)
    assert len(await table(world, "link")) == 2


async def test_a_newer_no_ends_what_rests_on_it_at_once(house: House) -> None:
    """Links and asks of the case end; the other side's page names nothing of it any more."""
    world = await a_world(house)
    await linked(world)
    await ask(world, UNKNOWN)
    await choose(world, SAM, KS_CASE, talk="no")
    assert [line.state for line in await lines(world, SAM, KS_CASE)] == ["ended", "ended"]
    (priyas,) = await lines(world, PRIYA, MS_CASE)
    assert (priyas.state, priyas.reference, priyas.colleagues) == ("ended", None, ())


async def test_a_later_yes_does_not_bring_an_ended_link_back(house: House) -> None:
    """What was withdrawn is asked for anew."""
    world = await a_world(house)
    await linked(world)
    await choose(world, PRIYA, MS_CASE, talk="no")
    await choose(world, PRIYA, MS_CASE)
    assert [line.state for line in await lines(world, SAM, KS_CASE)] == ["ended"]
    await ask(world)
    await accept(world, await newest_link(world))
    assert "accepted" in [line.state for line in await lines(world, SAM, KS_CASE)]


async def test_declining_to_keep_a_new_drawing_changes_nothing_earlier(house: House) -> None:
    """A link stays when a later drawing is not kept, whatever was answered to it."""
    world = await a_world(house)
    await linked(world)
    await choose(world, SAM, KS_CASE, keep="no")
    assert [line.state for line in await lines(world, SAM, KS_CASE)] == ["accepted"]


async def test_an_ask_cannot_be_accepted_after_the_askers_no(house: House) -> None:
    """The asking side's answer is read again at that moment."""
    world = await ready(house)
    await ask(world)
    link_id = await newest_link(world)
    await choose(world, SAM, KS_CASE, talk="no")
    with pytest.raises(Conflict) as refused:
        await accept(world, link_id)
    assert refused.value.code == "link_not_open"
