"""`python -m tests.faults.served`: PeerMap with a wall clock that a test moves while it runs.

libfaketime would do it from outside, and makes each wait of Python's threads last: a flag took
12 s.
All of PeerMap asks one clock, `bootstrap.utc_now`; what that reads is replaced, in each process.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from peermap_app import bootstrap, serve

CLOCK = "TESTS_CLOCK"
"""The environment's name for the file that holds by how many seconds the clock is off."""


class Moved(datetime):
    """What `datetime.now` gives on a machine whose clock was set wrong."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The moment, so many seconds off."""
        return datetime.now(tz) + timedelta(seconds=int(Path(os.environ[CLOCK]).read_text()))


bootstrap.datetime = Moved  # type: ignore[misc,attr-defined]

if __name__ == "__main__":
    serve.main()
