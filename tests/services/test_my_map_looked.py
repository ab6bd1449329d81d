"""My map says who looked, by role and day, and nothing that comes from another's case (rule 10)."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from peermap_app.bootstrap import House
from peermap_app.domain.access import TABLE, Action, Relation
from peermap_app.domain.cases import Role
from peermap_app.domain.looked import LOOKS, MOST_SHOWN, Look, Looker, looker, looks
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.record_query import LookReason, RecordAsk
from peermap_app.services import (
    access_reading,
    alerts,
    cases,
    links,
    maps,
    my_map,
    subject_access,
    team,
)
from peermap_app.services.unit import unit, writing
from peermap_app.storage.tables import Worker
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
WORKERS = (Role.PRACTITIONER, Role.SUPERVISOR)
WORKS_WITH = (Relation.ALLOCATED, Relation.COVERS, Relation.LINKED)


async def seen_by_k(world: World, card: object) -> tuple[Look, ...]:
    """What K's My map says."""
    return (
        await my_map.shows(world.house, await opened(world, card), purpose=Purpose.PLAN_TOGETHER)
    ).looks  # type: ignore[arg-type]


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
    await alerts.inbox(later.house, later[PRIYA], purpose=Purpose.COORDINATE)
    async with unit(later.house, later[PRIYA], Action.SEE_CASE, later.case(MS_CASE)) as u:
        u._linked.add((world.case(KS_CASE), Relation.LINKED))
        await u.across(Action.SEE_LINK, world.case(KS_CASE), purpose=Purpose.COORDINATE)
    await links.link_form(
        later.house, later[PRIYA], later.case(MS_CASE), purpose=Purpose.COORDINATE
    )
    assert await seen_by_k(world, card) == before


@given(
    st.lists(
        st.tuples(
            st.sampled_from([action.value for action in Action]),
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


def test_what_is_done_tells_who_it_was() -> None:
    """The table lets one kind alone do each: who works with the case, supervises it or checks the
    records. So a row says who looked on its day, whatever role they have today."""
    kinds = {
        Looker.WORKER: {(role, each) for role in WORKERS for each in WORKS_WITH},
        Looker.MANAGER: {(Role.SUPERVISOR, Relation.SUPERVISES)},
        Looker.CHECKER: {(Role.DATA_PROTECTION, Relation.NONE)},
    }
    for action, who in LOOKS.items():
        assert TABLE[action] <= kinds[who], action
        assert looker(action.value, "also") is who
        assert looker(action.value, "linked coordinate") is None


async def test_a_managers_look_is_told_as_one(house: House) -> None:
    """A supervisor reads a map for a reason, and the records checker makes the whole record: both
    are told on their day, and stay what they were when the supervisor has another role later."""
    world, card = await ready(house)
    robin = await data_protection(world)
    await team.look_at_map(
        world.house,
        world["dana"],
        world.case(KS_CASE),
        "1",
        {"why": "Robin asked me to."},
        purpose=Purpose.PLAN_TOGETHER,
    )
    assert await seen_by_k(world, card) == (Look(Looker.MANAGER, TODAY),)
    ask_for_all = {"reference": KS_CASE, "asked_by": "themselves"}
    await subject_access.make(world.house, robin, ask_for_all)
    told = (Look(Looker.CHECKER, TODAY), Look(Looker.MANAGER, TODAY))
    assert await seen_by_k(world, card) == told
    async with writing(world.house) as session:
        dana = await session.get(Worker, world.worker_id("dana"))
        assert dana is not None
        dana.role = Role.DATA_PROTECTION.value
        session.add(dana)
    assert await seen_by_k(world, card) == told
