"""The help lines that an operator can set: `Settings.help_lines`."""

from __future__ import annotations

import re

HELP_LINES = "Childline: 0800 1111; Shout (text): 85258; Missing People: 116 000"
"""Free for young people in the United Kingdom, at any hour; 999 stands on the page by itself.

Looked up in November 2026: Shout's and Missing People's (Runaway Helpline) own pages say theirs,
many public safeguarding pages say Childline's.
"""
NO_HELP_LINES = (
    "PEERMAP_HELP_LINES must be one to eight lines such as "
    "“Childline: 0800 1111; Shout (text): 85258”."
)
_LINE = re.compile(r"\s*([^:;<>]{2,40}):\s*(\+?[0-9][0-9 ]{1,18}[0-9])\s*")
MOST = 8


def help_lines_of(raw: str) -> tuple[tuple[str, str], ...] | None:
    """(name, number) of one to eight lines with ; between them; None for anything else."""
    found = [_LINE.fullmatch(part) for part in raw.split(";") if part.strip()]
    lines = tuple((one[1].strip(), one[2]) for one in found if one is not None)
    return lines if len(lines) == len(found) and 1 <= len(lines) <= MOST else None
