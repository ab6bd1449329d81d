"""Who may agree that a link is sent: a second person, from the team where there is one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.recovery import Person, may_agree

IDS = st.sampled_from("abcdef")
TEAMS = st.sampled_from(["west", "east", None])


@st.composite
def houses(draw: st.DrawFn) -> tuple[str | None, Person, list[Person]]:
    """Who asked, whose account it is, and the supervisors."""
    people = {each: Person(each, draw(TEAMS)) for each in "abcdef"}
    chosen = draw(st.sets(IDS))
    return draw(st.none() | IDS), people[draw(IDS)], [people[each] for each in sorted(chosen)]


@given(houses())
def test_never_the_owner_and_never_who_asked(
    house: tuple[str | None, Person, list[Person]],
) -> None:
    """Nobody is the second person to their own act."""
    asker, owner, supervisors = house
    for by in supervisors:
        if may_agree(asker, owner, by, supervisors):
            assert by.id not in (asker, owner.id)


@given(houses())
def test_the_teams_own_where_there_is_one(house: tuple[str | None, Person, list[Person]]) -> None:
    """Another team's only where their own has none; and whenever there is one, one may."""
    asker, owner, supervisors = house
    others = [one for one in supervisors if one.id not in (asker, owner.id)]
    own = [one for one in others if owner.team_id and one.team_id == owner.team_id]
    agreeing = [by for by in supervisors if may_agree(asker, owner, by, supervisors)]
    assert agreeing == (own or others)


def test_somebody_who_is_no_supervisor_may_not() -> None:
    """Being of the team is not enough."""
    owner, boss, peer = Person("o", "west"), Person("b", "west"), Person("p", "west")
    assert may_agree(None, owner, boss, [boss])
    assert not may_agree(None, owner, peer, [boss])
