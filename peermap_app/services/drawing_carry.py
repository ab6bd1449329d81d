"""What the tablet's page carries for a server that restarts while they choose, and cannot read.

The worker's note (who is there, how understanding was checked) is no business of the tablet's and
never its to write (rule 4). It goes along sealed under the room's own key, which only the server
holds, and with the turn that it was noted in: a copy brings it back as it was, in the choosing that
it was about, or not at all.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from peermap_app.domain.consent import PresenceNote, parse_presence
from peermap_app.domain.errors import Invalid
from peermap_app.services.ports import RoomRef
from peermap_app.storage.sealing import SealBroken, open_bytes, seal_bytes

MOST_SEALED = 2000
"""Signs of a sealed note; ours are far shorter."""


def sealed_note(room: RoomRef, turn: str, note: PresenceNote | None) -> str | None:
    """The note as text that says nothing to whoever carries it; None while nothing is noted.

    `turn`: the standing still that it was noted in (`drawing_frozen.turn_of`).
    """
    if note is None:
        return None
    plain = json.dumps({"turn": turn, "note": note.to_wire()}).encode()
    return urlsafe_b64encode(seal_bytes(room.key, _bound_to(room), plain)).decode()


def opened_note(room: RoomRef, turn: str, raw: object) -> PresenceNote | None:
    """The note that `sealed_note` of this very room was given; None where it was in another turn.

    Raises Invalid "bad_seed" for anything else. A page that still carries the note of a choosing
    that was gone back from is no forger: its copy counts, the note does not.
    """
    if raw is None:
        return None
    if not isinstance(raw, str) or len(raw) > MOST_SEALED or not raw.isascii():
        raise Invalid("bad_seed")
    try:
        plain = open_bytes(room.key, _bound_to(room), urlsafe_b64decode(raw.encode()))
    except (SealBroken, binascii.Error):
        raise Invalid("bad_seed") from None
    held = json.loads(plain)
    return parse_presence(held["note"]) if held.get("turn") == turn else None


def _bound_to(room: RoomRef) -> str:
    return f"{room.drawing_id}|carried_note"
