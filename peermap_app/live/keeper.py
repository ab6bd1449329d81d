"""What a process does beside answering: it hears hints, ends what has run out, writes counts."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable
from datetime import date

from peermap_app.bootstrap import House
from peermap_app.live import quiet
from peermap_app.live.lines import LINE, Watch, watch
from peermap_app.live.pages import Pages, pages
from peermap_app.services import (
    closing,
    day_turn,
    drawings,
    escalating,
    finding_over,
    lapsing,
    leftovers,
    link_overdue,
    pruning,
    sharing_over,
    temporary,
    waking,
)
from peermap_app.services.record_days import close_day
from peermap_app.services.unit import write_counts

ROUND_SECONDS = 30.0
"""How late the row of a drawing that expired says so (it is refused on the second it expires), and
how late the count of a minute's refusals stands in the record."""
TAKING_BACK_SECONDS = 15.0
"""How late it is seen that another process gave something; all that is given lasts for hours."""
SOONEST_SECONDS = 0.05
"""Between two looks at what is over in this very moment."""
HEARING_SECONDS = 0.4
"""How late pages hear of what a command did, where no Redis tells them."""
ESCALATING_SECONDS = 15.0
"""How late somebody else is told of an alert that nobody has seen."""
LOOKS_A_ROUND = 240
"""So many of these looks, an hour's, and all that waits is worked out anew."""
LINES_SECONDS = 2.0
"""How often it is asked which tablets are in touch."""
LAPSING_SECONDS = 5.0
"""How late the record tells of what is asked about anew; at midnight (UTC), when things lapse, it
is looked at once."""
PRUNING_SECONDS = 6 * 3600.0
"""How often what is days old is looked for."""
CLOSING_SECONDS = 600.0
"""How long after midnight (UTC) the day before may still be open."""
ROUNDS_A_BEAT = 5
"""Every so many of those rounds, each open page of a drawing is told how far the drawing is."""
DRAWING = "drawing:"
"""Before a drawing's id: the audience of all its pages."""


async def keep_ending(house: House) -> None:
    """End drawings that outlived their session, until cancelled."""
    while True:
        try:
            await drawings.end_overdue(house)
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        await asyncio.sleep(ROUND_SECONDS)


async def _tried(job: Awaitable[object]) -> None:
    """One job of a round; what goes wrong with it keeps no other from being done."""
    try:
        await job
    except Exception as problem:  # the next round tries again
        quiet.note(problem)


async def keep_taking_back(house: House) -> None:
    """Note what was given for some hours, or until a day, when it is over, until cancelled.

    It opens nothing from that moment on, whatever this does: this wakes the pages that are open.
    """
    told = house.clock().date()
    while True:
        wait = TAKING_BACK_SECONDS
        await _tried(temporary.end_overdue(house))
        await _tried(closing.close_planned(house))
        await _tried(sharing_over.note_over(house))
        await _tried(finding_over.note_over(house))
        try:
            told = await day_turn.turned(house, told)
            wait = await temporary.seconds_to_next(house, TAKING_BACK_SECONDS)
            wait = min(wait, day_turn.seconds_to_turn(house.clock()))
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        await asyncio.sleep(max(wait, SOONEST_SECONDS))


async def keep_lapsing(house: House) -> None:
    """Note what is to be looked at again and what has lapsed, until cancelled.

    What lapsed opens nothing from its day on, whatever this does: this wakes the pages.
    """
    confirmed: date | None = None
    while True:
        try:
            await lapsing.note_due(house)
            confirmed = await link_overdue.note_over(house, confirmed)
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        wait = min(LAPSING_SECONDS, day_turn.seconds_to_turn(house.clock()))
        await asyncio.sleep(max(wait, SOONEST_SECONDS))


async def keep_escalating(house: House) -> None:
    """Tell somebody else of what nobody has seen, until cancelled.

    Whoever was told and whoever is next stands in the rows, whatever this does.
    """
    for number in itertools.count():
        if number % LOOKS_A_ROUND == 0:
            await _tried(escalating.look_again(house))
        await _tried(escalating.tell_next(house))
        await asyncio.sleep(ESCALATING_SECONDS)


async def keep_hearing(house: House) -> None:
    """Tell pages what commands at the machine left for them, until cancelled.

    With Redis they are told by that (`live.bus`), and this ends at once.
    """
    while house.settings.redis_url is None:
        try:
            if await waking.hear(house):
                await drawings.end_overdue(house)
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        await asyncio.sleep(HEARING_SECONDS)


async def keep_pruning(house: House) -> None:
    """Take away mails and asks of long ago, until cancelled."""
    while True:
        try:
            await pruning.prune(house)
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        await asyncio.sleep(PRUNING_SECONDS)


async def keep_counting(house: House) -> None:
    """Write what was refused again and again, until cancelled."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        await _counted(house)


async def _counted(house: House, *, everything: bool = False) -> None:
    try:
        await write_counts(house, everything=everything)
    except Exception as problem:  # it stays owed: the next round, or the next refusal, writes it
        quiet.note(problem)


async def keep_closing(house: House) -> None:
    """Close each day of the access record once it is over, until cancelled; then throw away what is
    past its period since."""
    thrown: date | None = None
    while True:
        try:
            await close_day(house)
            if thrown != (today := house.clock().date()):
                await leftovers.throw_away(house)
                thrown = today
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        await asyncio.sleep(CLOSING_SECONDS)


async def keep_asking(house: House) -> None:
    """Tell this process's pages which tablet is out of touch, and how far each drawing is."""
    for number in itertools.count(1):
        try:
            await ask_lines(house, watch, pages)
            if number % ROUNDS_A_BEAT == 0:
                await tell_beat(house, pages)
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        await asyncio.sleep(LINES_SECONDS)


async def ask_lines(house: House, watching: Watch, registry: Pages) -> None:
    """One round: say which tablets are open here, and wake the pages whose own one came or went."""
    await house.lines.say()
    watched = {each.removeprefix(LINE): each for each in registry.audiences(LINE)}
    there = await house.lines.in_touch(watched.keys())
    for changed in watching.look(watched.keys(), there):
        registry.deliver(watched[changed], {"kind": "line"})


async def tell_beat(house: House, registry: Pages) -> None:
    """One beat: whoever lost the last push of a drawing hears that there is more (drawing_beat)."""
    heard = {each.removeprefix(DRAWING) for each in registry.audiences(DRAWING)}
    for drawing_id in await drawings.beating(house, {each for each in heard if ":" not in each}):
        registry.deliver(f"{DRAWING}{drawing_id}", {"kind": "beat"})


@contextlib.asynccontextmanager
async def keeping(house: House) -> AsyncIterator[None]:
    """A lifespan: listens to hints, ends what ran out; `bootstrap.close_house` does the rest."""
    rounds = (
        keep_ending,
        keep_taking_back,
        keep_lapsing,
        keep_escalating,
        keep_pruning,
        keep_hearing,
        keep_counting,
        keep_closing,
        keep_asking,
    )
    tasks = [asyncio.create_task(one(house)) for one in rounds]
    listen = getattr(house.hints, "run", None)
    if listen is not None:
        tasks.append(asyncio.create_task(listen()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _counted(house, everything=True)
