"""What belongs to one standing still of the board, its turn, and to no other (rule 4).

Each "I'm finished", and each other tablet that is let in while they choose, begins a turn of its
own: what was said or noted in one never counts in the next, even where the picture is the same.
"""

from __future__ import annotations

import secrets

from peermap_app.domain.peer_map import PeerMap, canonical
from peermap_app.storage.sealing import Keys, same
from peermap_app.storage.tables import Drawing

_BETWEEN = "."


def stand_still(keys: Keys, row: Drawing, number: int, peer_map: PeerMap) -> None:
    """The row says which picture stands still from now on, in a turn that is new."""
    row.frozen_number = number
    row.frozen_digest = _in_turn(_digest(keys, row.id, number, peer_map))


def begin_anew(row: Drawing) -> None:
    """Another turn with the same picture; nothing where none stands still."""
    if row.frozen_digest is not None:
        row.frozen_digest = _in_turn(_parts(row.frozen_digest)[1])


def move_again(row: Drawing) -> None:
    """Nothing stands still any more."""
    row.frozen_number = row.frozen_digest = None


def turn_of(frozen_digest: str | None) -> str:
    """The turn of what stands still, which tells nothing else; "" where nothing does."""
    return _parts(frozen_digest)[0] if frozen_digest else ""


def is_the_picture(
    keys: Keys, frozen_digest: str | None, drawing_id: str, number: int, peer_map: PeerMap
) -> bool:
    """Whether a picture is the very one that stands still."""
    if frozen_digest is None:
        return False
    return same(_parts(frozen_digest)[1], _digest(keys, drawing_id, number, peer_map))


def _in_turn(digest: str) -> str:
    return f"{secrets.token_hex(8)}{_BETWEEN}{digest}"


def _parts(frozen_digest: str) -> tuple[str, str]:
    """The turn, and the digest; a row from before there were turns has none."""
    turn, _, digest = frozen_digest.rpartition(_BETWEEN)
    return turn, digest


def _digest(keys: Keys, drawing_id: str, number: int, peer_map: PeerMap) -> str:
    """A keyed hash of the picture: says only whether a copy is that picture."""
    content = canonical(peer_map).decode()
    return keys.lookup("frozen_picture", f"{drawing_id}|{number}|{content}")
