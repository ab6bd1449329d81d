"""The other's finger while both draw: told to the other page a few times a second, kept nowhere.

A dot has no number and may be lost. It is no tap: it neither counts as the worker's presence nor
stands in the access record. While the young person chooses nobody's finger is told (rule 4).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drawing import may_edit
from peermap_app.domain.errors import Conflict, Invalid
from peermap_app.domain.peer_map import REACH
from peermap_app.domain.purpose import Purpose
from peermap_app.services.drawing_access import Glimpse, glance
from peermap_app.services.drawing_board import serial
from peermap_app.services.ports import By
from peermap_app.services.unit import Who

PER_SECOND = 5
"""Dots of one device; what comes beyond that is dropped before anything is read for it."""
MOST_DEVICES = 4000
"""Whose pace is remembered at once; beyond that the oldest is forgotten."""

Spot = tuple[int, int] | None
"""Board units, or None: the finger was lifted."""


def dots_from(drawing_id: str, by: By) -> str:
    """The audience of one side's dots: the other side's pages."""
    return f"drawing:{drawing_id}:dots:{by}"


async def dot(house: House, who: Who, drawing_id: object, raw: object) -> bool:
    """Tell the other side where this one's finger is, {x, y}, or None once it is lifted.

    False when it was dropped: it came too soon after others, or the board stands still.

    Raises:
        Invalid: "bad_edit" when it is no spot on a board.
        NotFound, Gone: see `drawing_access.glance`.
    """
    spot = _spot(raw)
    if _too_soon(house, who):
        return False
    # Seen first: a finger that was still on its way when the board stood still is no refusal, and
    # must not stand in the record as one.
    if await _while_drawing(house, who, Action.SEE_DRAWING, drawing_id) is None:
        return False
    seen = await _while_drawing(house, who, Action.EDIT_DRAWING, drawing_id)
    if seen is None:
        return False
    x, y = spot or (None, None)
    await house.hints.publish(
        dots_from(seen.drawing_id, seen.by), {"kind": "dot", "by": seen.by, "x": x, "y": y}
    )
    return True


async def heard_dot(
    house: House, who: Who, drawing_id: object, message: Mapping[str, object]
) -> dict[str, object] | None:
    """The other's dot as the board takes it, or None where this page may show none now.

    `n` is new each time; `x` and `y` are None once the finger is lifted.
    """
    seen = await _while_drawing(house, who, Action.SEE_DRAWING, drawing_id)
    if seen is None or message.get("by") == seen.by:
        return None
    return {"x": message.get("x"), "y": message.get("y"), "n": serial()}


async def _while_drawing(
    house: House, who: Who, action: Action, drawing_id: object
) -> Glimpse | None:
    try:
        plan = Purpose.PLAN_TOGETHER
        seen = await glance(house, who, action, drawing_id, purpose=plan)
    except Conflict:
        return None
    return seen if may_edit(seen.phase) else None


def _spot(raw: object) -> Spot:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or set(raw) != {"x", "y"}:
        raise Invalid("bad_edit")
    x, y = raw["x"], raw["y"]
    if type(x) is not int or type(y) is not int or max(abs(x), abs(y)) > REACH:
        raise Invalid("bad_edit")
    return x, y


def _too_soon(house: House, who: Who) -> bool:
    key, now = f"{who.kind} {who.session_id or who.device}", house.clock()
    recent = house.dots.setdefault(key, deque(maxlen=PER_SECOND))
    if len(recent) == PER_SECOND and now - recent[0] < timedelta(seconds=1):
        return True
    recent.append(now)
    while len(house.dots) > MOST_DEVICES:
        del house.dots[next(iter(house.dots))]
    return False
