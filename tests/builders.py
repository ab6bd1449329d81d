"""Domain values for tests: say only what matters to the test, by name; the rest is plausible.

Keyword-only. Other layers build theirs in files of their own on top of these.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from peermap_app.domain.cases import Allocation
from peermap_app.domain.consent import Answer, Answers, SettledAnswers, Squiggle
from peermap_app.domain.peer_map import (
    ME,
    Edit,
    Feeling,
    Op,
    PeerMap,
    Person,
    PersonKind,
    Place,
    Stroke,
    Tie,
)

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def a_person(
    *,
    id: str = "person1",
    kind: PersonKind = "friend",
    initials: str | None = "JS",
    role: str | None = None,
    x: int = -140,
    y: int = -53,
    colour: str = "sky",
    matters: bool = False,
    place: str | None = None,
) -> Person:
    """A friend, unless told otherwise."""
    return Person(id, kind, initials, role, x, y, colour, matters, place)


def a_grown_up(*, id: str = "grownup1", role: str = "coach", x: int = -310, y: int = 0) -> Person:
    """A grown-up by role."""
    return a_person(id=id, kind="grown_up", initials=None, role=role, x=x, y=y)


def a_place(
    *,
    id: str = "place1",
    kind: str = "skate",
    label: str = "skate park",
    x: int = 260,
    y: int = 175,
    w: int = 228,
    h: int = 158,
    colour: str = "mint",
) -> Place:
    """A skate park."""
    return Place(id, kind, label, x, y, w, h, colour)


def a_tie(
    *, id: str = "tie001", a: str = ME, b: str = "person1", feeling: Feeling | None = None
) -> Tie:
    """ME and the first person, nothing said."""
    return Tie(id, a, b, feeling)


def a_stroke(
    *,
    id: str = "stroke1",
    colour: str = "coral",
    size: int = 4,
    points: Sequence[int] = (0, 0, 10, 10, 20, 5),
) -> Stroke:
    """A short line of ink."""
    return Stroke(id, colour, size, tuple(points))


def a_map(
    *,
    people: Sequence[Person] | None = None,
    places: Sequence[Place] | None = None,
    ties: Sequence[Tie] | None = None,
    strokes: Sequence[Stroke] | None = None,
) -> PeerMap:
    """The map of the screens: AK, JS, DW and TM, a coach, a skate park and a heart in ink."""
    if people is None:
        people = (
            a_person(),
            a_person(id="person2", initials="AK", x=126, y=-85, colour="sun", matters=True),
            a_person(id="person3", initials="DW", x=-90, y=190, colour="peach"),
            a_person(id="person4", initials="TM", x=215, y=165, colour="lilac", place="place1"),
            a_grown_up(),
        )
        places = (a_place(),) if places is None else places
        ties = (
            (
                a_tie(feeling=Feeling.GOOD),
                a_tie(id="tie002", b="person2", feeling=Feeling.GOOD),
                a_tie(id="tie003", b="person3", feeling=Feeling.TRICKY),
                a_tie(id="tie004", a="person1", b="person4"),
            )
            if ties is None
            else ties
        )
        strokes = (a_stroke(),) if strokes is None else strokes
    return PeerMap(tuple(people), tuple(places or ()), tuple(ties or ()), tuple(strokes or ()))


def an_edit(*ops: Op, id: str = "edit000000000001") -> Edit:
    """An edit of these ops."""
    return Edit(id, ops)


def answers(
    *, keep: Answer | None = None, plan: Answer | None = None, talk: Answer | None = None
) -> Answers:
    """What was tapped so far."""
    return Answers(keep, plan, talk)


def settled(
    *,
    keep: Answer = Answer.YES,
    plan: Answer | None = Answer.YES,
    talk: Answer | None = Answer.YES,
) -> SettledAnswers:
    """Three times Yes, unless told otherwise."""
    return SettledAnswers(keep, plan, talk)


def a_squiggle() -> Squiggle:
    """A mark by finger."""
    return Squiggle(((100, 800, 300, 200, 400, 800, 500, 300),))


def an_allocation(
    *,
    case_id: str = "case1",
    worker_id: str = "worker1",
    starts: date = date(2026, 1, 5),
    ends: date | None = None,
) -> Allocation:
    """Allocated since January."""
    return Allocation(case_id, worker_id, starts, ends)


def a_sharing_form(**changed: object) -> dict[str, object]:
    """The sharing record as a worker types it."""
    form: dict[str, object] = {
        "why": "They look out for each other, and both plans must fit.",
        "consent": "K said yes on 3 Nov",
        "privacy": "They learn that K and their young person are friends. Nothing else.",
        "proportionality": "Only that they are friends, and only to one worker.",
        "threshold": "3",
        "lawful": "agreement",
        "told": "yes",
        "review": "2026-12-01",
    }
    return {**form, **changed}


def a_flag_form(**changed: object) -> dict[str, object]:
    """A flag as a worker types it."""
    form: dict[str, object] = {
        "kind": "missing",
        "need_to_know": "Did not return last night. Please call me before you visit.",
        "urgency": "now",
        "threshold": "4",
        "told": "yes",
    }
    return {**form, **changed}


def a_step_form(**changed: object) -> dict[str, object]:
    """A protective step as a worker types it."""
    form: dict[str, object] = {
        "kind": "step",
        "text": "Visit from AK every second Saturday",
        "review": "2026-12-01",
    }
    return {**form, **changed}


def a_held_form(**changed: object) -> dict[str, object]:
    """What a case's own record holds of one connection, as a worker types it."""
    return {
        "initials": "JS",
        "known": "They walk to school together",
        "source": "case_note",
        "source_day": "2026-11-02",
        "nature": "fact",
        "weight": "strength",
        "shown": "yes",
        "shown_on": TODAY.isoformat(),
        "shown_by": "me",
        **changed,
    }
