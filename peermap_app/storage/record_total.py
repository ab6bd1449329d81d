"""All chains of the access record under one code: what is cut off the end of one shows (rule 10).

A chain's head says where it stands, but whoever has the database can set it back, or take a young
chain away with it. So one more head, of no chain, holds how many rows there are and a sum over
where every chain stands, under a code that only the house can write. It moves with each row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from peermap_app.storage.sealing import Keys, same

CHAIN = ""
"""Its name among the heads: it sorts first, so it is held before any of them and no two who write
wait for each other, whatever chains they write to."""
START = "0" * 64
"""The code before the first row of a chain."""
Head = tuple[int, str]
"""The number and the code of a chain's last row; of the total: how many rows, and sum and code."""
NONE: Head = (0, START)
_BYTES = 512
"""Of the sum. With 32, as a code has, chains could be chosen whose older heads give the same."""
_MODULUS = 1 << (8 * _BYTES)


def of(keys: Keys, stood: Iterable[tuple[str, Head]]) -> Head:
    """The total of chains that stand like this, in whatever order."""
    rows = total = 0
    for chain, head in stood:
        rows += head[0]
        total += _element(chain, head)
    return _signed(keys, rows, total)


def moved(keys: Keys, held: Head, moves: Iterable[tuple[str, Head, Head]]) -> Head:
    """The total after chains moved from one head to another.

    One that is not ours stays as it is: else the next row would sign what somebody made to fit.
    """
    rows, text = held
    try:
        total = int(text.partition(" ")[0], 16)
        ours = same(text, _signed(keys, rows, total)[1])
    except (AttributeError, TypeError, ValueError, OverflowError):
        ours = False
    if not ours:
        return held
    for chain, before, after in moves:
        rows += after[0] - before[0]
        total += _element(chain, after) - _element(chain, before)
    return _signed(keys, rows, total)


def _element(chain: str, head: Head) -> int:
    if not head[0]:
        return 0
    content = json.dumps([chain, *head]).encode()
    return int.from_bytes(hashlib.shake_256(content).digest(_BYTES))


def _signed(keys: Keys, rows: int, total: int) -> Head:
    text = f"{total % _MODULUS:0{2 * _BYTES}x}"
    # Never the content of a row of the record: that is a list of twelve.
    return rows, f"{text} {keys.chain_mac(json.dumps([rows, text]).encode())}"
