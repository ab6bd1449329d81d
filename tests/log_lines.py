"""What a line of a server's log looks like: anything else in it is a leak that waits."""

from __future__ import annotations

import re

from peermap_app.logs import Word

_WORDS = "|".join(each.value for each in Word)
_PLACE = r'place=("[\w.:;<>() -]*"|[\w.:<>-]+)'
LINE = (
    rf"at=\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z level=(info|warning|error|critical) "
    rf"event=({_WORDS})( {_PLACE})?( library=\w+)?( count=\d+)?"
)
SPOKEN = (
    r"PeerMap is at http://localhost:\d+",
    r"Stop with Ctrl\+C\.",
    r"",
)
"""What a start says on standard output, to whoever started it."""
_UNEXPECTED = f" event={Word.UNEXPECTED.value} "


def strangers(log: str) -> list[str]:
    """The lines that are neither a line of the log nor what a start says."""
    known = re.compile("|".join(f"(?:{each})" for each in (LINE, *SPOKEN)))
    return [line for line in log.splitlines() if not known.fullmatch(line)]


def faults(log: str) -> list[str]:
    """`strangers`, and the lines that tell of an exception that nobody expected: what went wrong,
    each kind and place once."""
    told = [line.partition(" level=")[2] for line in log.splitlines() if _UNEXPECTED in line]
    return sorted({*told, *strangers(log)})
