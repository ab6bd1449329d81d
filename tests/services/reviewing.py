"""What has a review date, asked about and answered, as tests of lapsing need it."""

from __future__ import annotations

from datetime import date, timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import PURPOSE_OF, Kind
from peermap_app.services import (
    accounts,
    cases,
    flags,
    review_answers,
)
from peermap_app.services.review_answers import ReviewForm
from peermap_app.services.unit import OPERATOR
from tests.builders import a_flag_form
from tests.services import world as w
from tests.services.world import KS_CASE, SAM, World

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
