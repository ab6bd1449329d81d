"""Who it is of whom something is asked: an address, and what must be known of it."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.services.unit import reading
from peermap_app.services.whom import Whom, whom
from tests.services.people import People, a_worker


async def test_name_address_team_and_whether_it_has_begun(house: House, people: People) -> None:
    """Nobody has set a password for Lou here; Jo's account has one."""
    lou = await a_worker(house, name="Lou B", team_id=people.west, password_hash=None)
    jo = await a_worker(house, name="Jo B", team_id=people.west, password_hash="x")
    assert lou.worker_id is not None
    assert jo.worker_id is not None
    async with reading(house) as session:
        found = await whom(session, (lou.worker_id, jo.worker_id, jo.worker_id))
        assert await whom(session, ()) == {}
    assert found[lou.worker_id] == Whom("Lou B", "lou@west.example", "West", False, False)
    assert found[jo.worker_id] == Whom("Jo B", "jo@west.example", "West", True, False)


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Sam O", True),
        ("sam o.", True),
        ("S\u00e1m  O", True),
        ("S\u0430m O", True),
        ("\uff33am O", True),
        ("Sam P", False),
        ("Sa M", False),
    ],
)
async def test_a_name_that_reads_the_same_is_marked(
    house: House, people: People, name: str, alike: bool
) -> None:
    """A stop, an accent or a letter of another alphabet makes no other name; a closed account and
    one of another role count too."""
    await a_worker(
        house, name=name, email="other@west.example", role=Role.ADMINISTRATOR, active=False
    )
    assert people.sam.worker_id is not None
    async with reading(house) as session:
        found = await whom(session, (people.sam.worker_id,))
    assert found[people.sam.worker_id].alike is alike
