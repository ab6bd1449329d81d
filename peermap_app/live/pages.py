"""Which open pages of this process belong to whom, and how a hint reaches them.

A page enters with what it wants to hear of; a hint makes it read the truth again, under its own
right at that moment. Nothing is lost when a hint is: pages read a snapshot when they load or
reconnect, and ask when a number is missing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from peermap_app.domain.errors import RIGHT_GONE, Conflict, Refusal

from . import push, quiet

Message = Mapping[str, object]
OnHint = Callable[[Message], Awaitable[push.Delta | None]]
"""Reads what the hint is about and answers with what to set on the page, or None for nothing."""
Still = Callable[[], Awaitable[bool]]
"""Whether the page's session or device still holds. Raises Conflict("locked") while it does, and is
not to be shown anything: it reads all of it anew when it is opened again."""
Unseen = Callable[[Message], push.Delta | None]
"""What is set on a locked page that is told of something: that there is something, and not what."""

Forget = Callable[[], Awaitable[None]]
"""Empties what the server holds of a page that was turned away."""

AGAIN = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds until a page is told again what could not be read, each time that failed; the last one
repeats."""
MOST_AGAIN = 40
"""Tries (a quarter of an hour), then the page is left as it is."""
NOTHING: Message = {}
ANEW = "anew"
"""The kind of the one hint after a loss, which stands for whatever a worker's page hears of: one
reading a page. Drawings have their beat besides (`services.drawing_beat`)."""
LATELY = 30.0
"""Seconds for which a hint is remembered: longer than a page takes to read."""
MOST_LATELY, MOST_KINDS = 1000, 20
"""So many workers' before what is older is forgotten; so many of each worker's at most."""
MISSED_AFTER = 0.3
"""Seconds until a page is told what it missed while it read: what it read has gone out by then."""
PAGE_FIRST = 1.0
"""Seconds at most that what stands around a page waits until the page itself was told."""
PAGE = "page"
"""The slot of the page that is open; other slots (such as the badge) stay while pages change."""


@dataclass(slots=True)
class _Entry:
    audiences: frozenset[str]
    on_hint: OnHint
    still: Still
    door: str
    forget: Forget | None
    unseen: Unseen | None
    waiting: dict[str, Message] = field(default_factory=dict)
    running: bool = False
    task: asyncio.Task[None] | None = None
    """What tells it, or told it last."""
    failed: int = 0
    """How often in a row what it was to be told could not be read."""
    knows: int = 0
    """The number of the newest edit that it was told of, by its own handler or after a hint."""


class Pages:
    """The registry of one process. All methods run on the event loop's own thread."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], _Entry] = {}
        self._of: dict[str, set[tuple[str, str]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lately: dict[str, list[tuple[float, Message]]] = {}
        """What each worker's pages were told, and when."""

    def enter(
        self,
        token: str,
        audiences: Iterable[str],
        on_hint: OnHint,
        *,
        still: Still,
        door: str,
        slot: str = PAGE,
        forget: Forget | None = None,
        unseen: Unseen | None = None,
        since: float | None = None,
    ) -> None:
        """Register an open page; entering again replaces what the same slot said before.

        `since`: when it began to read, by the loop's clock. What a worker's pages were told from
        then on came before this one could hear it, and it is told now.
        """
        self.leave(token, slot)
        self._sweep()
        entry = _Entry(frozenset(audiences), on_hint, still, door, forget, unseen)
        self._entries[token, slot] = entry
        for audience in entry.audiences:
            self._of.setdefault(audience, set()).add((token, slot))
        missed = {} if since is None else self._told_since(entry.audiences, since)
        if missed:
            # After what the page's own handler read has gone out, or that would stand last.
            entry.waiting |= missed
            asyncio.get_running_loop().call_later(MISSED_AFTER, self._run, (token, slot), entry)

    def _told_since(self, audiences: Iterable[str], since: float) -> dict[str, Message]:
        return {
            f"{audience} {message.get('kind')}": message
            for audience in audiences
            for at, message in self._lately.get(audience, ())
            if at >= since
        }

    def _remember(self, audience: str, message: Message) -> None:
        """For pages that read at this moment. Drawings have a beat of their own."""
        if audience.startswith("worker:"):
            now = asyncio.get_running_loop().time()
            if len(self._lately) > MOST_LATELY:
                self._lately = {
                    who: told for who, told in self._lately.items() if told[-1][0] > now - LATELY
                }
            kept = [one for one in self._lately.get(audience, ()) if one[0] > now - LATELY]
            self._lately[audience] = [*kept[-MOST_KINDS:], (now, message)]

    def leave(self, token: str, slot: str | None = None) -> None:
        """Forget one slot of a page, or the whole page."""
        for key in [k for k in self._entries if k[0] == token] if slot is None else [(token, slot)]:
            entry = self._entries.pop(key, None)
            for audience in entry.audiences if entry else ():
                members = self._of.get(audience, set())
                members.discard(key)
                if not members:
                    self._of.pop(audience, None)

    def told(self, token: str, number: int) -> bool:
        """Its own handler tells a page what it drew, with all up to this number: no hint need.

        False when it must not: the page has not entered (yet), so what it shows is still to be
        read; or a hint of a later edit was quicker. Of two quick pushes a page may see only the
        last, and an older one behind it would hide what it carried.
        """
        entry = self._entries.get((token, PAGE))
        if entry is None or number < entry.knows:
            return False
        entry.knows = number
        return True

    def of(self, audience: str) -> frozenset[str]:
        """The tokens of the pages that hear of an audience."""
        return frozenset(token for token, _ in self._of.get(audience, ()))

    def audiences(self, beginning: str) -> frozenset[str]:
        """The audiences that begin like this and have a page in this process."""
        return frozenset(each for each in self._of if each.startswith(beginning))

    def deliver(self, audience: str, message: Message) -> None:
        """Wake every page of the audience. Messages of one kind that wait become one."""
        self._remember(audience, message)
        for key in tuple(self._of.get(audience, ())):
            entry = self._entries[key]
            kind = f"{audience} {message.get('kind')}"
            entry.waiting[kind] = _newer(message, entry.waiting.get(kind))
            self._run(key, entry)

    def catch_up(self) -> None:
        """Hints may have been lost: every worker's page reads anew whatever it hears of, once."""
        for audience in self.audiences("worker:"):
            self.deliver(audience, {"kind": ANEW})

    def _run(self, key: tuple[str, str], entry: _Entry) -> None:
        if entry.running or not entry.waiting or self._entries.get(key) is not entry:
            return
        entry.running = True
        entry.task = task = asyncio.get_running_loop().create_task(self._serve(key, entry))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _again(self, key: tuple[str, str], entry: _Entry, kind: str, message: Message) -> None:
        """What could not be read is told later: the database may be away, and the hint is the only
        one that comes. Nothing else of this page waits for it."""
        entry.failed += 1
        if entry.failed > MOST_AGAIN:
            return
        entry.waiting[kind] = _newer(entry.waiting.get(kind, message), message)
        wait = AGAIN[min(entry.failed, len(AGAIN)) - 1]
        asyncio.get_running_loop().call_later(wait, self._run, key, entry)

    async def settled(self) -> None:
        """Wait until every hint that was given has been served (for tests and for closing)."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _serve(self, key: tuple[str, str], entry: _Entry) -> None:
        kind, message = "", NOTHING
        try:
            await self._after_the_page(key)
            while entry.waiting:
                kind = next(iter(entry.waiting))
                message = entry.waiting.pop(kind)
                if not _is_known(entry, message) and not await self._served(key[0], entry, message):
                    return
                entry.failed = 0
        except Exception as problem:  # a page's trouble must not stop the others
            quiet.note(problem)
            self._again(key, entry, kind, message)
        finally:
            entry.running = False

    async def _after_the_page(self, key: tuple[str, str]) -> None:
        """What is open before somebody's eyes is told first, and the bar around it after that: the
        two would read at once, and each would wait for the other."""
        token, slot = key
        page = self._entries.get((token, PAGE))
        if slot != PAGE and page is not None and page.running and page.task is not None:
            await asyncio.wait({page.task}, timeout=PAGE_FIRST)

    async def _served(self, token: str, entry: _Entry, message: Message) -> bool:
        """Tell a page one thing; False when there is no page to tell anything any more."""
        if not push.connected(token):
            # Nobody looks: reading for them would stand in the record as if they had.
            self.leave(token)
            return False
        try:
            holds = await entry.still()
        except Conflict:
            change = entry.unseen(message) if entry.unseen else None
            if change is not None:
                await push.to_page(token, change)
            return True
        if not holds:
            self.leave(token)
            await push.lead_away(token, entry.door)
            if entry.forget is not None:
                await entry.forget()
            return False
        await self._tell(token, entry, message)
        return True

    async def _tell(self, token: str, entry: _Entry, message: Message) -> None:
        try:
            change = await entry.on_hint(message)
        except Refusal as refusal:
            # Not theirs any more: the page hears nothing further and is refused when it next asks.
            # What ended or went on between two readings takes no page's hearing: a hint follows.
            if refusal.kind in RIGHT_GONE:
                self.leave(token)
            return
        if message.get("kind") == "edits":
            entry.knows = max(entry.knows, min(_number(message), _carried(change)))
        if change is not None and not await push.to_page(token, change):
            self.leave(token)

    def _sweep(self) -> None:
        """Forget pages whose websocket has gone. Called as pages enter, so it cannot pile up."""
        for token in {token for token, _ in self._entries}:
            if not push.connected(token):
                self.leave(token)


def is_of(message: Message, *kinds: str) -> bool:
    """Whether a hint is of one of these kinds, or stands for any of them after a loss."""
    return message.get("kind") in (*kinds, ANEW)


def _is_known(entry: _Entry, message: Message) -> bool:
    if message.get("kind") == "snapshot":
        entry.knows = 0  # the room was given back after a loss: its numbers may have begun again
    return message.get("kind") == "edits" and 0 < _number(message) <= entry.knows


def _carried(change: push.Delta | None) -> int:
    """The newest edit that goes to the page with it.

    A hint may be anybody's who writes into Redis: that it names a number far ahead of the room's
    must not keep the edits up to there from a page.
    """
    told = [value for part in (change or {}).values() for value in part.values()]
    return max((_number(value) for value in told if isinstance(value, Mapping)), default=0)


def _newer(message: Message, waits: Message | None) -> Message:
    """Of two hints of one kind: processes that draw at once may be heard in the wrong order.

    One without a number is read whatever the page knows, so it is not lost to one that has one.
    """
    if waits is None or "n" not in message:
        return message
    later = "n" not in waits or _number(waits) > _number(message)
    return waits if later else message


def _number(message: Message) -> int:
    number = message.get("n")
    return number if type(number) is int else 0


pages = Pages()
"""The registry of this process."""
