"""What a second person decided on, in the whole record of one young person; with whose case is that

one's own.
"""

from __future__ import annotations

from peermap_app.services.sharing_acts import by_agreement
from peermap_app.services.subject_flags import Found, Said, moment
from peermap_app.storage.sharing_tables import Sharing


def said(found: Found) -> Said:
    """Two lists, oldest first: without agreement, and beyond six links by agreement."""
    rows = [(found.opened("sharing", row), row) for row in found.all(Sharing)]
    return {
        "shared_without_agreement": [
            _sharing(found, held, row) for held, row in rows if not by_agreement(held)
        ],
        "asked_beyond_six": [
            _sharing(found, held, row) for held, row in rows if by_agreement(held)
        ],
    }


def _sharing(found: Found, held: Said, row: Sharing) -> Said:
    return {
        "at": moment(row.asked_at),
        "by": found.name(row.asked_by),
        "record": {name: said for name, said in held["record"].items() if name != "supports"},
        "agreed": row.agreed,
        "answered": moment(row.answered_at),
        "answered_by": found.name(row.answered_by),
        "why": held.get("answer_why"),
        "beyond_six": held.get("beyond", False),
        "sent_before": moment(row.sent_at),
        "sent_because": held.get("send_why"),
        "shared": moment(row.applied_at),
        "over": moment(row.over_at),
    }
