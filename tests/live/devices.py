"""A page's side of a room, as the board does it (ui/canvas/sync.js), for tests of lost messages."""

from __future__ import annotations

from dataclasses import dataclass, field

from peermap_app.domain.errors import Refusal
from peermap_app.domain.peer_map import EMPTY, Edit, PeerMap, apply
from peermap_app.services.ports import Applied, NumberedEdit, RoomContent


@dataclass
class Device:
    """What the server confirmed (`base`, `number`), and what is still on the way."""

    by: str
    base: PeerMap = EMPTY
    number: int = 0
    pending: list[Edit] = field(default_factory=list)
    confirmed: list[Edit] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def draws(self, edit: Edit) -> None:
        """Somebody draws on it."""
        self.pending.append(edit)

    def hears(self, edits: tuple[NumberedEdit, ...]) -> bool:
        """A push arrives: late, twice or with a hole. False when something is missing."""
        for each in edits:
            if each.number <= self.number:
                continue
            if each.number != self.number + 1:
                return False
            self.base, self.number = apply(self.base, each.edit), each.number
            self.confirmed.append(each.edit)
            self.pending = [edit for edit in self.pending if edit.id != each.edit.id]
        return True

    def is_answered(self, applied: Applied) -> None:
        """The answer to what it sent arrives."""
        gone = {each.id for each in applied.refused}
        self.refused += gone
        self.pending = [edit for edit in self.pending if edit.id not in gone]

    def loads(self, content: RoomContent) -> None:
        """It reads a snapshot."""
        self.base, self.number = content.peer_map, content.number
        self.pending = [edit for edit in self.pending if edit.id not in content.done]

    def view(self) -> PeerMap:
        """What is on its screen."""
        shown = self.base
        for edit in self.pending:
            try:
                shown = apply(shown, edit)
            except Refusal:
                continue
        return shown
