"""What the tablet's page shows at one moment: read for it when it loads, and for each push."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from peermap_app.bootstrap import House
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.drawing_views import SayView, TabletView
from peermap_app.state.tablet_said import say_view, strokes_of

_SCREENS = {
    Phase.ASKED: "waiting",
    Phase.READY: "ready",
    Phase.DRAWING: "drawing",
    Phase.CHOOSING: "choosing",
    Phase.LATER: "later",
    Phase.ENDED: "over",
}
_MARKS = 9973
"""So few that a page's mark of a drawing leads back to none."""

PLAN = Purpose.PLAN_TOGETHER
"""What a tablet ever asks for: to plan together with whoever draws on it (rule 1)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All of the page at one moment. `page` is for the page alone; `say` None leaves what is."""

    view: TabletView
    say: SayView | None
    page: dict[str, Any] = field(repr=False)


async def shown_now(house: House, who: Who) -> Shown:
    """Read all that the page shows, under the right of this moment."""
    sheet = await drawings.tablet_view(house, who)
    view = TabletView(
        screen=_SCREENS.get(sheet.phase, ""),
        worker=sheet.worker_first_name,
        ending=sheet.ending.value if sheet.ending else "",
        handed=sheet.handed_over,
        starts_from=times.date_of(sheet.starts_from, house.clock(), sheet.language)
        if sheet.starts_from
        else "",
        mark=str(crc32(sheet.drawing_id.encode()) % _MARKS),
        language=sheet.language,
    )
    page: dict[str, Any] = {"snapshot": {}, "carry": {}}
    if sheet.starts_from is None:
        page |= {"before": "", "before_lines": []}  # taken back, or no longer beside the board
    say: SayView | None = SayView()
    if sheet.phase is Phase.DRAWING:
        page["snapshot"] = (
            await drawings.snapshot(house, who, sheet.drawing_id, purpose=PLAN)
        ).wire()
    if sheet.phase is Phase.CHOOSING:
        board, said = await drawings.still_board(house, who, purpose=PLAN)
        page["snapshot"] = board.wire()
        say = say_view(said) if said else SayView()
        page["carry"] = said.carry() if said else {}
        page["mark_strokes"] = strokes_of(said.mark) if said else []
        page["mark_serial"] = drawings.serial()
    if sheet.phase is Phase.ENDED:
        page |= {"incoming": {}, "answered": {}, "mark_strokes": []}
        # What was said stays on the screen that says it was kept, until the page is left.
        say = None if sheet.ending is Ending.KEPT else SayView()
    return Shown(view, say, page)


async def newer(house: House, who: Who, number: object) -> dict[str, Any]:
    """What a board lacks that knows the edits up to `number`: those after it, or a snapshot."""
    after = await drawings.since(house, who, who.drawing_id, number, purpose=PLAN)
    if after is not None:
        return {"incoming": after.wire()}
    return {"snapshot": (await drawings.snapshot(house, who, who.drawing_id, purpose=PLAN)).wire()}


def beat_wire(beat: drawings.Beat) -> dict[str, Any]:
    """How far the drawing is, as the page compares it with what it shows."""
    return {"screen": _SCREENS.get(beat.phase, ""), "n": beat.number}
