"""A flag that is half written: what may be in it, and how long it stays.

Nothing in a draft is judged: what cannot be sent yet is kept as it was typed, and what no form has
is left out.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from .forms import MOST_TEXT
from .screening import clean_text

DRAFT_DAYS = 7
"""So many days after it was last written on, a draft is gone."""
DRAFT_LASTS = timedelta(days=DRAFT_DAYS)
DRAFT_SAYS = ("kind", "need_to_know", "urgency", "threshold", "told", "not_told_because")
"""The fields that say something of the young person."""
_NAMED = re.compile(
    rf"{'|'.join(DRAFT_SAYS)}|review|screened_reason|untold|(?:tell|left_out)_[0-9a-f]{{32}}"
)
_SAYS_NOTHING = re.compile(r"review|urgency|tell_.*")
"""What a form says before anybody wrote on it."""
_MOST_FIELDS = 60


class Kept(StrEnum):
    """What became of a draft that was sent to be kept."""

    KEPT = "kept"
    SENT = "sent"
    """Its flag was sent before: there is nothing half written any more."""
    ELSEWHERE = "elsewhere"
    """The same worker has another one half written, on another device: that one is left alone."""


def parse_draft(raw: Mapping[str, object]) -> dict[str, str]:
    """The fields of a flag's form that hold something, as they were typed.

    Raises Invalid `too_long` and `not_text`, as for any text.
    """
    draft: dict[str, str] = {}
    for name, given in list(raw.items())[: _MOST_FIELDS * 2]:
        if isinstance(name, str) and _NAMED.fullmatch(name) and len(draft) < _MOST_FIELDS:
            text = clean_text("" if given is None else given, name, MOST_TEXT, required=False)
            if text:
                draft[name] = text
    return draft


def says_something(draft: Mapping[str, str]) -> bool:
    """Whether anybody wrote on it."""
    return any(not _SAYS_NOTHING.fullmatch(name) for name in draft)
