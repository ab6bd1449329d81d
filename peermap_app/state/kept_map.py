"""One kept version of a map."""

from __future__ import annotations

import reflex as rx

from peermap_app.services import maps
from peermap_app.state import map_words
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.views import MapView
from peermap_app.words import worker_sentences as say


class KeptMapState(Page, rx.State):
    """Older versions stay readable."""

    view: MapView = MapView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the version that the address names."""
        house, who = await self._worker()
        self._fresh()
        asked = self._param("version")
        sheet = await maps.kept_map(house, who, self._param("case_id"), asked)
        self.view, self.ready = _view(sheet, asked, map_words.picture(sheet, house.clock())), True


def _view(sheet: maps.MapSheet, asked: str, picture: map_words.PictureView) -> MapView:
    return MapView(
        id=asked,
        case_id=sheet.case_id,
        title=say.map_title(sheet.reference, sheet.version),
        reference=sheet.reference,
        picture=picture,
    )
