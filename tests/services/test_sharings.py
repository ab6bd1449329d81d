"""Rule 5: sharing without agreement needs a second person, and is told to nobody before them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict, NotFound, Problems, Refusal, TooMany
from peermap_app.domain.links import MOST_BEYOND
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing import Standing
from peermap_app.domain.tray import Kind
from peermap_app.services import (
    alerts,
    cases,
    closing,
    duty,
    flags,
    link_ends,
    review_answers,
    sharing_over,
    sharing_second,
    sharings,
    tray,
    withdrawals,
)
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import unit
from tests.builders import a_flag_form, a_sharing_form
from tests.services import world as w
from tests.services.statements import counted
from tests.services.test_link_seconds import a_supervisor
from tests.services.test_temporary import DANA, NOOR, with_noor
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
    choose,
    newest_link,
    table,
)

COORDINATE = Purpose.COORDINATE
EAST = "Family Safeguarding East"
YES = {"agree": "yes", "why": "They are at risk of harm tonight, and the other worker must know."}
NO = {"agree": "no", "why": "Speak with them first. It can wait until tomorrow."}
SEND = {"send_why": "They went with the other young person, and nobody answers."}


async def ready(house: House, *, talk: str = "no", theirs: str = "yes") -> World:
    """K said no to our workers talking together; M said yes. Dana supervises K's case."""
    world = await with_noor(await a_world(house))
    await choose(world, SAM, KS_CASE, talk=talk)
    await choose(world, PRIYA, MS_CASE, talk=theirs)
    await a_supervisor(world, "east", EAST)
    return world


def form(world: World, reference: str = MS_CASE, **changed: object) -> dict[str, object]:
    """The record without agreement, as a worker types it."""
    without = {"position": "refused", "urgent": "no", "lawful": "s47", "reference": reference}
    return a_sharing_form(**{**without, "review": w.review(world), **changed})


async def ask(world: World, reference: str = MS_CASE, **changed: object) -> str:
    """Sam asks without agreement; the sharing's id."""
    return await sharings.ask_without(
        world.house,
        world[SAM],
        world.case(KS_CASE),
        form(world, reference, **changed),
        purpose=COORDINATE,
    )


async def accept(world: World, link: str, **changed: object) -> str:
    """Priya accepts without agreement; the sharing's id."""
    _, sharing = await sharings.accept_without(
        world.house, world[PRIYA], link, form(world, **changed), purpose=COORDINATE
    )
    return sharing


async def say(world: World, name: str, sharing: str, raw: Mapping[str, object]) -> bool:
    agree, _ = await sharing_second.answer_sharing(
        world.house, world[name], sharing, raw, purpose=COORDINATE
    )
    return agree


async def send(world: World, sharing: str) -> None:
    await sharings.send_now(
        world.house, world[SAM], world.case(KS_CASE), sharing, SEND, purpose=COORDINATE
    )


async def standing(world: World, sharing: str) -> Standing:
    sheet = await sharings.sharing_sheet(
        world.house, world[SAM], world.case(KS_CASE), sharing, purpose=COORDINATE
    )
    return sheet.standing


async def states(world: World, name: str, reference: str) -> list[str]:
    sheet = await cases.open_case(world.house, world[name], world.case(reference))
    return [line.state for line in sheet.links]


async def told(world: World) -> list[str]:
    """Whom a flag of K's case reaches now."""
    held = await flags.flag_form(world.house, world[SAM], world.case(KS_CASE), purpose=COORDINATE)
    return [one.name for side in held.recipients for one in side.colleagues]


async def waits(world: World, name: str) -> list[str]:
    found = await tray.tray(world.house, world[name])
    assert await tray.count(world.house, world[name]) == len(found)
    return [one.id for one in found if one.kind is Kind.SHARING]


async def withdraw(
    world: World, name: str, reference: str, answer: str = "no", *, about: str = "talk"
) -> None:
    """A young person said aloud that workers may not talk together any more, or not plan."""
    raw = {
        "statement": about,
        "answer": answer,
        "said_on": world.house.clock().date().isoformat(),
    }
    await withdrawals.note_said_aloud(world.house, world[name], world.case(reference), "1", raw)


async def shared(house: House, **theirs: str) -> tuple[World, str]:
    """K's end rests on rule 5, M's on agreement; the link's id."""
    world = await ready(house, **theirs)
    await say(world, DANA, await ask(world), YES)
    link = await newest_link(world)
    return world, link


async def test_nothing_is_shared_before_the_second_person(house: House) -> None:
    """It waits for Dana, who reads the record; with her yes the ask goes out, and both sides'
    records tell of it; accepted, a flag reaches Priya."""
    world = await ready(house)
    sharing = await ask(world)
    assert await table(world, "link") == []
    assert await standing(world, sharing) is Standing.WAITS
    assert await waits(world, DANA) == [sharing]
    sheet = await sharing_second.second_person_sheet(
        world.house, world[DANA], sharing, purpose=COORDINATE
    )
    assert (sheet.reference, sheet.other_reference, sheet.by) == (KS_CASE, MS_CASE, "Sam S.")
    assert (sheet.record.position, sheet.record.lawful) == ("refused", "s47")
    assert not sheet.own
    assert await say(world, DANA, sharing, YES)
    assert await waits(world, DANA) == []
    assert await states(world, SAM, KS_CASE) == ["asked"]
    await w.accept(world, await newest_link(world))
    assert await states(world, SAM, KS_CASE) == ["accepted"]
    assert await told(world) == ["Priya P."]
    assert ("agree_sharing", "allowed", "supervises") in await w.recorded(world, KS_CASE)
    assert ("share_without", "allowed", "allocated") in await w.recorded(world, KS_CASE)
    assert (await check_record(world.house)).faults == ()


async def test_a_no_shares_nothing(house: House) -> None:
    """With a reason that its worker reads; a settled one is answered and sent no more."""
    world = await ready(house)
    sharing = await ask(world, urgent="yes")
    with pytest.raises(Problems):
        await say(world, DANA, sharing, {"agree": "no"})
    assert not await say(world, DANA, sharing, NO)
    assert not await say(world, DANA, sharing, NO)  # a second tap
    assert await table(world, "link") == []
    later = await world.later(minutes=20)
    for doing in (say(later, DANA, sharing, YES), send(later, sharing)):
        with pytest.raises(Conflict) as refused:
            await doing
        assert refused.value.code == "sharing_settled"
    sheet = await sharings.sharing_sheet(
        later.house, later[SAM], later.case(KS_CASE), sharing, purpose=COORDINATE
    )
    assert (sheet.standing, sheet.answer_why) == (Standing.REFUSED, NO["why"])


async def test_what_agreement_stands_for_is_shared_by_agreement(house: House) -> None:
    """Rule 5 is no way around a Yes; each side asks about its own young person alone."""
    world = await ready(house, talk="yes")
    with pytest.raises(Conflict) as refused:
        await ask(world)
    assert refused.value.code == "agreement_stands"
    await w.ask(world)
    with pytest.raises(Conflict) as refused:
        await accept(world, await newest_link(world))
    assert refused.value.code == "agreement_stands"
    with pytest.raises(Problems):
        await sharings.ask_without(
            world.house, world[SAM], world.case(KS_CASE), {}, purpose=COORDINATE
        )


async def test_who_may_not_be_the_second_person(house: House) -> None:
    """A supervisor of another team, of the other case, a worker, an administrator, whoever is on
    duty while the team works; and nobody for themselves."""
    world = await ready(house)
    raw = {"duty_email": "noor@west.example", "duty_hours": "72"}
    await duty.set_duty(world.house, world[DANA], raw)
    sharing = await ask(world)
    assert await waits(world, NOOR) == await waits(world, "east") == []
    for name in (NOOR, "east", ADE, ALEX, PRIYA, SAM):
        with pytest.raises(NotFound):
            await say(world, name, sharing, YES)
    for name in (NOOR, "east", ADE, ALEX, PRIYA):
        with pytest.raises(NotFound):
            await sharing_second.second_person_sheet(
                world.house, world[name], sharing, purpose=COORDINATE
            )
    for name in (NOOR, DANA):  # the worker's page is no way around that
        with pytest.raises(NotFound):
            await sharings.sharing_sheet(
                world.house, world[name], world.case(KS_CASE), sharing, purpose=COORDINATE
            )
    for wrong in ("0" * 32, "", None, ["x"], "'; --"):
        with pytest.raises(NotFound):
            await say(world, DANA, wrong, YES)  # type: ignore[arg-type]
    assert await table(world, "link") == []


async def test_at_night_the_one_on_duty_may(house: House) -> None:
    """Outside the team's hours it waits for Noor too, and only while she is on duty."""
    world = await ready(house)
    raw = {"duty_email": "noor@west.example", "duty_hours": "16"}
    await duty.set_duty(world.house, world[DANA], raw)
    sharing = await ask(world)
    night = await world.later(hours=9)
    assert await waits(night, NOOR) == await waits(night, DANA) == [sharing]
    over = await world.later(hours=17)
    assert await waits(over, NOOR) == []
    with pytest.raises(NotFound):
        await say(over, NOOR, sharing, YES)
    assert await say(night, NOOR, sharing, YES)
    assert await states(night, SAM, KS_CASE) == ["asked"]
    assert ("agree_sharing", "allowed", "on_duty") in await w.recorded(night, KS_CASE)


async def test_nobody_is_their_own_second_person(house: House) -> None:
    """A supervisor who works with the case herself asks, and another one decides."""
    world = await ready(house)
    await w.bring_in(
        world.house,
        w.row(KS_CASE, SAM, initials="K"),
        w.row(KS_CASE, DANA, initials="K"),
    )
    world = await world.later(minutes=1)
    sharing = await sharings.ask_without(
        world.house, world[DANA], world.case(KS_CASE), form(world), purpose=COORDINATE
    )
    assert await waits(world, DANA) == []
    with pytest.raises(Conflict) as refused:
        await say(world, DANA, sharing, YES)
    assert refused.value.code == "not_your_own"
    await a_supervisor(world, "lee", "Youth Support West")
    assert await say(world, "lee", sharing, YES)


async def test_urgent_and_nobody_answers(house: House) -> None:
    """After 15 minutes by the server's clock its worker sends it with a reason; it stands until the
    end of the next working day, and a yes makes it stand on."""
    world = await ready(house)
    sharing = await ask(world, urgent="yes")
    soon = await world.later(minutes=14, seconds=59)
    with pytest.raises(Conflict) as refused:
        await send(soon, sharing)
    assert refused.value.code == "too_soon"
    then = await world.later(minutes=15)
    await send(then, sharing)
    await send(then, sharing)  # a second tap
    assert len(await table(then, "link")) == 1
    await w.accept(then, await newest_link(then))
    assert await told(then) == ["Priya P."]
    sheet = await sharings.sharing_sheet(
        then.house, then[SAM], then.case(KS_CASE), sharing, purpose=COORDINATE
    )
    assert sheet.decide_by is not None
    assert sheet.decide_by.isoformat() == "2026-11-25T17:00:00+00:00"  # Wednesday, when they stop
    assert await waits(then, DANA) == [sharing]
    assert await say(then, DANA, sharing, YES)
    after = await world.later(days=4)
    assert await told(after) == ["Priya P."]


async def test_not_urgent_waits(house: House) -> None:
    """What its worker did not call urgent is never sent by their own reason; nor by a colleague."""
    world = await ready(house)
    sharing, later = await ask(world), await world.later(hours=1)
    with pytest.raises(Conflict) as refused:
        await send(later, sharing)
    assert refused.value.code == "not_urgent"
    with pytest.raises(NotFound):
        await sharings.send_now(
            later.house, later[PRIYA], later.case(KS_CASE), sharing, SEND, purpose=COORDINATE
        )


@pytest.mark.parametrize("late", [False, True])
async def test_what_stood_for_a_while_ends_on_both_sides(house: House, late: bool) -> None:
    """By a no at once; without a decision at its moment, before anybody has noted it, and the
    record says so afterwards."""
    world = await ready(house)
    sharing = await ask(world, urgent="yes")
    then = await world.later(minutes=20)
    await send(then, sharing)
    await w.accept(then, await newest_link(then))
    if late:
        then = await world.later(days=2)
    else:
        assert not await say(then, DANA, sharing, NO)
    assert await told(then) == []
    assert await states(then, SAM, KS_CASE) == await states(then, PRIYA, MS_CASE) == ["ended"]
    if not late:
        return
    assert await standing(then, sharing) is Standing.UNDECIDED
    with pytest.raises(Conflict):
        await say(then, DANA, sharing, YES)
    assert await waits(then, DANA) == []
    assert await sharing_over.note_over(then.house) == 1
    assert await sharing_over.note_over(then.house) == 0
    assert [row["state"] for row in await table(then, "link")] == ["ended"]
    assert ("sharing_over", "allowed", "also") in await w.recorded(then, KS_CASE)
    assert (await check_record(then.house)).faults == ()


async def test_withdrawing_ends_what_rests_on_it_and_nothing_else(house: House) -> None:
    """K says no again: K's end never rested on a yes. M withdraws: M's did, and the link ends."""
    world, link = await shared(house)
    await w.accept(world, link)
    await withdraw(world, SAM, KS_CASE)
    assert await states(world, SAM, KS_CASE) == ["accepted"]
    assert await told(world) == ["Priya P."]
    await withdraw(world, PRIYA, MS_CASE)
    assert await told(world) == []
    assert await states(world, SAM, KS_CASE) == await states(world, PRIYA, MS_CASE) == ["ended"]


async def test_both_ends_by_rule_5_and_its_alerts_still_arrive(house: House) -> None:
    """Neither young person agreed; both second persons did. No withdrawal ends it, its flags are
    read; it lapses on its review date."""
    world, link = await shared(house, theirs="no")
    with pytest.raises(Conflict) as refused:
        await w.accept(world, link)
    assert refused.value.code == "talk_not_yes"
    sharing = await accept(world, link)
    assert await states(world, PRIYA, MS_CASE) == ["to_answer"]
    with pytest.raises(NotFound):
        await say(world, NOOR, sharing, YES)
    assert await say(world, "east", sharing, YES)
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        await withdraw(world, name, reference, "not_sure")
    assert await told(world) == ["Priya P."]
    await flags.flag_case(
        world.house,
        world[SAM],
        world.case(KS_CASE),
        "1" * 32,
        a_flag_form(),
        purpose=COORDINATE,
    )
    inbox = await alerts.inbox(world.house, world[PRIYA], purpose=COORDINATE)
    assert inbox.items[0].kind == "flagged"
    lapsed = await world.later(days=28)
    assert await told(lapsed) == []


async def test_nobody_renews_alone_what_two_decided(house: House) -> None:
    """The worker's "still so" is refused; once the young person says yes it rests on that, and
    their no ends it."""
    world, link = await shared(house)
    await w.accept(world, link)
    soon = await world.later(days=20)
    keep = {"answer": "keep", "why": "It is still so.", "until": w.review(soon)}

    async def renew() -> None:
        case_id, thing = soon.case(KS_CASE), f"link-{link}"
        await review_answers.answer_review(
            soon.house, soon[SAM], case_id, thing, keep, purpose=COORDINATE
        )

    with pytest.raises(Conflict) as refused:
        await renew()
    assert refused.value.code == "without_renewed"
    await choose(soon, SAM, KS_CASE)
    await renew()
    assert await told(await world.later(days=27)) == ["Priya P."]
    await withdraw(soon, SAM, KS_CASE)
    assert await told(soon) == []


async def test_a_link_stands_whatever_each_end_rests_on(house: House) -> None:
    """One end on agreement and one on rule 5; then both on rule 5: what was withdrawn ended."""
    world, link = await shared(house)
    await w.accept(world, link)
    assert len(await crossed(world)) == 1
    await withdraw(world, PRIYA, MS_CASE)
    assert await crossed(world) == ()
    await say(world, DANA, await ask(world), YES)
    await say(world, "east", await accept(world, await newest_link(world)), YES)
    assert len(await crossed(world)) == 1


async def crossed(world: World) -> tuple[object, ...]:
    """The links of K's case that hold now."""
    async with unit(
        world.house, world[SAM], Action.SEE_LINK, world.case(KS_CASE), purpose=COORDINATE
    ) as u:
        own = await link_ends.own_case(u, u.held.id)
        found = await link_ends.crossings(u, (own,), purpose=COORDINATE)
        return found[own.id]


async def test_an_unknown_reference_is_the_same_work_and_the_same_rows(house: House) -> None:
    """Asked for, decided and sent, nothing tells whether anybody has the case."""
    world = await ready(house)
    await say(world, DANA, await ask(world, "HX-9001"), NO)  # the chains begin
    done = []
    for reference in (JOS_CASE, UNKNOWN):
        with counted(world.house) as asked:
            sharing = await ask(world, reference)
        with counted(world.house) as decided:
            await say(world, DANA, sharing, YES)
        done.append((asked, decided))
    assert done[0] == done[1]
    rows = (await table(world, "sharing"))[1:]
    assert len({len(row["sealed"]) for row in rows}) == 1
    assert len({len(row["sealed"]) for row in await table(world, "link")}) == 1
    assert await states(world, SAM, KS_CASE) == ["asked", "asked"]


async def test_taps_and_records_that_are_sent_again(house: House) -> None:
    """Twice the same waits once; another record beside it is told, and so is one for a standing
    ask."""
    world = await ready(house)
    first, again = await asyncio.gather(ask(world), ask(world))
    assert first == again
    with pytest.raises(Conflict) as refused:
        await ask(world, why="Something else")
    assert refused.value.code == "sharing_waits"
    await say(world, DANA, first, YES)
    with pytest.raises(Conflict) as refused:
        await ask(world)
    assert refused.value.code == "already_asked"
    with pytest.raises(Conflict) as refused:
        await ask(world, KS_CASE)
    assert refused.value.code == "reference_own"


async def test_two_second_persons_at_once(house: House) -> None:
    """One answer counts, whichever it was, and the other is told that it is settled."""
    world = await ready(house)
    await a_supervisor(world, "lee", "Youth Support West")
    sharing = await ask(world)
    said = await asyncio.gather(
        say(world, DANA, sharing, YES), say(world, "lee", sharing, NO), return_exceptions=True
    )
    refused = [one for one in said if isinstance(one, Refusal)]
    assert [one.code for one in refused] == ["sharing_settled"]
    assert len(await table(world, "link")) == sum(one is True for one in said)


async def test_what_waits_takes_a_place(house: House) -> None:
    """Twelve that wait are all that there can be: nobody tries many references, or leaves many to
    decide on."""
    world = await ready(house)
    for number in range(MOST_BEYOND):
        await ask(world, f"HX-90{number:02}")
    with pytest.raises(TooMany) as refused:
        await ask(world, "HX-9100")
    assert refused.value.code == "links_full"
    later = await world.later(days=14)
    await ask(later, "HX-9100")


async def test_who_asked_and_left_shares_nothing(house: House) -> None:
    """The yes comes when its worker has the case no more: it is refused, and nothing goes out."""
    world = await ready(house)
    sharing = await ask(world)
    ends = world.house.clock().date().isoformat()
    await w.bring_in(world.house, w.row(KS_CASE, SAM, ends=ends), w.row(KS_CASE, ADE, initials="K"))
    later = await world.later(days=1)
    with pytest.raises(Conflict) as refused:
        await say(later, DANA, sharing, YES)
    assert refused.value.code == "sharer_gone"
    assert await table(later, "link") == []
    assert not await say(later, DANA, sharing, NO)


async def test_a_case_that_closes_ends_it_all(house: House) -> None:
    """Whatever its links rest on; and what waits is asked of nobody."""
    world, link = await shared(house)
    await w.accept(world, link)
    other = await ask(world, "HX-9001")
    async with unit(world.house, w.OPERATOR, Action.IMPORT) as u:
        case = await u.session.get(w.CaseFile, world.case(KS_CASE))
        assert case is not None
        await closing.close_case(u, case)
    assert await waits(world, DANA) == []
    with pytest.raises(NotFound):
        await say(world, DANA, other, YES)
    assert await states(world, PRIYA, MS_CASE) == ["ended"]


@pytest.mark.parametrize("name", [PRIYA, JO, ADE, ALEX, "east"])
async def test_a_sharing_is_its_own_cases_alone(house: House, name: str) -> None:
    """Nobody else reads one, the other end's worker neither, and by no case of their own."""
    world, link = await shared(house)
    await w.accept(world, link)
    sharing = (await table(world, "sharing"))[0]["id"]
    for case_id in (world.case(KS_CASE), world.case(MS_CASE), world.case(JOS_CASE)):
        with pytest.raises(NotFound):
            await sharings.sharing_sheet(
                world.house, world[name], case_id, sharing, purpose=COORDINATE
            )
    sheet = await cases.open_case(world.house, world[PRIYA], world.case(MS_CASE))
    assert "without" not in repr(sheet.links)
    assert "s47" not in repr(sheet.links)
