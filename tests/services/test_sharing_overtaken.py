"""What waits for a second person waits for nobody once it goes by agreement (rule 5).

What waits by agreement, beyond six links (rule 7), is not touched by a Yes.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain import links as rules
from peermap_app.domain.errors import NotFound
from peermap_app.domain.sharing import Standing
from peermap_app.services import sharing_second, sharings
from peermap_app.services.unit import writing
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import CaseFile, ConsentRecord, Table
from tests.services import test_beyond_six as rule7
from tests.services import world as w
from tests.services.test_agreed import A_PARENT, note
from tests.services.test_sharing_again import asked_by_agreement, refused
from tests.services.test_sharings import (
    COORDINATE,
    NO,
    YES,
    accept,
    ask,
    ready,
    say,
    send,
    standing,
    waits,
    withdraw,
)
from tests.services.test_temporary import DANA
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    choose,
    newest_link,
    table,
)


async def woken(world: World, sharing: str) -> int:
    """How often whoever decides was told to look: a page that stands open, and a phone."""
    return sum(one["waits"] == f"sharing {sharing}" for one in await table(world, "outbox"))


async def test_nobody_decides_while_the_young_person_says_yes(house: House) -> None:
    """Rule 5 is no way round a Yes: nobody is asked and nothing goes out without agreement. Taken
    back, the second person is asked again."""
    world = await ready(house)
    sharing = await ask(world, urgent="yes")
    assert await waits(world, DANA) == [sharing]
    assert await woken(world, sharing) == 1
    await choose(world, SAM, KS_CASE)
    assert await waits(world, DANA) == []
    assert await woken(world, sharing) == 2
    assert await standing(world, sharing) is Standing.SAID_YES
    with pytest.raises(NotFound):
        await sharing_second.second_person_sheet(
            world.house, world[DANA], sharing, purpose=COORDINATE
        )
    for answer in (YES, NO):
        assert await refused(say(world, DANA, sharing, answer)) == "agreement_stands"
    then = await world.later(minutes=20)
    assert await refused(send(then, sharing)) == "agreement_stands"
    assert await table(then, "link") == []
    await withdraw(then, SAM, KS_CASE)
    assert await waits(then, DANA) == [sharing]
    assert await woken(then, sharing) == 3
    assert await refused(send(then, sharing)) == "too_soon"


async def test_the_quarter_of_an_hour_is_the_second_persons_own(house: House) -> None:
    """A Yes after one minute, taken back after sixteen: Dana has fifteen from then on, and a No
    that was said again, or kept with a new map, begins none. What is sent stands as ever."""
    world = await ready(house)
    sharing = await ask(world, urgent="yes")
    await choose(await world.later(minutes=1), SAM, KS_CASE)
    taken = await world.later(minutes=16)
    await withdraw(taken, SAM, KS_CASE)
    again = await taken.later(minutes=14)
    await withdraw(again, SAM, KS_CASE)
    await choose(again, SAM, KS_CASE, talk="no")
    assert await refused(send(again, sharing)) == "too_soon"
    then = await taken.later(minutes=15)
    for at, may in ((again, False), (then, True)):
        sheet = await sharings.sharing_sheet(
            at.house, at[SAM], at.case(KS_CASE), sharing, purpose=COORDINATE
        )
        assert (sheet.may_send, sheet.from_then) == (may, then.house.clock())
    await send(then, sharing)
    assert await standing(then, sharing) is Standing.PROVISIONAL


async def test_who_decides_is_woken_when_agreement_begins_or_ends_and_never_else(
    house: House,
) -> None:
    """Each time rings phones, at night too. Said again, about the plan or with a new map, a No is
    the No that it was; a Yes that somebody else has yet to agree to is none, nor noted twice."""
    young = replace(house, settings=replace(house.settings, agrees_alone_from=16))
    world = await ready(young)
    sharing = await ask(world, urgent="yes")
    await withdraw(world, SAM, KS_CASE)
    await withdraw(world, SAM, KS_CASE, about="plan")
    await choose(world, SAM, KS_CASE, talk="no")
    await note(world, SAM, KS_CASE, A_PARENT)
    await choose(world, SAM, KS_CASE)
    assert await woken(world, sharing) == 1
    assert await waits(world, DANA) == [sharing]
    for _ in "12":
        await note(world, SAM, KS_CASE, A_PARENT)
        assert (await woken(world, sharing), await waits(world, DANA)) == (2, [])
    await withdraw(world, SAM, KS_CASE, about="plan")
    assert await woken(world, sharing) == 2
    await choose(world, SAM, KS_CASE, talk="no")
    assert (await woken(world, sharing), await waits(world, DANA)) == (3, [sharing])


@pytest.mark.parametrize("broken", [ConsentRecord, CaseFile, Sharing])
async def test_what_does_not_open_waits_on_and_stops_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, broken: type[Table]
) -> None:
    """Each page of Dana's counts what waits: one broken row takes none of it away, and the log says
    it once. An answer that does not open is no Yes, and she decides."""
    noted: list[BaseException] = []
    monkeypatch.setattr(logs, "note", noted.append)
    monkeypatch.setattr(logs, "_noted", set())
    world = await ready(house)
    sharing, other = await ask(world), await ask(world, w.JOS_CASE)
    rows = update(broken).values(sealed=b"broken")
    async with writing(house) as session:
        await session.exec(rows.where(Sharing.id == sharing) if broken is Sharing else rows)
    for _ in "12":
        assert sorted(await waits(world, DANA)) == sorted((sharing, other))
    assert [type(one) for one in noted] == [SealBroken]
    if broken is ConsentRecord:
        assert not await say(world, DANA, sharing, NO)


async def test_what_was_asked_by_agreement_waits_for_no_second_person(house: House) -> None:
    """The same reference was asked for on the young person's yes: also after they took it back
    nobody decides on the sharing that waited, and another reference waits as before."""
    world = await ready(house)
    same, other = await ask(world), await ask(world, w.JOS_CASE)
    await choose(world, SAM, KS_CASE)
    await asked_by_agreement(world)
    await withdraw(world, SAM, KS_CASE)
    assert await waits(world, DANA) == [other]
    assert await standing(world, same) is Standing.OVERTAKEN
    assert await refused(say(world, DANA, same, YES)) == "sharing_settled"


async def test_what_was_accepted_by_agreement_waits_for_no_second_person(house: House) -> None:
    """Their own case's page says so, and not that it waits."""
    world = await ready(house, talk="yes", theirs="no")
    await w.ask(world)
    link = await newest_link(world)
    sharing = await accept(world, link)
    await choose(world, PRIYA, MS_CASE)
    await w.accept(world, link)
    await withdraw(world, PRIYA, MS_CASE)
    sheet = await sharings.sharing_sheet(
        world.house, world[PRIYA], world.case(MS_CASE), sharing, purpose=COORDINATE
    )
    assert sheet.standing is Standing.OVERTAKEN
    assert await waits(world, "east") == []


async def test_what_waits_beyond_six_rests_on_a_yes_and_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two cards of one case: on a Yes the sharing without agreement leaves, and what goes beyond
    six by agreement stays, on one more Yes too. Its supervisor decides on it, and on that alone."""
    monkeypatch.setattr(rules, "MOST_LINKS", 1)
    world = await ready(house)
    sharing = await ask(world)
    await choose(world, SAM, KS_CASE)
    beyond = await rule7.ask(world, w.JOS_CASE)
    for _ in "12":
        assert (await waits(world, DANA), await rule7.waits(world, DANA)) == ([], [beyond])
        assert await standing(world, sharing) is Standing.SAID_YES
        assert await standing(world, beyond) is Standing.WAITS
        await choose(world, SAM, KS_CASE)
    assert await rule7.say(world, DANA, beyond, rule7.YES)
    assert await standing(world, beyond) is Standing.AGREED


async def test_what_goes_beyond_six_by_agreement_overtakes_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K's one place is taken. The same reference, by agreement since, waits for a reason: the one
    card stands for it, and a withdrawal ends it; nothing waits without agreement any more."""
    monkeypatch.setattr(rules, "MOST_LINKS", 1)
    world = await ready(house)
    sharing = await ask(world)
    await choose(world, SAM, KS_CASE)
    assert await rule7.ask(world, w.UNKNOWN) != ""
    beyond = await rule7.ask(world)
    assert beyond in await rule7.waits(world, DANA)
    await withdraw(world, SAM, KS_CASE)
    assert (await waits(world, DANA), await rule7.waits(world, DANA)) == ([], [])
    assert await standing(world, sharing) is Standing.OVERTAKEN
    assert await standing(world, beyond) is Standing.WITHDRAWN
