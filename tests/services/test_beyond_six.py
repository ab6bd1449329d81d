"""Rule 7: six linked cases per case, more only with a supervisor's reason, and never more than

twelve. Each side counts its own.
"""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain import links as rules
from peermap_app.domain.errors import NotFound, Problems, Refusal, TooMany
from peermap_app.domain.links import MOST_BEYOND, MOST_LINKS
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing import Standing
from peermap_app.domain.tray import Kind
from peermap_app.services import (
    cases,
    duty,
    links,
    sharing_over,
    sharing_second,
    sharings,
    temporary,
    tray,
)
from peermap_app.services.record_check import check_record
from tests.builders import a_sharing_form
from tests.services import test_sharings as rule5
from tests.services import world as w
from tests.services.statements import counted
from tests.services.test_link_seconds import a_supervisor
from tests.services.test_races import at_once
from tests.services.test_subject_access import two_linked
from tests.services.test_subject_record import the_record
from tests.services.test_temporary import ADE, DANA, NOOR, with_noor
from tests.services.world import (
    ALEX,
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    UNKNOWN,
    World,
    a_world,
    choose,
    newest_link,
    table,
)

COORDINATE = Purpose.COORDINATE
EAST = "Family Safeguarding East"
YES = {"agree": "yes", "why": "Both plans name the same park.", "beyond": "yes"}
NO = {"agree": "no", "why": "End one that is not needed first.", "beyond": "yes"}


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One link is as many as six, and three are as many as twelve: the same rule, sooner."""
    monkeypatch.setattr(rules, "MOST_LINKS", 1)
    monkeypatch.setattr(rules, "MOST_BEYOND", 3)


async def ready(house: House) -> World:
    """K, M and E said yes; every case names Dana, "east" supervises M's, Noor a team of none."""
    world = await with_noor(await a_world(house))
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE), (JO, JOS_CASE)):
        await choose(world, name, reference)
    await a_supervisor(world, "east", EAST)
    return world


async def full(house: House) -> World:
    """K's one place is taken by an ask for a reference that nobody has."""
    world = await ready(house)
    assert await ask(world, UNKNOWN) == ""
    return world


async def ask(world: World, reference: str = MS_CASE, **changed: object) -> str:
    """Sam asks for K's case, by agreement; the id of what waits, or ""."""
    form = a_sharing_form(reference=reference, review=w.review(world), **changed)
    return await links.ask_link(
        world.house, world[SAM], world.case(KS_CASE), form, purpose=COORDINATE
    )


async def accept(world: World, link: str, name: str = PRIYA, **changed: object) -> str:
    """By agreement; the id of what waits, or ""."""
    form = a_sharing_form(review=w.review(world), **changed)
    _, waits = await links.answer_link(
        world.house, world[name], link, True, form, purpose=COORDINATE
    )
    return waits


async def say(world: World, name: str, sharing: str, raw: dict[str, str]) -> bool:
    agree, _ = await sharing_second.answer_sharing(
        world.house, world[name], sharing, raw, purpose=COORDINATE
    )
    return agree


async def waits(world: World, name: str) -> list[str]:
    """What waits for a supervisor beyond six; nothing of it stands among rule 5's."""
    found = await tray.tray(world.house, world[name])
    assert await tray.count(world.house, world[name]) == len(found)
    assert all(one.kind is not Kind.SHARING for one in found)
    return [one.id for one in found if one.kind is Kind.BEYOND]


async def states(world: World, name: str, reference: str) -> list[str]:
    sheet = await cases.open_case(world.house, world[name], world.case(reference))
    return [line.state for line in sheet.links]


async def to_answer(world: World, name: str = PRIYA, own: str = MS_CASE, but: int = 0) -> str:
    """The ask that came to a case last, when `but` earlier ones wait there still."""
    found = await cases.open_case(world.house, world[name], world.case(own))
    asked = {one.link_id for one in found.links if one.state == "to_answer"}
    waiting = {one.link_id for one in found.sharings}
    assert len(asked) == but + 1
    (link,) = asked - waiting if but else asked
    return link


async def sheet(world: World, sharing: str) -> sharings.SharingSheet:
    """As Sam reads it."""
    return await sharings.sharing_sheet(
        world.house, world[SAM], world.case(KS_CASE), sharing, purpose=COORDINATE
    )


async def code(doing: object) -> str:
    """The code of the refusal that it is."""
    with pytest.raises(Refusal) as refused:
        await doing  # type: ignore[misc]
    return refused.value.code


async def test_the_seventh_waits_for_a_supervisor_and_goes_on(house: House) -> None:
    """Six of one's own, then one that waits: nothing of it goes out before Dana said yes with a
    reason; then it is an ask like any other, is accepted, and crosses. Twelve are the end."""
    world = await ready(house)
    for number in range(MOST_LINKS):
        assert await ask(world, f"HX-90{number}") == ""
    form = await links.link_form(house, world[SAM], world.case(KS_CASE), purpose=COORDINATE)
    assert (form.may_ask, form.beyond, form.links_used, form.links_most) == (True, True, 6, 6)
    sharing = await ask(world)
    assert len(await table(world, "link")) == MOST_LINKS
    held = await sheet(world, sharing)
    assert (held.standing, held.reference, held.beyond) == (Standing.WAITS, MS_CASE, True)
    assert await waits(world, DANA) == [sharing]
    read = await sharing_second.second_person_sheet(
        world.house, world[DANA], sharing, purpose=COORDINATE
    )
    assert (read.reference, read.other_reference, read.links) == (KS_CASE, MS_CASE, 6)
    assert (read.agreed, read.beyond, read.own) == (True, True, False)
    with pytest.raises(Problems):
        await say(world, DANA, sharing, {"agree": "yes", "beyond": "yes"})
    assert await say(world, DANA, sharing, YES)
    assert await say(world, DANA, sharing, YES)  # a second tap
    assert await waits(world, DANA) == []
    assert await accept(world, await to_answer(world)) == ""
    assert "accepted" in await states(world, SAM, KS_CASE)
    held = await sheet(world, sharing)
    assert (held.standing, held.answered_by, held.answer_why) == (
        Standing.AGREED,
        "dana@west.example",
        YES["why"],
    )
    assert ("agree_sharing", "allowed", "supervises") in await w.recorded(world, KS_CASE)
    for number in range(MOST_BEYOND - MOST_LINKS - 1):
        assert await ask(world, f"HX-91{number}") != ""
    with pytest.raises(TooMany) as refused:
        await ask(world, "HX-9200")
    assert (refused.value.code, refused.value.data["most"]) == ("links_full", MOST_BEYOND)
    page = await cases.open_case(house, world[SAM], world.case(KS_CASE))
    assert (page.links_used, page.links_most, page.why_no_link) == (12, 12, "links_full")
    assert (await check_record(world.house)).faults == ()


@pytest.mark.usefixtures("one")
async def test_a_no_is_not_asked_round(house: House) -> None:
    """Sam reads Dana's reason; the same is asked of nobody for two weeks, and another may be. A
    settled one is decided no more."""
    world = await full(house)
    sharing = await ask(world)
    assert not await say(world, DANA, sharing, NO)
    held = await sheet(world, sharing)
    assert (held.standing, held.answer_why) == (Standing.REFUSED, NO["why"])
    assert await code(say(world, DANA, sharing, YES)) == "sharing_settled"
    assert await code(ask(world)) == "beyond_refused"
    assert await ask(world, JOS_CASE) != ""
    assert [row["state"] for row in await table(world, "link")] == ["asked"]
    soon = await world.later(days=13, hours=23)
    assert await code(ask(soon)) == "beyond_refused"


@pytest.mark.usefixtures("one")
async def test_what_nobody_decides_lapses(house: House) -> None:
    """After two weeks it reads so, whoever noted it; then it can be asked for anew."""
    world = await full(house)
    sharing = await ask(world)
    later = await world.later(days=14)
    assert (await sheet(later, sharing)).standing is Standing.LAPSED
    assert await waits(later, DANA) == []
    assert await code(say(later, DANA, sharing, YES)) == "sharing_settled"
    assert await sharing_over.note_over(later.house) == 1
    assert (await sheet(later, sharing)).standing is Standing.LAPSED
    assert ("sharing_over", "allowed", "also") in await w.recorded(later, KS_CASE)
    assert await ask(later) == ""  # the ask that took the place lapsed as well


@pytest.mark.usefixtures("one")
async def test_who_decides_nothing(house: House) -> None:
    """By agreement the case's own supervisors alone: no worker, no administrator, no supervisor of
    another team or of the other case; nor whoever is on duty, by day or by night."""
    world = await full(house)
    raw = {"duty_email": "noor@west.example", "duty_hours": "16"}
    await duty.set_duty(world.house, world[DANA], raw)
    sharing = await ask(world)
    night = await world.later(hours=9)
    for at in (world, night):
        for name in (NOOR, "east", ADE, ALEX, PRIYA, SAM):
            with pytest.raises(NotFound):
                await say(at, name, sharing, YES)
        for name in (NOOR, "east", ADE, ALEX, PRIYA):
            with pytest.raises(NotFound):
                await sharing_second.second_person_sheet(
                    at.house, at[name], sharing, purpose=COORDINATE
                )
        assert await waits(at, NOOR) == await waits(at, "east") == []
    assert await waits(night, DANA) == [sharing]


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize("which", [KS_CASE, MS_CASE])
async def test_nobody_decides_on_their_own(house: House, which: str) -> None:
    """A supervisor who works with one of the two cases now, for some hours too, leaves it to
    another; that the other case is theirs tells nobody anything."""
    world = await full(house)
    await a_supervisor(world, "lee", "Youth Support West")
    sharing = await ask(world)
    if which == KS_CASE:
        given = {"email": "dana@west.example", "hours": "24", "why": "Sam is ill."}
        await temporary.give(world.house, world["lee"], world.case(KS_CASE), given)
    else:
        await w.bring_in(house, w.row(MS_CASE, DANA, initials="M", team=EAST))
        world = await world.later(minutes=1)
    assert await waits(world, DANA) == []
    assert await code(say(world, DANA, sharing, YES)) == "not_your_own"
    assert await waits(world, "lee") == [sharing]
    assert await say(world, "lee", sharing, YES)
    assert len(await table(world, "link")) == 2


@pytest.mark.usefixtures("one")
async def test_accepting_beyond_six_waits_as_well(house: House) -> None:
    """M has its one link; Priya's yes to K waits for M's supervisor, K's side reads "Asked" until
    then, and the link holds after it."""
    world = await ready(house)
    await w.ask(world, MS_CASE, name=JO, own=JOS_CASE)
    assert await accept(world, await to_answer(world)) == ""
    assert await ask(world) == ""
    link = await to_answer(world)
    asked = await links.asked(house, world[PRIYA], link, purpose=COORDINATE)
    assert (asked.may_accept, asked.beyond, asked.beyond_id) == (True, True, "")
    sharing = await accept(world, link)
    assert await accept(world, link) == sharing  # a second tap
    assert await code(accept(world, link, why="Something else")) == "sharing_waits"
    asked = await links.asked(house, world[PRIYA], link, purpose=COORDINATE)
    assert (asked.state, asked.beyond_id) == ("asked", sharing)
    assert await states(world, SAM, KS_CASE) == ["asked"]
    assert await waits(world, NOOR) == []
    with pytest.raises(NotFound):
        await say(world, NOOR, sharing, YES)
    assert await waits(world, "east") == [sharing]
    read = await sharing_second.second_person_sheet(
        world.house, world["east"], sharing, purpose=COORDINATE
    )
    assert (read.other_reference, read.asker and read.asker.name) == ("", "Sam S.")
    assert await say(world, "east", sharing, YES)
    assert await states(world, SAM, KS_CASE) == ["accepted"]
    assert await states(world, PRIYA, MS_CASE) == ["accepted", "accepted"]


@pytest.mark.usefixtures("one")
async def test_who_declines_after_all_leaves_nothing_to_decide(house: House) -> None:
    """Priya's acceptance waits, and she declines: nobody is asked any more, and she reads why."""
    world = await ready(house)
    await w.ask(world, MS_CASE, name=JO, own=JOS_CASE)
    await accept(world, await to_answer(world))
    await ask(world)
    link = await to_answer(world)
    sharing = await accept(world, link)
    await links.answer_link(house, world[PRIYA], link, False, {}, purpose=COORDINATE)
    assert await waits(world, "east") == []
    assert await code(say(world, "east", sharing, YES)) == "sharing_settled"
    (line,) = (await cases.open_case(house, world[PRIYA], world.case(MS_CASE))).sharings
    assert line.standing is Standing.WITHDRAWN


@pytest.mark.usefixtures("one")
async def test_the_asking_side_beyond_six_is_accepted_by_its_supervisors_reason_alone(
    house: House,
) -> None:
    """K asked Priya within its place, and accepted Jo since: it is full, and Priya's yes finds it
    closed. What Dana gave a reason for is accepted."""
    world = await ready(house)
    await w.ask(world, KS_CASE, name=JO, own=JOS_CASE)
    of_jo = await to_answer(world, SAM, KS_CASE)
    assert await ask(world) == ""
    of_priya = await to_answer(world)
    assert await accept(world, of_jo, SAM) == ""
    assert await code(accept(world, of_priya)) == "link_not_open"
    await links.answer_link(house, world[PRIYA], of_priya, False, {}, purpose=COORDINATE)
    later = await world.later(days=14)
    sharing = await ask(later)
    assert await say(later, DANA, sharing, YES)
    assert await accept(later, await to_answer(later)) == ""
    assert (await states(later, SAM, KS_CASE)).count("accepted") == 2


@pytest.mark.usefixtures("one")
async def test_agreement_that_ends_leaves_nothing_to_decide(house: House) -> None:
    """K says no while it waits: it is over for Dana at once, and what went out by her yes ends as
    every link by agreement does."""
    world = await full(house)
    given, waiting = await ask(world), await ask(world, JOS_CASE)
    await say(world, DANA, given, YES)
    await accept(world, await to_answer(world))
    await choose(world, SAM, KS_CASE, talk="no")
    assert await waits(world, DANA) == []
    assert await code(say(world, DANA, waiting, YES)) == "sharing_settled"
    assert (await sheet(world, waiting)).standing is Standing.WITHDRAWN
    assert set(await states(world, SAM, KS_CASE)) == {"ended"}
    await choose(world, SAM, KS_CASE)
    assert await code(say(world, DANA, waiting, YES)) == "sharing_settled"


@pytest.mark.usefixtures("one")
async def test_who_asked_and_left_shares_nothing(house: House) -> None:
    """The yes comes when Sam has the case no more."""
    world = await full(house)
    sharing = await ask(world)
    ends = world.house.clock().date().isoformat()
    await w.bring_in(house, w.row(KS_CASE, SAM, ends=ends), w.row(KS_CASE, ADE, initials="K"))
    later = await world.later(days=1)
    assert await code(say(later, DANA, sharing, YES)) == "sharer_gone"
    assert len(await table(later, "link")) == 1


@pytest.mark.usefixtures("one")
async def test_an_unknown_reference_is_the_same_work_and_the_same_rows(house: House) -> None:
    """Asked for and decided, nothing tells whether anybody has the case (rule 8)."""
    world = await full(house)
    await say(world, DANA, await ask(world, "HX-9001"), NO)  # the chains begin
    done = []
    for reference in (JOS_CASE, "HX-9002"):
        with counted(world.house) as asked:
            sharing = await ask(world, reference)
        with counted(world.house) as decided:
            await say(world, DANA, sharing, NO)
        done.append((asked, decided))
    assert done[0] == done[1]
    rows = (await table(world, "sharing"))[1:]
    assert len({len(row["sealed"]) for row in rows}) == 1


@pytest.mark.usefixtures("one")
async def test_without_agreement_the_second_person_gives_the_reason_too(house: House) -> None:
    """They are told that it goes beyond six; a yes of before they could know is asked for again.
    Its worker does not send it by their own reason."""
    world = await rule5.ready(house)
    assert await say(world, DANA, await rule5.ask(world, "HX-9001"), YES)
    sharing = await rule5.ask(world, urgent="yes")
    read = await sharing_second.second_person_sheet(
        world.house, world[DANA], sharing, purpose=COORDINATE
    )
    assert (read.agreed, read.beyond, read.links) == (False, True, 1)
    later = await world.later(minutes=15)
    assert await code(rule5.send(later, sharing)) == "beyond_six"
    assert await code(say(later, DANA, sharing, {**YES, "beyond": ""})) == "beyond_by_now"
    assert await say(later, DANA, sharing, YES)
    await w.accept(later, await newest_link(later))
    assert await rule5.told(later) == ["Priya P."]


@pytest.mark.usefixtures("one")
async def test_two_at_once_at_the_edge(house: House) -> None:
    """Two asks for the last place: one goes out and one waits. Two for the last one of all: one
    waits and one is refused. Two yeses at once: each goes out once, and no more than three."""
    world = await ready(house)
    assert await at_once(ask(world, "HX-9001"), ask(world, "HX-9002")) == {"ok": 2}
    assert len(await table(world, "link")) == len(await table(world, "sharing")) == 1
    assert await at_once(ask(world, "HX-9003"), ask(world, "HX-9004")) == {
        "ok": 1,
        "links_full": 1,
    }
    first, second = await waits(world, DANA)
    said = [say(world, DANA, one, YES) for one in (first, second, first)]
    assert await at_once(*said) == {"ok": 3}
    assert len(await table(world, "link")) == 3


@pytest.mark.usefixtures("one")
async def test_two_answers_at_once_stay_at_the_edge(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M has one of two. East says yes to T's ask and to K's at once: one is let, one is full."""
    world = await ready(house)
    await choose(world, SAM, SAMS_OTHER)
    waiting = []
    for at, (name, own) in enumerate(((JO, JOS_CASE), (SAM, SAMS_OTHER), (SAM, KS_CASE))):
        await w.ask(world, MS_CASE, name=name, own=own)
        waiting.append(await accept(world, await to_answer(world, but=int(at == 2))))
    assert waiting.pop(0) == ""
    monkeypatch.setattr(rules, "MOST_BEYOND", 2)
    assert await at_once(*(say(world, "east", one, YES) for one in waiting)) == {
        "ok": 1,
        "links_full": 1,
    }
    assert (await states(world, PRIYA, MS_CASE)).count("accepted") == 2


@pytest.mark.usefixtures("one")
async def test_it_is_in_the_record_of_the_young_person(house: House) -> None:
    """Who decided, when and why, in a list of its own and without the other case."""
    world = await two_linked(house)
    await say(world, DANA, await ask(world, UNKNOWN), YES)
    found = await the_record(world, KS_CASE)
    (said,) = found["asked_beyond_six"]  # type: ignore[misc]
    assert (said["agreed"], said["why"], said["beyond_six"]) == (True, YES["why"], True)
    assert found["shared_without_agreement"] == []
    assert UNKNOWN not in repr(said)
