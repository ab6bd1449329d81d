"""What a young person's open page is told of what happens elsewhere."""

from __future__ import annotations

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, Gone
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.state.guarded import Page
from peermap_app.state.tablet_shown import PLAN, beat_wire, shown_now


def on_hint(page: type[Page], house: House, who: Who) -> OnHint:
    """What a young person's page, of this state, makes of each hint."""

    async def heard(message: Message) -> push.Delta | None:
        if message.get("kind") == "dot":
            finger = await drawings.heard_dot(house, who, who.drawing_id, message)
            return push.delta(page, finger=finger) if finger else None
        if message.get("kind") == "beat":
            beat = await drawings.beat(house, who, who.drawing_id)
            return push.delta(page, beat=beat_wire(beat)) if beat else None
        if message.get("kind") == "edits":
            try:
                newest = await drawings.newest(house, who, who.drawing_id, purpose=PLAN)
                return push.delta(page, incoming=newest.wire())
            except (Conflict, Gone):
                pass  # it stands still by now, or is over: what it shows is read below
        if message.get("kind") == "noted":
            try:
                said = await drawings.choosing(house, who)
                return push.delta(page, carry=said.carry() if said else {})
            except (Conflict, Gone):
                pass  # they went back by now, or it is over
        shown = await shown_now(house, who)
        said = {} if shown.say is None else {"say": shown.say}
        return push.delta(page, view=shown.view, **said, **shown.page)

    return heard
