"""My map says who looked, by role and day, and nothing that comes from another's case (rule 10)."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.cases import Role
from peermap_app.domain.looked import MOST_SHOWN, Look, Looker, looker, looks
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.record_query import LookReason, RecordAsk
from peermap_app.services import access_reading, alerts, cases, links, maps, my_map
from peermap_app.services.unit import unit
from tests.services.test_my_map import opened, ready
from tests.services.test_withdrawals import data_protection
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    accept,
    ask,
    choose,
    newest_link,
)

TODAY = date(2026, 11, 24)


async def seen_by_k(world: World, card: object) -> tuple[Look, ...]:
    """What K's My map says."""
    return (await my_map.shows(world.house, await opened(world, card))).looks  # type: ignore[arg-type]


async def test_a_worker_looked_on_a_day(house: House) -> None:
    """Once a day, however often; the records checker too, and the drawing itself is no look."""
    world, card = await ready(house)
    assert await seen_by_k(world, card) == ()
    for _ in range(2):
        await maps.kept_map(
            world.house, world[SAM], world.case(KS_CASE), "1", purpose=Purpose.PLAN_TOGETHER
        )
    assert await seen_by_k(world, card) == (Look(Looker.WORKER, TODAY),)
    robin = await data_protection(world)
    await access_reading.look(world.house, robin, RecordAsk(LookReason.WORRY, KS_CASE))
    assert await seen_by_k(world, card) == (
        Look(Looker.CHECKER, TODAY),
        Look(Looker.WORKER, TODAY),
    )


async def test_a_linked_workers_reading_is_not_told(house: House) -> None:
    """Priya reads K's side over the link, on K's own chain: My map shows what it showed."""
    world, card = await ready(house)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    link_id = await newest_link(world)
    await accept(world, link_id)
    later = await world.later(days=1)
    before = await seen_by_k(world, card)
    await cases.open_case(later.house, later[PRIYA], later.case(MS_CASE))
    await alerts.inbox(later.house, later[PRIYA])
    async with unit(later.house, later[PRIYA], Action.SEE_CASE, later.case(MS_CASE)) as u:
        u._linked.add(world.case(KS_CASE))
        await u.across(Action.SEE_LINK, world.case(KS_CASE))
    await links.link_form(
        later.house, later[PRIYA], later.case(MS_CASE), purpose=Purpose.COORDINATE
    )
    assert await seen_by_k(world, card) == before


@given(
    st.lists(
        st.tuples(
            st.sampled_from([role.value for role in Role]),
            st.sampled_from(
                [f"{one.value} plan" for one in Relation] + ["also", "data_protection"]
            ),
            st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        ),
        max_size=80,
    )
)
def test_over_a_link_nothing_is_told_whoever_it_was(rows: list[tuple[str, str, date]]) -> None:
    """Taking out what was read over links changes nothing; and the list is short and says each
    once."""
    told = looks(rows)
    assert told == looks([row for row in rows if not row[1].startswith("linked")])
    assert len(told) == len(set(told)) <= MOST_SHOWN


def test_a_manager_is_named_as_one() -> None:
    """Who supervises the case is their worker's manager; a supervisor who has it is a worker."""
    assert looker("supervisor", "supervises plan") is Looker.MANAGER
    assert looker("supervisor", "allocated plan") is Looker.WORKER
    assert looker("practitioner", "linked coordinate") is None
