"""The demonstration is made through the services, and only where its password may be known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotAllowed
from peermap_app.services import accounts, cases, demo
from tests.factors import whole
from tests.services.world import JO, bring_in, row


async def test_priya_is_ready_for_her_side_of_the_story(house: House) -> None:
    """Everybody signs in; Priya's case has a kept map with three Yes, Sam's has none yet."""
    report = await demo.demo(house)
    assert {line.role for line in report.sign_ins} == set(Role)
    seen = {}
    for line in report.sign_ins:
        signed = await whole(house, line.email, report.password, "127.0.0.1")
        who = await accounts.who_is(house, signed.token, "127.0.0.1")
        assert who is not None
        assert (await accounts.me(house, who)).name == line.name
        if line.role is Role.PRACTITIONER:
            mine = await cases.my_cases(house, who)
            seen[line.name] = [await cases.open_case(house, who, one.id) for one in mine]
    sams, priyas = seen["Sam O."], seen["Priya N."]
    assert (sams[0].reference, sams[0].initials, sams[0].born) == ("HX-1187", "K", 2011)
    assert (len(sams), sams[0].map, sams[0].supervisor) == (3, None, "Dana R.")
    ready = next(one for one in priyas if one.reference == "HX-2041")
    assert ready.why_no_link is None
    assert ready.map is not None
    assert ready.map.answers.to_wire() == {"keep": "yes", "plan": "yes", "talk": "yes"}
    assert ready.good[:2] == ("KW", "RJ")


async def test_made_twice_it_stays_the_same(house: House) -> None:
    """A second start changes nothing, and one that was cut short is made whole."""
    first = await demo.demo(house)
    again = await demo.demo(house)
    assert (first.made, again.made) == (True, False)
    assert again.sign_ins == first.sign_ins


async def test_a_database_with_cases_of_its_own_is_left_alone(house: House) -> None:
    """Refused, or passed over in silence when a start only asks whether it is empty."""
    await bring_in(house, row("AB-1", JO))
    with pytest.raises(Conflict) as refused:
        await demo.demo(house)
    assert refused.value.code == "demo_not_empty"
    assert await demo.demonstrate(house, if_empty=True) is None


async def test_with_a_public_address_there_is_no_demonstration(house: House) -> None:
    """Its password is known to everybody."""
    public = replace(house, settings=replace(house.settings, public_url="https://peermap.example"))
    with pytest.raises(NotAllowed) as refused:
        await demo.demo(public)
    assert refused.value.code == "demo_public"
