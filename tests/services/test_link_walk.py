"""The life of a link through the services, at random: each act in any order, repeated and late.

What the rules' own property tests (tests/domain/test_link_life.py) hold of `domain.link_life` is
held here of the rows, whichever service wrote them: asked, accepted, declined, taken back, lapsed,
under review, renewed, ended, and waiting for the next worker.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound, Refusal
from peermap_app.domain.link_life import CROSSES, OVER, Reading
from peermap_app.domain.link_life import reading as read_life
from peermap_app.domain.links import LinkState, is_live
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import Kind
from peermap_app.services import lapsing, link_back, link_overdue, links
from peermap_app.services.link_ends import life_of, standing_by_date
from peermap_app.services.unit import SYSTEM, Unit, reading
from peermap_app.storage.tables import Link
from tests.domain.test_link_life import ARROWS as OF_THE_RULES
from tests.services import world as w
from tests.services.reviewing import say
from tests.services.test_link_confirms import confirm, over_to
from tests.services.test_link_life import end, sheet
from tests.services.world import JO, KS_CASE, MS_CASE, PRIYA, SAM, World, a_world, choose, table

COORDINATE = Purpose.COORDINATE
STEPS = 16
TWICE = 0.4
"""How often an act is done a second time at once: a tap too many, or a page that is sent again."""
ARROWS = {
    **OF_THE_RULES,
    **{
        waits: OF_THE_RULES[waits] | {Reading.TAKEN_BACK}
        for waits in (Reading.ASKED, Reading.DECLINED)  # its asker cannot tell the two apart
    },
    Reading.TAKEN_BACK: {Reading.TAKEN_BACK},
}
ROWS = ("link", "link_end", "link_confirm", "review")
ASK = timedelta(days=14)


@dataclass
class Walk:
    """Sam's K asks, and M's worker answers: Priya, and after her Jo."""

    world: World
    dice: random.Random
    theirs: str = PRIYA
    agreed: dict[str, set[str]] = field(default_factory=dict)
    """By link, who of M's workers accepted or confirmed it."""
    met: set[Reading] = field(default_factory=set)

    @property
    def sides(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """(worker, case) of each side now."""
        return (SAM, KS_CASE), (self.theirs, MS_CASE)

    async def newest(self) -> str:
        """The id of the link that was asked for last; one that nobody has before there is any."""
        rows = sorted(await table(self.world, "link"), key=lambda one: one["asked_at"])
        return str(rows[-1]["id"]) if rows else "0" * 32

    # --- what can be done ---

    async def ask(self, link: str) -> None:
        await w.ask(self.world)

    async def accept(self, link: str) -> None:
        await w.accept(self.world, link, self.theirs)
        self.agreed.setdefault(link, set()).add(self.theirs)

    async def decline(self, link: str) -> None:
        house, who = self.world.house, self.world[self.theirs]
        await links.answer_link(house, who, link, False, {}, purpose=COORDINATE)

    async def take_back(self, link: str) -> None:
        house, who, case_id = self.world.house, self.world[SAM], self.world.case(KS_CASE)
        await link_back.take_back(house, who, case_id, link, purpose=COORDINATE)

    async def renew(self, link: str) -> None:
        name, case = self.dice.choice(self.sides)
        await say(self.world, Kind.LINK, link, name=name, reference=case, days=30)

    async def end(self, link: str) -> None:
        await end(self.world, link, *self.dice.choice(self.sides))

    async def move(self, link: str) -> None:
        """M's case goes over to Jo, once."""
        if self.theirs == PRIYA:
            await over_to(self.world, JO)
            self.theirs = JO

    async def confirm(self, link: str) -> None:
        await confirm(self.world, link, self.theirs)
        self.agreed.setdefault(link, set()).add(self.theirs)

    async def keep(self, link: str) -> None:
        """The keeper notes what ran out."""
        await link_overdue.note_over(self.world.house, None)
        await lapsing.note_due(self.world.house)

    async def wait(self, link: str) -> None:
        self.world = await self.world.later(days=self.dice.randint(1, 15))

    # --- what is held ---

    async def readings(self) -> dict[str, tuple[Reading, object, bool]]:
        """How each link stands by its rows now, when it ended, and whether it takes its asker's
        place for this case: what they see as asked, and what stands."""
        house = self.world.house
        async with reading(house) as session:
            u = Unit(house, session, house.clock(), SYSTEM, Action.END_LINK)
            rows = (await session.exec(select(Link))).all()
            standing = await standing_by_date(u, rows)
            found = {}
            for row in rows:
                how = read_life(life_of(row, standing), u.now, ASK)
                live = is_live(LinkState(row.state), row.asked_at, u.now)
                stands = live and how is not Reading.NOT_RENEWED
                found[row.id] = (how, row.ended_at, stands)
            return found

    async def rows(self) -> Mapping[str, list[str]]:
        """All that a link's life is written in, but what is sealed."""
        return {
            name: sorted(
                repr({key: one[key] for key in one if key != "sealed"})
                for one in await table(self.world, name)
            )
            for name in ROWS
        }

    async def step(self, act: Callable[[str], Awaitable[None]]) -> None:
        """Do it, perhaps twice: each link goes along an arrow of its life or stays, what is refused
        writes nothing, and a second time is no other than the first."""
        link, before, there = await self.newest(), await self.readings(), await self.rows()
        dice = self.dice.getstate()
        refused = await self.tried(act, link)
        if refused:
            assert await self.rows() == there, act
        after, now = await self.readings(), await self.rows()
        for each, (how, ended_at, _) in after.items():
            was, over_at, _ = before.get(each, (Reading.ASKED, None, True))
            assert how in ARROWS[was], (act, was, how)
            if was in OVER - {Reading.DECLINED}:
                assert how is was, act
                assert over_at in (ended_at, None), act  # when it lapsed may be noted later
        if act != self.wait and self.dice.random() < TWICE:
            held = self.dice.getstate()
            self.dice.setstate(dice)
            await self.tried(act, link)
            self.dice.setstate(held)
            assert await self.rows() == now, act
        await self.seen(after)

    async def tried(self, act: Callable[[str], Awaitable[None]], link: str) -> bool:
        """Whether it was refused."""
        try:
            await act(link)
        except Refusal:
            return True
        return False

    async def seen(self, found: Mapping[str, tuple[Reading, object, bool]]) -> None:
        """Never two at once between the same cases; both sides read alike, and something crosses
        where both agreed and nowhere else."""
        self.met |= {how for how, _, _ in found.values()}
        assert sum(stands for _, _, stands in found.values()) <= 1
        for link, (how, _, _) in found.items():
            if link not in self.agreed:
                for name, case in self.sides:  # nothing is told of what nobody accepted
                    with pytest.raises(NotFound):
                        await sheet(self.world, link, name, case)
                continue
            pages = [await sheet(self.world, link, *side) for side in self.sides]
            assert len({(one.reading, one.holds, one.over_at) for one in pages}) == 1
            agreed = self.theirs in self.agreed[link]
            if pages[0].holds:
                assert how in CROSSES
                assert agreed
            elif how in CROSSES:
                assert not agreed or pages[0].reading is Reading.ENDED


@pytest.mark.parametrize("seed", [0, 1, 3])
async def test_the_life_of_a_link_in_any_order(house: House, seed: int) -> None:
    """Sixteen acts of ten kinds, four in ten of them done twice."""
    walk = Walk(await a_world(house), random.Random(seed))
    for name, case in walk.sides:
        await choose(walk.world, name, case)
    acts = [
        *(walk.ask, walk.ask, walk.accept, walk.accept, walk.decline, walk.take_back),
        *(walk.renew, walk.renew, walk.end, walk.move, walk.confirm, walk.keep),
        *(walk.wait, walk.wait),
    ]
    await walk.step(walk.ask)
    for _ in range(STEPS):
        await walk.step(walk.dice.choice(acts))
    assert Reading.ASKED in walk.met
    assert len(walk.met) > 2
