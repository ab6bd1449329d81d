"""What asks again who is there: a fresh second factor, or the password where there is none.

A phone that was left open for a minute is still signed in; what cannot be taken back is not done
from it (OWASP ASVS 5, 7.5).
"""

from datetime import timedelta

from .actions import Action

FRESH_FOR = timedelta(minutes=5)

ASKS: frozenset[Action] = frozenset(
    {
        Action.EXPORT_MAP,
        Action.SUBJECT_ACCESS,
        Action.ADD_FACTOR,
        Action.ASK_RECOVERY,
        Action.AGREE_RECOVERY,
        Action.REMOVE_FACTOR,
        Action.NEW_RECOVERY_CODES,
        Action.ERASE_DUE,
        Action.SHARE_WITHOUT,
        Action.AGREE_SHARING,
    }
)
"""Each unit of these asks; a worker's alone, for tablets and young people have no factors.

Not OPEN_LOCKED_COPY: it is a reading on a page, as SEE_MAP and LOOK_AT_MAP are, by a whole
reference, a number and a reason that is recorded; no file comes of it and nothing is changed by it,
and the page locks like every other one. Taking the same words out is SUBJECT_ACCESS, which asks.
"""
