"""What the board must know of the domain, fixed at build time: pages get it as plain properties."""

from typing import Any, Final

from peermap_app.domain.map_pictures import PATHS, PICTURES, STICKERS
from peermap_app.domain.screening import NAME_LIKE

NAMES: Final = list(NAME_LIKE)
"""Initials that read as a name: the board asks before it takes them (rule 2)."""
BOARD_PICTURES: Final[dict[str, Any]] = {
    "paths": PATHS,
    "people": list(PICTURES),
    "stickers": STICKERS,
}
"""`paths`: name -> path data; `people`: names that may stand on a person; `stickers`: -> colour."""
