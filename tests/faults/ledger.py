"""Flags, accepts and withdrawals while things break, and the account of them."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults import books, handed
from tests.faults.breaking import Fault
from tests.faults.hands import Hand, NotDone
from tests.faults.readers import Reader
from tests.faults.street import Pair, Street
from tests.services.world import review

SETTLES_WITHIN = 60.0
"""Seconds after the last fault in which every open page must show all that there is."""
ACTS = ("flag", "withdraw", "accept")
"""What a fault comes into the middle of, in turn."""
ENDS = 0.25
"""How often, after a flag, one of the two young people says No and the cases are linked anew."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A flag that its worker was told is sent."""

    pair: int
    round: int
    text: str


@dataclass
class Account:
    """What came of it, each a list of what was found wrong."""

    sent: list[Sent] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    """A flag that was answered and is not there, an accept that was answered and does not stand; a
    push or a mail that never came."""
    doubled: list[str] = field(default_factory=list)
    to_others: list[str] = field(default_factory=list)
    """Open, or arrived, after a withdrawal was answered."""
    late: list[str] = field(default_factory=list)
    """Not on the open page by itself; the inbox has it."""
    not_ended: list[str] = field(default_factory=list)
    """Phones that are gone and still take pushes, or the other way round."""
    accepts: int = 0
    ends: int = 0
    """Withdrawals. Each time the link is made anew, but where the flags were over."""

    @property
    def faultless(self) -> bool:
        """Nothing lost, nothing doubled, nothing to whom it is no more for, nothing late."""
        wrong = self.lost, self.doubled, self.to_others, self.late, self.not_ended
        return not any(wrong)


async def linked(street: Street, pair: Pair) -> None:
    """Both young people say Yes, one worker asks, the other accepts; all of it until it is done."""
    for _, case in pair.sides:
        await street.young[case].say("yes")
    link_id = await street.ask(pair)
    hand = Hand(street.server.url, street.cookies[pair.told])
    await hand.accept(link_id, review(street.world))
    await hand.drop()
    pair.round, pair.link_id = pair.round + 1, link_id


class Ledger:
    """Runs it: flags over all pairs, with each fault of a list somewhere among them."""

    def __init__(self, street: Street, chance: random.Random) -> None:
        self.street, self.chance, self.account = street, chance, Account()
        url = street.server.url
        self.readers = {p.number: Reader(url, street.cookies[p.told]) for p in street.pairs}
        self._sent, self._flags = 0, 0
        self._broken = False
        self._doing = Counter[str]()
        self._begun = asyncio.Event()
        self._ended: list[tuple[handed.Over, books.Told]] = []

    async def run(self, flags: int, faults: list[tuple[str, Fault]]) -> Account:
        """Send at least so many flags, and on until each of these has broken; what came of it."""
        for pair in self.street.pairs:
            await linked(self.street, pair)
        watching = [asyncio.create_task(each.watch()) for each in self.readers.values()]
        self._flags = flags
        sending = [asyncio.create_task(self._work(pair)) for pair in self.street.pairs]
        breaking = asyncio.create_task(self._break(faults))
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

    async def _break(self, faults: list[tuple[str, Fault]]) -> None:
        """Each when its share of the flags is on its way, into the middle of an act, at a moment
        that nobody knows."""
        each = self._flags // (len(faults) + 1)
        for number, (name, fault) in enumerate(faults, 1):
            while self._sent < each * number or not self._doing[ACTS[number % len(ACTS)]]:
                self._begun.clear()
                await self._begun.wait()
            await asyncio.sleep(self.chance.uniform(0.0, 0.15))
            await fault(self.street, self.chance)
            self.account.faults[name] += 1
        self._broken = True

    @contextlib.contextmanager
    def _act(self, name: str) -> Iterator[None]:
        """It is under way now."""
        self._doing[name] += 1
        self._begun.set()
        yield
        self._doing[name] -= 1

    async def _work(self, pair: Pair) -> None:
        """One pair: flags, one after the other; now and then the link ends and is made anew."""
        hand = Hand(self.street.server.url, self.street.cookies[pair.flagger])
        while self._sent < self._flags or not self._broken:
            await self._flag(pair, hand)
            if self.chance.random() < ENDS:
                await self._withdraw(pair, hand)
                with self._act("accept"):
                    await linked(self.street, pair)
                await self._stands(pair)
        await hand.drop()

    async def _flag(self, pair: Pair, hand: Hand) -> None:
        self._sent += 1
        text = f"Flag {self._sent:03} of pair {pair.number}, round {pair.round}."
        with self._act("flag"):
            await hand.flag(self.street.case(pair.flagged_case), text)
        self.account.sent.append(Sent(pair.number, pair.round, text))

    async def _withdraw(self, pair: Pair, hand: Hand) -> None:
        """One of the two young people says No, now and then while a flag is on its way."""
        known = list(self.readers[pair.number].shows)
        saying = [self.street.young[self.chance.choice(pair.sides)[1]].say("no")]
        if self.chance.random() < 0.5:
            saying.append(self._flag(pair, hand))
        with self._act("withdraw"):
            await asyncio.gather(*saying)
        self.account.ends += 1
        at = time.monotonic()
        await self._is_shut(pair, known)
        told = await books.told(self.street, pair.told)
        self._ended.append((handed.Over(pair.told, told.alerts, at), told))

    async def _is_shut(self, pair: Pair, known: list[str]) -> None:
        """From the answer on, neither side sees anything over the link."""
        open_to = self.account.to_others
        for name, case in pair.sides:
            hand = Hand(self.street.server.url, self.street.cookies[name])
            case_id = self.street.case(case)
            path = f"/cases/{case_id}/links/{pair.link_id}"
            page = await hand.shown("TogetherState", path, case_id=case_id, link_id=pair.link_id)
            if page["view"]["holds"] or page["view"]["flags"]:
                open_to.append(f"{name}: the link of round {pair.round}, after its end")
        reader = self.readers[pair.number]
        open_to += [f"{pair.told}: {each}, after its end" for each in await reader.inbox()]
        for each in known[:1]:
            if not (await reader.alert(each))["missing"]:
                open_to.append(f"{pair.told}: alert {each} opens, after its end")

    async def _stands(self, pair: Pair) -> None:
        """An accept that was answered holds, whatever broke meanwhile."""
        self.account.accepts += 1
        if not await self.street.stands(pair.link_id):
            self.account.lost.append(f"the accept of pair {pair.number}, round {pair.round}")

    def _wanted(self, number: int) -> Counter[str]:
        """What this reader must see: each flag of the link that holds now, once."""
        now = next(pair.round for pair in self.street.pairs if pair.number == number)
        return Counter(s.text for s in self.account.sent if (s.pair, s.round) == (number, now))

    async def _settle(self) -> None:
        """Compare what was sent with what is shown and with what came, when all is well again."""
        held = {pair.told: await self._shown(pair) for pair in self.street.pairs}
        self.street.set_clock(handed.ALL_DUE)
        for name, ids in held.items():
            look = functools.partial(handed.missing, self.street, name, ids)
            self.account.lost += await handed.at_last(look)
        gone = functools.partial(handed.not_ended, self.street)
        self.account.not_ended += await handed.at_last(gone)
        self.account.doubled += await handed.twice(self.street)
        self.account.to_others += await handed.out_of_place(self.street)
        over = [one for one, _ in self._ended]
        self.account.to_others += await handed.too_late(self.street, over)
        for one, before in self._ended:
            since = await books.arrived_since(self.street, one.name, before)
            self.account.to_others += [f"{one.name}: {each}, after its end" for each in since]

    async def _shown(self, pair: Pair) -> list[str]:
        """What the open page and the inbox, read anew, show in the end; the alerts that hold."""
        reader, account = self.readers[pair.number], self.account
        ids = await reader.inbox()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLES_WITHIN):
                await reader.until_shown(set(ids))
        account.late += [each for each in ids if each not in reader.shows]
        account.to_others += [f"open page: {each}" for each in reader.shows - set(ids)]
        found: Counter[str] = Counter()
        for each in ids:
            said = str(await reader.alert(each))
            found.update(s.text for s in account.sent if s.text in said)
        self._compare(pair.number, self._wanted(pair.number), found)
        account.doubled += [f"reader {pair.number}: {each}" for each in reader.doubled]
        account.doubled += await books.written_twice(self.street, pair)
        return ids

    def _compare(self, number: int, wanted: Counter[str], found: Counter[str]) -> None:
        account = self.account
        account.lost += [f"reader {number}: {text}" for text in (wanted - found)]
        for text, times in found.items():
            if times > 1:
                account.doubled.append(f"reader {number}: {text}")
            if text not in wanted:
                account.to_others.append(f"reader {number}: {text}")


__all__ = ["Account", "Ledger", "NotDone", "Sent", "linked"]
