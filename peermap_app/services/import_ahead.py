"""Reading a file of allocations before the unit that takes it, so that nobody waits for it.

A unit is the only writer (SQLite), and a file may take seconds to be found bad. Whoever may not
bring one in makes PeerMap read nothing; the unit says so, asks again and records what was refused.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Refusal
from peermap_app.domain.purpose import unsaid
from peermap_app.services import step_up
from peermap_app.services.admission import Asked, Who, admit
from peermap_app.services.import_file import ImportRefused, Row, RowProblem, read_file
from peermap_app.services.unit import reading

# A thread of its own: files follow one another, and passwords are hashed in the others meanwhile.
_reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
_UNREAD = ImportRefused((RowProblem(1, "", "import_empty"),))


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """A file as it was read: its text and rows, or why it is refused."""

    text: str = field(default="", repr=False)
    _rows: tuple[Row, ...] = field(default=(), repr=False)
    _refused: ImportRefused | None = None

    def rows(self) -> tuple[Row, ...]:
        """The rows. Raises ImportRefused, for the unit that records it."""
        if self._refused is not None:
            raise self._refused
        return self._rows


async def read_ahead(house: House, who: Who, action: Action, content: bytes | str) -> ReadAhead:
    """Read a file for whoever may do this action now, outside of any transaction."""
    if not await _would_admit(house, who, action):
        return ReadAhead(_refused=_UNREAD)
    try:
        return ReadAhead(*await _in_thread(house, content))
    except ImportRefused as refused:
        return ReadAhead(_refused=refused)


async def _would_admit(house: House, who: Who, action: Action) -> bool:
    """Whether the unit would let them in. It records nothing: the unit does, either way."""
    async with reading(house) as session:
        asked = Asked(house, session, house.clock(), who, action)
        try:
            await admit(asked, None, unsaid(action))
            await step_up.check(asked)
        except Refusal:
            return False
    return True


async def _in_thread(house: House, content: bytes | str) -> tuple[str, tuple[Row, ...]]:
    today = house.clock().date()
    return await asyncio.get_running_loop().run_in_executor(_reader, read_file, content, today)
