"""What `peermap deliveries` prints: figures, and what to do is in docs/operating.md."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

COUNTS = "Deliveries by channel and state:"
NONE_YET = "No alert was delivered yet."
COUNT = "  {channel}: {count} {state}"
DEAD_ENDS = "Dead ends of the last seven days:"
NO_DEAD_ENDS = "No dead ends in the last seven days."
DEAD_END = "  {channel}: {count} {problem}"
NOTHING_WAITS = "Nothing waits to be handed over."
WAITS = "The oldest that waits has been due since {when} (UTC)."
LATE = "That is late. Is the server running, and can it write? docs/operating.md says what to do."


class Standing(Protocol):
    """What is counted: see `services.delivery_counts`."""

    counts: Sequence[tuple[str, str, int]]
    dead_ends: Sequence[tuple[str, str, int]]
    oldest: datetime | None
    late: bool


def lines(found: Standing) -> list[str]:
    """All that is said."""
    said = [COUNTS if found.counts else NONE_YET]
    said += [COUNT.format(channel=c, state=s, count=n) for c, s, n in found.counts]
    said.append(DEAD_ENDS if found.dead_ends else NO_DEAD_ENDS)
    said += [DEAD_END.format(channel=c, problem=p or "?", count=n) for c, p, n in found.dead_ends]
    if found.oldest is None:
        return [*said, NOTHING_WAITS]
    said.append(WAITS.format(when=found.oldest.strftime("%Y-%m-%d %H:%M:%S")))
    return [*said, LATE] if found.late else said
