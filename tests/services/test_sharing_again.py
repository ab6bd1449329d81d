"""Rule 5, tried a second time: what was refused, what nobody decided, and who decides at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel, Told
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing import Standing
from peermap_app.notify import outbox
from peermap_app.notify.channels import ToPages
from peermap_app.services import (
    alerts,
    flags,
    link_life,
    links,
    sharing_over,
    sharing_second,
    sharings,
    temporary,
    working_time,
)
from peermap_app.storage.tables import new_id
from tests.builders import a_flag_form, a_sharing_form
from tests.fakes import FakeClock
from tests.notify.test_deliveries import Phones
from tests.services import world as w
from tests.services.statements import counted
from tests.services.test_link_seconds import a_supervisor
from tests.services.test_sharings import (
    NO,
    SEND,
    YES,
    accept,
    ask,
    ready,
    say,
    send,
    standing,
    states,
    told,
    waits,
    withdraw,
)
from tests.services.test_temporary import DANA
from tests.services.world import (
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    choose,
    newest_link,
    table,
)

COORDINATE = Purpose.COORDINATE


async def sheet(world: World, sharing: str) -> sharings.SharingSheet:
    """As Sam reads it."""
    return await sharings.sharing_sheet(
        world.house, world[SAM], world.case(KS_CASE), sharing, purpose=COORDINATE
    )


async def refused(doing: object) -> str:
    """The code of the conflict that it is."""
    with pytest.raises(Conflict) as told_why:
        await doing  # type: ignore[misc]
    return told_why.value.code


async def test_hours_that_its_supervisor_sets_put_no_decision_off(house: House) -> None:
    """Dana's team works on Mondays alone from now on: it is over after six days all the same."""
    world = await ready(house)
    mondays = {"opens_monday": "09:00", "closes_monday": "17:00", "region": "england_and_wales"}
    await working_time.set_week(world.house, world[DANA], mondays)
    sharing = await ask(world, urgent="yes")
    then = await world.later(minutes=15)
    await send(then, sharing)
    assert (await sheet(then, sharing)).decide_by == then.house.clock() + timedelta(days=6)
    assert await standing(await then.later(days=6), sharing) is Standing.UNDECIDED


@pytest.mark.parametrize(
    ("asked_at", "until"),
    [
        # A Friday at eleven in the evening: until Monday, when they stop.
        (datetime(2026, 11, 27, 23), datetime(2026, 11, 30, 17)),
        # Christmas Eve: Friday and Monday are holidays, so Tuesday.
        (datetime(2026, 12, 24, 19), datetime(2026, 12, 29, 17)),
        # After midnight: the working day that begins then.
        (datetime(2026, 11, 25, 1), datetime(2026, 11, 25, 17)),
    ],
)
async def test_what_is_sent_at_night_stands_until_the_next_working_day(
    house: House, clock: FakeClock, asked_at: datetime, until: datetime
) -> None:
    """Through a weekend and bank holidays it stands, and Dana may decide to the last minute."""
    clock.now = asked_at.replace(tzinfo=UTC)
    world = await ready(house)
    sharing = await ask(world, urgent="yes")
    then, end = await world.later(minutes=15), until.replace(tzinfo=UTC)
    await send(then, sharing)
    assert (await sheet(then, sharing)).decide_by == end
    left = (end - then.house.clock()).total_seconds()
    late = await then.later(seconds=left - 60)
    assert await standing(late, sharing) is Standing.PROVISIONAL
    assert await waits(late, DANA) == [sharing]
    assert await standing(await then.later(seconds=left), sharing) is Standing.UNDECIDED


@pytest.mark.parametrize("how", ["refused", "undecided", "ended"])
async def test_what_was_not_agreed_to_is_not_sent_again_by_its_worker(
    house: House, how: str
) -> None:
    """The same reference may be asked for, and a second person decides first, for two weeks: after
    a no, after nobody decided, and where its worker ended what stood undecided. Another reference
    is another matter."""
    world = await ready(house)
    first = await ask(world, urgent="yes")
    if how == "refused":
        assert not await say(world, DANA, first, NO)
    else:
        world = await world.later(minutes=15)
        await send(world, first)
    if how == "undecided":
        world = await world.later(days=2)
        await sharing_over.note_over(world.house)
    if how == "ended":
        link, case_id = await newest_link(world), world.case(KS_CASE)
        await w.accept(world, link)
        why = {"why": "Asked anew."}
        await link_life.end_link(world.house, world[SAM], case_id, link, why, purpose=COORDINATE)
    again, other = await ask(world, urgent="yes"), await ask(world, JOS_CASE, urgent="yes")
    then = await world.later(minutes=15)
    assert await refused(send(then, again)) == "refused_before"
    held = await sheet(then, again)
    assert (held.may_send, held.refused_before) == (False, True)
    assert (await sheet(then, other)).may_send
    await send(then, other)
    assert await say(then, DANA, again, YES)


async def test_two_weeks_after_a_no_it_may_be_sent_again(house: House) -> None:
    """Something else has happened by then; on the last day not yet."""
    world = await ready(house)
    assert not await say(world, DANA, await ask(world, urgent="yes"), NO)
    early = await world.later(days=13)
    sharing = await ask(early, urgent="yes")
    assert await refused(send(await early.later(hours=23), sharing)) == "refused_before"
    then = await early.later(days=1)
    await send(then, sharing)
    assert await standing(then, sharing) is Standing.PROVISIONAL


async def test_an_ask_that_came_anew_is_the_same_matter(house: House) -> None:
    """Refused to accept what Sam asked, Priya sends no acceptance of Sam's next ask either."""
    world = await ready(house, talk="yes", theirs="no")
    await w.ask(world)
    link = await newest_link(world)
    assert not await say(world, "east", await accept(world, link, urgent="yes"), NO)
    for talk in ("no", "yes"):  # K's no ends the ask, and Sam asks anew
        await choose(world, SAM, KS_CASE, talk=talk)
    await w.ask(world)
    sharing = await accept(world, await newest_link(world), urgent="yes")
    then = await world.later(minutes=15)
    doing = sharings.send_now(
        then.house, then[PRIYA], then.case(MS_CASE), sharing, SEND, purpose=COORDINATE
    )
    assert await refused(doing) == "refused_before"


async def came(world: World, name: str, case: str) -> str:
    """They ask for K's case by agreement, and Sam asks to accept without it; the sharing's id."""
    await w.ask(world, KS_CASE, name=name, own=case)
    raw = a_sharing_form(
        position="refused", urgent="yes", lawful="s47", reference="", review=w.review(world)
    )
    mine = world.worker_id(name)
    link = next(one["id"] for one in await table(world, "link") if one["asked_by"] == mine)
    _, sharing = await sharings.accept_without(
        world.house, world[SAM], link, raw, purpose=COORDINATE
    )
    return sharing


@pytest.mark.parametrize("how", ["refused", "undecided"])
async def test_a_link_is_not_turned_about(house: House, how: str) -> None:
    """Dana refused that Sam asks for M's case, or nobody decided: what comes from M, and from Jo's
    case alike, Sam accepts by their own reason for two weeks neither. Dana may let them."""
    world = await ready(house)
    await choose(world, JO, JOS_CASE)
    first = await ask(world, urgent="yes")
    if how == "refused":
        assert not await say(world, DANA, first, NO)
    else:
        await send(await world.later(minutes=15), first)
        world = await world.later(days=2)
    then = await world.later(minutes=15)
    for name, case in ((PRIYA, MS_CASE), (JO, JOS_CASE)):
        sharing = await came(world, name, case)
        assert await refused(send(then, sharing)) == "refused_before"
        held = await sheet(then, sharing)
        assert (held.may_send, held.refused_before) == (False, True)
    assert await told(then) == []
    assert await say(then, DANA, sharing, YES)
    assert await told(then) == ["Jo J."]


async def test_nor_by_an_ask_after_an_answer_was_refused(house: House) -> None:
    """Priya says her reference on the phone after Dana's no. Whichever reference is typed, of a
    case that asked, of another one or of none: the same work, and the same answer."""
    world = await ready(house)
    assert not await say(world, DANA, await came(world, PRIYA, MS_CASE), NO)
    tried = ("HX-9001", MS_CASE, JOS_CASE, UNKNOWN)
    asked = [await ask(world, one, urgent="yes") for one in tried]
    then = await world.later(minutes=15)
    done = []
    for sharing in asked:
        with counted(then.house) as statements:
            assert await refused(send(then, sharing)) == "refused_before"
        done.append(statements)
    assert done[1] == done[2] == done[3]  # the first notes besides that Sam is there
    late = await (await world.later(days=13)).later(hours=23)
    assert await refused(send(late, await ask(late, "HX-9100", urgent="yes"))) == "refused_before"
    over = await world.later(days=14)
    again = await ask(over, JOS_CASE, urgent="yes")
    await send(await over.later(minutes=15), again)


EAST = "Family Safeguarding East"
OF_TEAM = {KS_CASE: ("K", "Youth Support West"), MS_CASE: ("M", EAST)}


async def given(world: World, name: str, reference: str, *others: str) -> World:
    """A supervisor works with this case too, from now on, beside whoever else is named."""
    initials, team = OF_TEAM[reference]
    rows = [w.row(reference, one, initials=initials, team=team) for one in (name, *others)]
    await w.bring_in(world.house, *rows)
    return await world.later(minutes=1)


@pytest.mark.parametrize(("reference", "worker"), [(KS_CASE, SAM), (MS_CASE, PRIYA)])
async def test_who_works_with_one_of_the_two_cases_is_no_second_person(
    house: House, reference: str, worker: str
) -> None:
    """Of an ask: neither who works with the case that asks, nor with the one that it names; it
    waits for them no more, and somebody without a part in it says yes."""
    world = await ready(house)
    sharing = await ask(world)
    assert await waits(world, DANA) == [sharing]
    world = await given(world, DANA, reference, worker)
    assert await waits(world, DANA) == []
    page = await sharing_second.second_person_sheet(
        world.house, world[DANA], sharing, purpose=COORDINATE
    )
    assert page.own
    assert await refused(say(world, DANA, sharing, YES)) == "not_your_own"
    assert await table(world, "link") == []
    await a_supervisor(world, "lee", "Youth Support West")
    assert await waits(world, "lee") == [sharing]
    assert await say(world, "lee", sharing, YES)


async def test_nor_who_has_the_other_case_for_some_hours(house: House) -> None:
    """Dana has M's case until tomorrow: that long she does not decide on what K's side asks."""
    world = await ready(house)
    hours = {"email": "dana@west.example", "hours": "24", "why": "Priya is ill tonight."}
    await temporary.give(world.house, world["east"], world.case(MS_CASE), hours)
    sharing = await ask(world)
    assert await waits(world, DANA) == []
    assert await refused(say(world, DANA, sharing, YES)) == "not_your_own"
    after = await world.later(hours=25)
    assert await waits(after, DANA) == [sharing]


@pytest.mark.parametrize("asks", [False, True])
async def test_nor_of_an_answer_who_asked_for_it_or_works_with_the_case_that_asked(
    house: House, asks: bool
) -> None:
    """M's supervisor asked in K's name, or works with K: she lets M's side not accept that."""
    world = await ready(house, talk="yes", theirs="no")
    if asks:
        world = await given(world, "east", KS_CASE, SAM)
    await w.ask(world, name="east" if asks else SAM)
    sharing = await accept(world, await newest_link(world))
    if not asks:
        assert await waits(world, "east") == [sharing]
        world = await given(world, "east", KS_CASE, SAM)
    assert await waits(world, "east") == []
    assert await refused(say(world, "east", sharing, YES)) == "not_your_own"
    assert await refused(say(world, "east", sharing, NO)) == "not_your_own"


async def test_that_tells_nobody_whether_a_reference_is_anybodys(house: House) -> None:
    """A supervisor with cases of their own reads what is asked: as much work for each reference."""
    world = await ready(house)
    world = await given(world, DANA, MS_CASE, PRIYA)
    done = []
    for reference in (JOS_CASE, UNKNOWN):
        sharing = await ask(world, reference)
        with counted(world.house) as read:
            page = await sharing_second.second_person_sheet(
                world.house, world[DANA], sharing, purpose=COORDINATE
            )
        done.append((read, page.own))
    assert done[0] == done[1]
    assert not done[0][1]


async def test_what_is_settled_is_read_by_no_second_person_any_more(house: House) -> None:
    """The answer ends the reading, on another open page too; a second tap is no error."""
    world = await ready(house)
    for answer in (YES, NO):
        sharing = await ask(world, MS_CASE if answer is YES else JOS_CASE)
        for _ in range(2):
            await say(world, DANA, sharing, answer)
        with pytest.raises(NotFound):
            await sharing_second.second_person_sheet(
                world.house, world[DANA], sharing, purpose=COORDINATE
            )


async def asked_by_agreement(world: World) -> None:
    """Sam asks for the same case by agreement."""
    raw = a_sharing_form(reference=MS_CASE, review=w.review(world))
    await links.ask_link(world.house, world[SAM], world.case(KS_CASE), raw, purpose=COORDINATE)


async def test_an_ask_that_is_asked_again_by_agreement_rests_on_it(house: House) -> None:
    """K said yes since. It is the same ask, and K's no ends it, as whatever rests on a yes."""
    world = await ready(house)
    await say(world, DANA, await ask(world), YES)
    await choose(world, SAM, KS_CASE)
    await asked_by_agreement(world)
    await w.accept(world, await newest_link(world))
    assert await told(world) == ["Priya P."]
    await choose(world, SAM, KS_CASE, talk="no")
    assert await told(world) == []
    assert await states(world, SAM, KS_CASE) == ["ended"]


async def test_a_sharing_that_runs_out_ends_nothing_that_was_agreed_since(house: House) -> None:
    """Sent by its worker, then agreed by the young person: nobody decides on it any more, and the
    silence of the second person ends neither the ask nor the link."""
    world = await ready(house)
    sharing = await ask(world, urgent="yes")
    world = await world.later(minutes=15)
    await send(world, sharing)
    await choose(world, SAM, KS_CASE)
    await asked_by_agreement(world)
    assert await standing(world, sharing) is Standing.OVERTAKEN
    assert await waits(world, DANA) == []
    assert await refused(say(world, DANA, sharing, NO)) == "sharing_settled"
    after = await world.later(days=3)
    assert await sharing_over.note_over(after.house) == 0
    assert await states(after, SAM, KS_CASE) == ["asked"]
    await w.accept(after, await newest_link(after))
    assert await told(after) == ["Priya P."]


async def test_a_withdrawal_drops_what_rested_on_agreement_and_nothing_else(house: House) -> None:
    """K is linked with Jo's case under rule 5 and, since K said yes, with Priya's by agreement. K
    takes the yes back before a flag is handed over: it reaches Jo alone, and Sam sees that."""
    world = await ready(house)
    await choose(world, JO, JOS_CASE)
    await say(world, DANA, await ask(world, JOS_CASE), YES)
    await w.accept(world, await newest_link(world), JO)
    await choose(world, SAM, KS_CASE)
    await asked_by_agreement(world)
    await w.accept(world, await newest_link(world))
    assert sorted(await told(world)) == ["Jo J.", "Priya P."]
    raw = a_flag_form()
    made = await flags.flag_case(
        world.house, world[SAM], world.case(KS_CASE), new_id(), raw, purpose=COORDINATE
    )
    await withdraw(world, SAM, KS_CASE)
    phones = Phones(world.worker_id(JO))
    await outbox.deliver(world.house, {Channel.PAGE: ToPages(), Channel.PUSH: phones})
    rows = await table(world, "delivery")
    assert {one["state"] for one in rows if one["worker_id"] == world.worker_id(JO)} == {"sent"}
    assert {one["state"] for one in rows if one["worker_id"] == world.worker_id(PRIYA)} == {
        "dropped"
    }
    assert sorted(one.device for one in phones.got) == sorted(phones.phones)
    inboxes = [
        await alerts.inbox(world.house, world[name], purpose=COORDINATE) for name in (JO, PRIYA)
    ]
    assert [[one.kind for one in inbox.items].count("flagged") for inbox in inboxes] == [1, 0]
    sheet = await flags.flag_sheet(world.house, world[SAM], made.flag_id, purpose=COORDINATE)
    assert sorted(one.reached.told for one in sheet.acks if one.reached) == [
        Told.NOT_TOLD,
        Told.SENT,
    ]


async def test_an_answer_to_what_lapsed_waits_for_nobody(house: House) -> None:
    """Two weeks after the ask there is nothing to accept, whenever the second person was asked."""
    world = await ready(house, talk="yes", theirs="no")
    await w.ask(world)
    soon = await world.later(days=10)
    sharing = await accept(soon, await newest_link(soon))
    assert await waits(soon, "east") == [sharing]
    lapsed = await world.later(days=14)
    assert await waits(lapsed, "east") == []
    with pytest.raises(NotFound):
        await sharing_second.second_person_sheet(
            lapsed.house, lapsed["east"], sharing, purpose=COORDINATE
        )
