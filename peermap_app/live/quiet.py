"""Errors in the log without anything confidential: kinds and places, never values or messages.

A message may hold what somebody typed (a driver quotes its parameters, Reflex quotes an event's
arguments and, for an unknown event, all headers), so none is ever written.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import PurePath

log = logging.getLogger("peermap")


def where(problem: BaseException) -> str:
    """The kinds of an exception and its causes, and the places they passed: no value of anything.

    `KeyError at drawings.py:88 edit < guarded.py:40 wrapper`
    """
    parts: list[str] = []
    seen: BaseException | None = problem
    while seen is not None and len(parts) < 4:
        frames = traceback.extract_tb(seen.__traceback__)[-6:]
        places = " < ".join(
            f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames)
        )
        parts.append(f"{type(seen).__name__} at {places or 'unknown'}")
        seen = seen.__cause__ or seen.__context__
    return "; from ".join(parts)


def note(problem: BaseException) -> None:
    """Log an exception that nobody expected, without its data."""
    log.error("unexpected: %s", where(problem))


class NoValues(logging.Filter):
    """Keeps level and place of a record of somebody else's logger, and drops what it says."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the record stays, emptied."""
        problem = record.exc_info[1] if record.exc_info else None
        told = f" ({where(problem)})" if problem else ""
        record.msg = f"{record.name} {PurePath(record.pathname).name}:{record.lineno}{told}"
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        return True


TALKATIVE = ("reflex", "reflex_base", "socketio", "engineio", "sqlalchemy", "asyncio", "granian")


def hush() -> None:
    """Empty the records of libraries that log what they handle; called once by the wiring.

    A filter of a logger does not reach its children, so it goes to every logger made so far too.
    """
    known = [
        name
        for name in logging.Logger.manager.loggerDict
        if name.split(".")[0] in TALKATIVE and name not in TALKATIVE
    ]
    for name in (*TALKATIVE, *known):
        logger = logging.getLogger(name)
        if not any(isinstance(each, NoValues) for each in logger.filters):
            logger.addFilter(NoValues())
