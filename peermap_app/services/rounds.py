"""A round of the keeper: one thing after the other, and what goes wrong with one stops no other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from peermap_app import logs

T = TypeVar("T")


async def each(due: Iterable[T], job: Callable[[T], Awaitable[object]]) -> int:
    """Do this for each that is due; gives for how many it did something (a true answer).

    What fails stands in the log and stays due: the next round tries it again.
    """
    done = 0
    for one in due:
        try:
            done += bool(await job(one))
        except Exception as problem:  # whatever it was: the others are done all the same
            logs.note(problem)
    return done
