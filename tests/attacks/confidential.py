"""The words that must not come back to anybody who may not have them, and how they are looked for.

Each is made so that it stands nowhere by chance: a find is a leak. A page's answers echo random
base64 (the socket's key, its ids), in which any three plain letters stand now and then: so initials
hold a letter that base64 has not, and are looked for as they are and as JSON may write them.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable

CASE, OTHER_CASE = "ZQX-1187", "ZQX-1190"
LINKED_CASE, ASKING_CASE, FOREIGN_CASE = "WVK-2041", "DLT-4001", "JNP-3001"
YOUNG, OTHER_YOUNG, LINKED_YOUNG, ASKING_YOUNG = "QÞZ", "ZÞQ", "XÞQ", "KÞW"
PLACE, FRIEND, LIVE_PLACE, LIVE_FRIEND = "zumbrook weir", "WÞJ", "quillfeather rink", "VÞX"
HELD = "Swalecote swimming on Fridays"
STEP = "Quarrington visit on Saturdays"
WHY, WHY_BACK = "Plumdale plans must fit together", "Ombersley plans must fit too"
FLAG_OUT, FLAG_IN = "Kestrelwick bus station last night", "Thornaby arches on Friday"
FLAG_LATER = "Wexcombe underpass since noon"
SAM_AT, SAM_PHONE = "sam@quorum.example", "07700 900611"
PRIYA_AT, PRIYA_PHONE = "priya@quorum.example", "07700 900622"
MEL_AT = "mel@quorum.example"
PIN = "47110815"

OF_THE_CASE = frozenset({YOUNG, PLACE, FRIEND, LIVE_PLACE, LIVE_FRIEND, HELD, STEP, WHY})
"""What never crosses a link (rule 6)."""
OF_OTHER_LINKS = frozenset({OTHER_CASE, OTHER_YOUNG, ASKING_CASE, ASKING_YOUNG, MEL_AT})
ACROSS = frozenset(
    {
        CASE,
        LINKED_CASE,
        LINKED_YOUNG,
        WHY_BACK,
        FLAG_OUT,
        FLAG_IN,
        FLAG_LATER,
        SAM_AT,
        SAM_PHONE,
        PRIYA_AT,
        PRIYA_PHONE,
    }
)
"""What the two linked workers know of each other, and nobody else."""
ADDRESSES = frozenset({SAM_AT, PRIYA_AT, MEL_AT})
IN_THE_RECORD = ADDRESSES | {CASE, OTHER_CASE, LINKED_CASE, ASKING_CASE, FOREIGN_CASE}
"""Which case and whose reading it was: what the page of the access record says, and no more."""
EVERYTHING = OF_THE_CASE | OF_OTHER_LINKS | ACROSS

_PICTURE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")


def found(texts: Iterable[str], secrets: Iterable[str]) -> set[str]:
    """Which of the secrets stand in these texts, pictures opened."""
    whole = "\n".join(texts)
    pictures = (base64.b64decode(each).decode() for each in _PICTURE.findall(whole))
    whole = "\n".join((whole, *pictures))
    return {secret for secret in secrets if secret in whole or json.dumps(secret)[1:-1] in whole}
