"""How far an open page knows a worker's alerts, by number: a hint of what it shows does nothing."""

from __future__ import annotations

from dataclasses import dataclass

from peermap_app.live.pages import Message


@dataclass(slots=True)
class Heard:
    """`number`: of the newest alert when the page last read, as it was stored.

    Never what a hint says: that may be anybody's who writes into Redis, and a number far ahead must
    keep no alert from a page.
    """

    number: int

    def knows(self, message: Message) -> bool:
        """Whether the page has read since. A hint without a number is of something else: never."""
        number = message.get("n")
        return type(number) is int and 0 < number <= self.number
