"""Who may agree that a link is sent: a second person, who sees already what it opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.cases import Role
from peermap_app.domain.recovery import Asked, Person, who_may

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
IDS = "abcdef"
MOMENTS = st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(seconds=1)])
MADE = st.none() | st.frozensets(st.sampled_from(IDS))


@st.composite
def houses(draw: st.DrawFn) -> tuple[Asked, Person, list[Person]]:
    """Who asked, whose account it is, and everybody."""
    people = [
        Person(
            each,
            draw(st.sampled_from(Role)),
            draw(st.sampled_from(["west", "east", None])),
            draw(st.booleans()),
            draw(MOMENTS),
            draw(MADE),
        )
        for each in IDS
    ]
    return Asked(draw(st.none() | st.sampled_from(IDS)), NOW), draw(st.sampled_from(people)), people


@given(houses())
def test_never_the_owner_and_never_who_asked(house: tuple[Asked, Person, list[Person]]) -> None:
    """Nobody is the second person to their own act."""
    asked, owner, _ = house
    assert not {one.id for one in who_may(*house)} & {asked.by, owner.id}


@given(houses())
def test_nobody_agrees_to_more_than_they_see(house: tuple[Asked, Person, list[Person]]) -> None:
    """Who agrees to a first password has that role and team, had it before it was asked for, has
    begun, and did not make the account."""
    asked, owner, people = house
    for by in who_may(asked, replace(owner, begun=False), people):
        if owner.role in (Role.PRACTITIONER, Role.SUPERVISOR):
            assert (by.role, by.team_id) == (Role.SUPERVISOR, owner.team_id)
            assert by.team_id is not None
        else:
            assert by.role is owner.role
        assert by.begun
        assert by.since is None or by.since <= asked.at
        assert by.id not in (owner.made_by or ())
        assert owner.made_by is not None or owner.role is not Role.ADMINISTRATOR


@given(houses())
def test_the_teams_own_where_there_is_one(house: tuple[Asked, Person, list[Person]]) -> None:
    """To a begun account's link another team's only where their own has none; and whenever there is
    a supervisor, one may."""
    asked, owner, people = house
    others = [
        one for one in people if one.role is Role.SUPERVISOR and one.id not in (asked.by, owner.id)
    ]
    own = [one for one in others if owner.team_id and one.team_id == owner.team_id]
    assert list(who_may(asked, replace(owner, begun=True), people)) == (own or others)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.DATA_PROTECTION, Role.ADMINISTRATOR])
def test_one_more_of_a_kind_may(role: Role) -> None:
    """Whom an honest house has: somebody of the same role, and team where it has one."""
    team = "west" if role is Role.SUPERVISOR else None
    owner = Person("o", role, team, begun=False, made_by=frozenset("a"))
    by = Person("b", role, team)
    maker = Person("a", Role.ADMINISTRATOR, None)
    assert who_may(Asked(None, NOW), owner, [by, maker]) == (by,)
    assert who_may(Asked("b", NOW), owner, [by, maker]) == ()


def test_somebody_who_is_no_supervisor_may_not() -> None:
    """Being of the team is not enough."""
    owner, boss = Person("o", Role.PRACTITIONER, "west"), Person("b", Role.SUPERVISOR, "west")
    peer = Person("p", Role.PRACTITIONER, "west")
    for begun in (True, False):
        asked_for = replace(owner, begun=begun)
        assert who_may(Asked(None, NOW), asked_for, [boss, peer]) == (boss,)
