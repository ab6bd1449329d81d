"""What breaks under a server on this machine, and is whole again afterwards."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator

from tests.servers import PeerMapServer


@contextlib.contextmanager
def disk_is_full(server: PeerMapServer) -> Iterator[None]:
    """No file of the database may grow: every write of the server is refused (SQLite)."""
    assert server.running is not None
    pid = server.running.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
