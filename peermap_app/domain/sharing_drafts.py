"""A sharing record that is half written: on which form, and which fields it has."""

import re
from enum import StrEnum

from .drafts import DraftForm
from .links import SUPPORT

MOST_DRAFTS = 12
"""Half-written sharing records of one worker on one case; what was written on longest ago goes."""
DRAFT_SAYS = (
    *("position", "consent", "why", "privacy", "proportionality", "threshold", "lawful"),
    *("told", "not_told_because", "urgent", "review"),
)
"""The fields that say something of the young person; the other case's reference does not."""
SHARING = DraftForm(
    named=re.compile(rf"reference|screened_reason|{'|'.join(DRAFT_SAYS)}|{SUPPORT}[0-9a-f]{{32}}"),
    silent=re.compile(r"review|privacy|lawful"),
)


class Written(StrEnum):
    """On which form it is. Those that accept are one for each ask that came."""

    ASK = "ask"
    ASK_WITHOUT = "ask_without"
    ACCEPT = "accept"
    ACCEPT_WITHOUT = "accept_without"


ACCEPTS = (Written.ACCEPT, Written.ACCEPT_WITHOUT)
