"""A form that is half written: what may be kept of it, and for how long.

Nothing in a draft is judged: what cannot be sent yet is kept as it was typed, and what no form has
is left out. Each form that is kept says which fields it has: `flag_drafts`, `sharing_drafts`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from .forms import MOST_TEXT
from .screening import clean_text

DRAFT_DAYS = 7
"""So many days after it was last written on, a draft is gone."""
DRAFT_LASTS = timedelta(days=DRAFT_DAYS)
_MOST_FIELDS = 60


class Kept(StrEnum):
    """What became of a draft that was sent to be kept."""

    KEPT = "kept"
    SENT = "sent"
    """Its form was sent before: there is nothing half written any more."""
    ELSEWHERE = "elsewhere"
    """The same worker has another one half written, on another device: that one is left alone."""


@dataclass(frozen=True, slots=True)
class DraftForm:
    """A form of which drafts are kept.

    Attributes:
        named: its fields. silent: those that say something before anybody wrote on it.
    """

    named: re.Pattern[str]
    silent: re.Pattern[str]


def parse_draft(raw: Mapping[str, object], form: DraftForm) -> dict[str, str]:
    """The fields of a form that hold something, as they were typed.

    Raises Invalid `too_long` and `not_text`, as for any text.
    """
    draft: dict[str, str] = {}
    for name, given in list(raw.items())[: _MOST_FIELDS * 2]:
        if isinstance(name, str) and form.named.fullmatch(name) and len(draft) < _MOST_FIELDS:
            text = clean_text("" if given is None else given, name, MOST_TEXT, required=False)
            if text:
                draft[name] = text
    return draft


def says_something(draft: Mapping[str, str], form: DraftForm) -> bool:
    """Whether anybody wrote on it."""
    return any(not form.silent.fullmatch(name) for name in draft)
