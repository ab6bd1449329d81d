"""Days away: said by oneself, seen by the supervisor, and what an alert makes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.alerting import Why
from peermap_app.domain.covers import MOST_ABSENCES
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound, Problems
from peermap_app.services import absences, covers
from peermap_app.services.unit import Who
from tests.fakes import FakeClock
from tests.services.people import People, a_worker
from tests.services.test_administration import opens
from tests.services.test_whom_alerts import DANA, a_linked_world, told
from tests.services.world import SAM

FORM = {"away_from": "2026-11-24", "away_to": "2026-11-27"}


async def test_a_worker_says_it_and_their_supervisor_sees_it(house: House, people: People) -> None:
    """It stands on both pages; said twice it stands once; taken back it is nowhere."""
    for _ in range(2):
        await absences.say_away(house, people.sam, FORM)
    (line,) = await absences.mine(house, people.sam)
    (seen,) = (await covers.sheet(house, people.nadia)).away
    assert (seen.name, seen.starts, seen.ends) == ("Sam O", line.starts, line.ends)
    assert (await covers.sheet(house, people.alex)).away == ()
    assert await opens(house, people.sam, people.case_k)
    for _ in range(2):
        await absences.take_back(house, people.sam, line.id)
    assert await absences.mine(house, people.sam) == ()


async def test_it_is_over_by_itself(house: House, people: People, clock: FakeClock) -> None:
    """After its last day it stands nowhere."""
    await absences.say_away(house, people.sam, FORM)
    clock.forward(days=4)
    sam = Who(kind="worker", worker_id=people.sam.worker_id, role=people.sam.role)
    assert await absences.mine(house, sam) == ()


@pytest.mark.attack("others")
async def test_nobody_says_it_for_another(house: House, people: People) -> None:
    """Nor takes it back; and whoever works with no cases is refused."""
    await absences.say_away(house, people.sam, FORM)
    (line,) = await absences.mine(house, people.sam)
    jo = await a_worker(house, name="Jo B", team_id=people.west)
    for who in (jo, people.nadia):
        with pytest.raises(NotFound):
            await absences.take_back(house, who, line.id)
    for who in (people.alex, people.robin):
        with pytest.raises(NotAllowed):
            await absences.say_away(house, who, FORM)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"away_to": "2026-11-23", "away_from": "2026-11-20"}, "away_to", "away_past"),
        ({"away_from": "2026-11-28"}, "away_to", "cover_ends"),
        ({"away_to": "2027-03-01"}, "away_to", "away_long"),
        ({"away_from": "soon"}, "away_from", "starts_date"),
        ({"away_to": ""}, "away_to", "ends_date"),
    ],
)
async def test_each_fault_stands_beside_its_field(
    house: House, people: People, changed: dict[str, object], field: str, code: str
) -> None:
    """And nothing is kept."""
    with pytest.raises(Problems) as raised:
        await absences.say_away(house, people.sam, {**FORM, **changed})
    assert [(one.data["field"], one.code) for one in raised.value.problems] == [(field, code)]
    assert await absences.mine(house, people.sam) == ()


async def test_nobody_fills_the_list(house: House, people: People) -> None:
    """Twenty stretches, then one is taken back first."""
    today = house.clock().date()
    days = [(today + timedelta(days=n)).isoformat() for n in range(MOST_ABSENCES + 1)]
    for day in days[:-1]:
        await absences.say_away(house, people.sam, {"away_from": day, "away_to": day})
    with pytest.raises(Conflict, match="away_many"):
        await absences.say_away(house, people.sam, {"away_from": days[-1], "away_to": days[-1]})


async def test_an_alert_goes_to_the_supervisor_too(house: House) -> None:
    """Sam is away by his own word and nobody covers."""
    world = await a_linked_world(house)
    today = house.clock().date().isoformat()
    days = {"away_from": today, "away_to": today}
    await absences.say_away(house, world[SAM], days)
    assert (await told(world))["dana@west.example"] is Why.ALL_AWAY
    assert (await covers.sheet(house, world[DANA])).away[0].name == "Sam S."
