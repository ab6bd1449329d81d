"""A flag that is half written: which fields its form has."""

import re

from .drafts import DraftForm

DRAFT_SAYS = ("kind", "need_to_know", "urgency", "threshold", "told", "not_told_because")
"""The fields that say something of the young person."""
FLAG = DraftForm(
    named=re.compile(
        rf"{'|'.join(DRAFT_SAYS)}|review|screened_reason|untold|(?:tell|left_out)_[0-9a-f]{{32}}"
    ),
    silent=re.compile(r"review|urgency|tell_.*"),
)
