"""What was said on "Your map, your say", as the tablet's page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.consent import Mark, Squiggle, Statement
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.state.drawing_views import SayView

_MOST_SHOWN = 1000
"""Signs of what a page sends beside Keep; ours is far shorter."""


def say_view(choosing: drawings.Choosing) -> SayView:
    """Your map, your say as the page shows it; what is not asked is not shown as said."""

    def of(statement: Statement) -> str:
        answer = choosing.answers.of(statement)
        return answer.value if answer else ""

    mark = choosing.mark
    return SayView(
        keep=of(Statement.KEEP),
        plan=of(Statement.PLAN),
        talk=of(Statement.TALK),
        closed=not choosing.answers.asked(Statement.PLAN),
        mark="" if mark is None else "squiggle" if isinstance(mark, Squiggle) else "tick",
        here=tuple(each.value for each in choosing.company.here),
        others=choosing.company.with_others,
        fine=choosing.company.fine.value if choosing.company.fine else "",
        picture=choosing.number,
        anew=choosing.asked_before,
    )


def mark_made(sent: object) -> tuple[object, str | None]:
    """A mark as a page's box sent it, None where it was rubbed out, and the turn it was made in.

    The turn is None where the page knew of none; what a mark is, the domain reads.
    """
    if not isinstance(sent, Mapping):
        return sent, None
    made = {name: each for name, each in sent.items() if name != "turn"}
    turn = sent.get("turn")
    return (None if made == {"kind": "none"} else made), (str(turn) if turn else None)


def shown_beside(sent: object) -> dict[str, Any]:
    """What stood on the page as Keep was tapped, to be held for a moment; {} for what never did."""
    if not isinstance(sent, Mapping) or len(repr(sent)) > _MOST_SHOWN:
        return {}
    return {str(name): value for name, value in sent.items()}


async def mark_is_coming(
    house: House, who: Who, shown: Mapping[str, Any], turn: str | None
) -> bool:
    """Whether a squiggle stood in the page's box, in this turn, of which a restarted server has not
    heard yet: the box tells it again by itself, once the server has the board's copy."""
    if not turn or shown.get("mark") != "squiggle":
        return False
    said = await drawings.choosing(house, who)
    return said is not None and said.mark is None and said.turn == turn


def strokes_of(mark: Mark | None) -> list[list[int]]:
    """A squiggle for the page alone; a tick has no strokes."""
    return [list(stroke) for stroke in mark.strokes] if isinstance(mark, Squiggle) else []
