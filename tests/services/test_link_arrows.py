"""Each arrow of access over a link, from both sides, before, while and after it holds (rule 6).

Made from the access table: whatever it gives to who is LINKED is tried by the service that does it,
from each side, at each point of a link's life. What crosses stands on the other case's record, what
is refused on the own one (rule 10).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.access import TABLE, Action, Relation
from peermap_app.domain.errors import Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, flags, link_notes, link_together
from peermap_app.services.link_ends import crossings, own_case
from peermap_app.services.unit import unit
from tests.builders import a_flag_form
from tests.services import test_sharings as rule5
from tests.services.endings import closed
from tests.services.test_link_confirms import over_to
from tests.services.test_link_life import end
from tests.services.world import (
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    accept,
    ask,
    choose,
    newest_link,
    recorded,
    table,
)

COORDINATE = Purpose.COORDINATE
LINKED = sorted(
    action
    for action, rows in TABLE.items()
    if Relation.LINKED in (relations := {relation for _, relation in rows})
    and Relation.NONE not in relations  # what everybody does for themself is no arrow
)
NONE = "0" * 32


@dataclass(slots=True)
class Side:
    """One end of the link. `alert`: that came to it over the link; `flag`: of its own case."""

    name: str
    case: str
    other: str
    alert: str = NONE
    flag: str = NONE


@dataclass(slots=True)
class Stage:
    """A link at one point of its life, with both its sides."""

    world: World
    link: str
    asking: Side
    asked: Side


async def _flag(world: World, side: Side) -> str:
    house, who, case = world.house, world[side.name], world.case(side.case)
    form = await flags.flag_form(house, who, case, purpose=COORDINATE)
    sent = await flags.flag_case(house, who, case, form.form_id, a_flag_form(), purpose=COORDINATE)
    return sent.flag_id


async def _see_link(world: World, link: str, side: Side) -> None:
    case = world.case(side.case)
    await link_together.together(world.house, world[side.name], case, link, purpose=COORDINATE)


async def _write(world: World, link: str, side: Side) -> None:
    met = {"met": world.house.clock().date().isoformat()}
    case = world.case(side.case)
    await link_notes.say_met(world.house, world[side.name], case, link, met, purpose=COORDINATE)


async def _send(world: World, _: str, side: Side) -> None:
    await _flag(world, side)


async def _see_flag(world: World, _: str, side: Side) -> None:
    await flags.flag_sheet(world.house, world[side.name], side.flag, purpose=COORDINATE)


async def _see_alert(world: World, _: str, side: Side) -> None:
    await alerts.open_alert(world.house, world[side.name], side.alert, purpose=COORDINATE)


async def _acknowledge(world: World, _: str, side: Side) -> None:
    await alerts.in_touch(world.house, world[side.name], side.alert, 0, purpose=COORDINATE)


DOES: dict[Action, Callable[[World, str, Side], Awaitable[None]]] = {
    Action.SEE_LINK: _see_link,
    Action.WRITE_TOGETHER: _write,
    Action.FLAG_CASE: _send,
    Action.SEE_FLAG: _see_flag,
    Action.SEE_ALERT: _see_alert,
    Action.ACK_ALERT: _acknowledge,
}
"""What each arrow is done by. A flag and one's own page are there without a link too: then they
reach nobody."""

CROSSES = "every arrow crosses"
OWN_ALONE = "the own side is read, and nothing crosses"
NO_LINK = "there is no link yet"
SHUT = "the own case is not theirs any more"
REFUSED: dict[str, frozenset[Action]] = {
    CROSSES: frozenset(),
    OWN_ALONE: frozenset({Action.WRITE_TOGETHER, Action.SEE_ALERT, Action.ACK_ALERT}),
    NO_LINK: frozenset(
        {Action.SEE_LINK, Action.WRITE_TOGETHER, Action.SEE_ALERT, Action.ACK_ALERT}
    ),
    SHUT: frozenset(DOES),
}
"""What is refused; everything else is allowed, and crosses only where every arrow does."""


async def asked(house: House) -> Stage:
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    asking, came = Side(SAM, KS_CASE, MS_CASE), Side(PRIYA, MS_CASE, KS_CASE)
    for side in (asking, came):
        side.flag = await _flag(world, side)
    return Stage(world, await newest_link(world), asking, came)


async def accepted(house: House) -> Stage:
    """Each side flagged, and was told of the other's."""
    stage = await asked(house)
    await accept(stage.world, stage.link)
    return await _both_flag(stage)


async def _both_flag(stage: Stage) -> Stage:
    world = stage.world
    for side in (stage.asking, stage.asked):
        side.flag = await _flag(world, side)
    for side in (stage.asking, stage.asked):
        theirs = [one for one in await table(world, "alert") if one["flag_id"] != side.flag]
        side.alert = str(theirs[0]["id"])
    return stage


async def under_review(house: House) -> Stage:
    stage = await accepted(house)
    stage.world = await stage.world.later(days=15)
    return stage


async def lapsed(house: House) -> Stage:
    stage = await accepted(house)
    stage.world = await stage.world.later(days=28)
    return stage


async def waits(house: House) -> Stage:
    """Priya's case went to Jo, who has not confirmed it."""
    stage = await accepted(house)
    stage.world = await stage.world.later(days=1)
    await over_to(stage.world, JO)
    stage.asked.name = JO
    return stage


async def waits_for_another(house: House) -> Stage:
    """The same, tried by Priya, who went."""
    stage = await waits(house)
    stage.asked.name = PRIYA
    return stage


async def with_nobody(house: House) -> Stage:
    """Priya's allocation ended and nobody has the case: a flag there must reach a supervisor."""
    stage = await accepted(house)
    stage.world = await stage.world.later(days=1)
    await over_to(stage.world, None)
    return stage


async def ended_by_asking(house: House) -> Stage:
    stage = await accepted(house)
    await end(stage.world, stage.link, SAM, KS_CASE)
    return stage


async def ended_by_asked(house: House) -> Stage:
    stage = await accepted(house)
    await end(stage.world, stage.link, PRIYA, MS_CASE)
    return stage


async def withdrawn(house: House) -> Stage:
    """Priya's young person says No."""
    stage = await accepted(house)
    await choose(stage.world, PRIYA, MS_CASE, talk="no")
    return stage


async def case_closed(house: House) -> Stage:
    stage = await accepted(house)
    await closed(stage.world, KS_CASE, SAM)
    return stage


def _two_sides(world: World, link: str) -> Stage:
    return Stage(world, link, Side(SAM, KS_CASE, MS_CASE), Side(PRIYA, MS_CASE, KS_CASE))


async def waits_for_a_second_person(house: House) -> Stage:
    """K said yes, M did not: Priya asked to accept without agreement, and nobody has answered."""
    world = await rule5.ready(house, talk="yes", theirs="no")
    await ask(world)
    stage = _two_sides(world, await newest_link(world))
    for side in (stage.asking, stage.asked):
        side.flag = await _flag(world, side)
    await rule5.accept(world, stage.link)
    return stage


async def without_at_one_end(house: House) -> Stage:
    """K said no and a second person yes; M said yes."""
    stage = _two_sides(*await rule5.shared(house))
    await accept(stage.world, stage.link)
    return await _both_flag(stage)


async def without_at_both_ends(house: House) -> Stage:
    """Both said no, and a second person of each side yes."""
    world, link = await rule5.shared(house, theirs="no")
    await rule5.say(world, "east", await rule5.accept(world, link), rule5.YES)
    return await _both_flag(_two_sides(world, link))


async def sent_undecided(house: House) -> Stage:
    """Urgent at night, and nobody answered: Sam sent it by their own reason."""
    world = await rule5.ready(house)
    world = await world.later(hours=13)
    sharing = await rule5.ask(world, urgent="yes")
    world = await world.later(minutes=15)
    await rule5.send(world, sharing)
    stage = _two_sides(world, await newest_link(world))
    await accept(world, stage.link)
    return await _both_flag(stage)


async def sent_and_over(house: House) -> Stage:
    """The next working day went by without a decision."""
    stage = await sent_undecided(house)
    stage.world = await stage.world.later(days=2)
    return stage


STAGES: tuple[tuple[Callable[[House], Awaitable[Stage]], str, str], ...] = (
    (asked, NO_LINK, NO_LINK),
    (accepted, CROSSES, CROSSES),
    (under_review, CROSSES, CROSSES),
    (lapsed, OWN_ALONE, OWN_ALONE),
    (waits, OWN_ALONE, OWN_ALONE),
    (waits_for_another, OWN_ALONE, SHUT),
    (with_nobody, CROSSES, SHUT),
    (ended_by_asking, OWN_ALONE, OWN_ALONE),
    (ended_by_asked, OWN_ALONE, OWN_ALONE),
    (withdrawn, OWN_ALONE, OWN_ALONE),
    (case_closed, SHUT, OWN_ALONE),
    (waits_for_a_second_person, NO_LINK, NO_LINK),
    (without_at_one_end, CROSSES, CROSSES),
    (without_at_both_ends, CROSSES, CROSSES),
    (sent_undecided, CROSSES, CROSSES),
    (sent_and_over, OWN_ALONE, OWN_ALONE),
)
"""Each point of a link's life, with what the asking and the asked side may."""


def test_every_arrow_of_the_table_is_tried() -> None:
    """One that is added to the table is not left out here."""
    assert sorted(DOES) == LINKED


@pytest.mark.parametrize(
    ("staged", "asking", "came"), STAGES, ids=[staged.__name__ for staged, _, _ in STAGES]
)
async def test_each_arrow_from_both_sides(
    house: House, staged: Callable[[House], Awaitable[Stage]], asking: str, came: str
) -> None:
    """Allowed and on the other case's record, or refused and on a record, and never else."""
    stage = await staged(house)
    expected, found = {}, {}
    for side, how in ((stage.asking, asking), (stage.asked, came)):
        for action in LINKED:
            by = (side.case, action.value)
            crosses = "crosses" if how == CROSSES else "nothing"
            expected[by] = "refused" if action in REFUSED[how] else crosses
            found[by] = await _tried(stage, side, action)
        if how != SHUT:
            expected[side.case, "across"] = [how == CROSSES] * len(LINKED)
            found[side.case, "across"] = [await _across(stage, side, one) for one in LINKED]
    assert found == expected


async def _tried(stage: Stage, side: Side, action: Action) -> str:
    world, chains = stage.world, (side.other, side.case, None)
    before = {chain: len(await recorded(world, chain)) for chain in chains}
    refused = False
    try:
        await DOES[action](world, stage.link, side)
    except Refusal:
        refused = True
    new = {chain: (await recorded(world, chain))[before[chain] :] for chain in chains}
    said = [row for rows in new.values() for row in rows if row[0] == action.value]
    assert refused == any(outcome == "refused" for _, outcome, _ in said)
    crossed = any(rule.startswith(Relation.LINKED) for _, _, rule in new[side.other])
    assert not (refused and crossed)
    return "refused" if refused else "crosses" if crossed else "nothing"


async def _across(stage: Stage, side: Side, action: Action) -> bool:
    """Whether a unit of this side that looks at its links may go across for this action."""
    world, who, case = stage.world, stage.world[side.name], stage.world.case(side.case)
    try:
        async with unit(world.house, who, Action.SEE_LINK, case, purpose=COORDINATE) as u:
            await crossings(u, (await own_case(u, case),), purpose=COORDINATE)
            await u.across(action, world.case(side.other), purpose=COORDINATE)
    except Refusal:
        return False
    return True
