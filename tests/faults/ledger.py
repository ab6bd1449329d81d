"""Flags sent while things break, and the account of them: lost, doubled, shown to the wrong one."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.breaking import Fault
from tests.faults.hands import BROKEN, Hand, NotDone, Reader
from tests.faults.street import PAUSE, Pair, Street
from tests.services.world import review

SETTLES_WITHIN = 60.0
"""Seconds after the last fault in which every open page must show all that there is."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A flag that its worker was told is sent."""

    pair: int
    round: int
    text: str


@dataclass
class Account:
    """What came of it. `late`: not on the open page by itself; the inbox has it."""

    sent: list[Sent] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    to_others: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    ends: int = 0
    """Links that ended and were made anew meanwhile."""

    @property
    def faultless(self) -> bool:
        """Nothing lost, nothing doubled, nothing to whom it is no more for, nothing late."""
        return not (self.lost or self.doubled or self.to_others or self.late)


async def linked(street: Street, pair: Pair) -> None:
    """Ask, and accept over the wire until it holds."""
    await street.link(pair)
    pair.round += 1
    hand = Hand(street.server.url, street.cookies[pair.told])
    while not await street.holds(pair):
        link = await street.asked(pair)
        try:
            if link is not None:
                await hand.accept(link, review(street.world))
        except BROKEN:
            await hand.drop()
            await asyncio.sleep(PAUSE)
    await hand.drop()


class Ledger:
    """Runs it: `flags` over all pairs, with each fault of a list somewhere among them."""

    def __init__(self, street: Street, chance: random.Random) -> None:
        self.street, self.chance, self.account = street, chance, Account()
        url = street.server.url
        self.readers = {p.number: Reader(url, street.cookies[p.told]) for p in street.pairs}
        self._left = 0
        self._under_way = asyncio.Event()

    async def run(self, flags: int, faults: list[tuple[str, Fault]]) -> Account:
        """Send so many flags while each of these breaks; what came of it."""
        for pair in self.street.pairs:
            await linked(self.street, pair)
        watching = [asyncio.create_task(each.watch()) for each in self.readers.values()]
        self._left = flags
        sending = [asyncio.create_task(self._work(pair)) for pair in self.street.pairs]
        breaking = asyncio.create_task(self._break(flags, faults))
        try:
            await asyncio.gather(breaking, *sending)  # the first thing that goes wrong ends it
            await self._settle()
        finally:
            for task in (breaking, *watching, *sending):
                task.cancel()
            await asyncio.gather(breaking, *watching, *sending, return_exceptions=True)
        for reader in self.readers.values():
            await reader.drop()
        return self.account

    async def _break(self, flags: int, faults: list[tuple[str, Fault]]) -> None:
        """Each fault when its share of the flags is on its way, at a moment nobody knows."""
        each = flags // (len(faults) + 1)
        for number, (name, fault) in enumerate(faults, 1):
            while flags - self._left < each * number and self._left:
                self._under_way.clear()
                await self._under_way.wait()
            await asyncio.sleep(self.chance.uniform(0.0, 0.15))
            await fault(self.street, self.chance)
            self.account.faults[name] += 1

    async def _work(self, pair: Pair) -> None:
        """One pair: flags, one after the other; now and then the link ends and is made anew."""
        hand = Hand(self.street.server.url, self.street.cookies[pair.flagger])
        while self._left > 0:
            self._left -= 1
            text = f"Flag {self._left:03} of pair {pair.number}, round {pair.round}."
            self._under_way.set()
            await hand.flag(self.street.case(pair.flagged_case), text)
            self.account.sent.append(Sent(pair.number, pair.round, text))
            if self.chance.random() < 0.12:
                await self.street.withdraw(pair)
                self.account.ends += 1
                await linked(self.street, pair)
        await hand.drop()

    def _wanted(self, number: int) -> Counter[str]:
        """What this reader must see: each flag of the link that holds now, once."""
        now = next(pair.round for pair in self.street.pairs if pair.number == number)
        return Counter(s.text for s in self.account.sent if (s.pair, s.round) == (number, now))

    async def _settle(self) -> None:
        """Compare what was sent with what is shown, on the open page and read anew."""
        for number, reader in self.readers.items():
            ids = await reader.inbox()
            wanted = self._wanted(number)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SETTLES_WITHIN):
                    await reader.until_shown(set(ids))
            self.account.late += [each for each in ids if each not in reader.shown]
            found: Counter[str] = Counter()
            for each in ids:
                said = await reader.says(each)
                found.update(s.text for s in self.account.sent if s.text in said)
            self._compare(number, wanted, found)
            self.account.doubled += [f"reader {number}: {each}" for each in reader.doubled]

    def _compare(self, number: int, wanted: Counter[str], found: Counter[str]) -> None:
        account = self.account
        account.lost += [f"reader {number}: {text}" for text in (wanted - found)]
        for text, times in found.items():
            if times > 1:
                account.doubled.append(f"reader {number}: {text}")
            if text not in wanted:
                account.to_others.append(f"reader {number}: {text}")


__all__ = ["Account", "Ledger", "NotDone", "Sent", "linked"]
