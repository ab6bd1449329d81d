"""The log: fixed words, with fields of safe kinds. There is no way to write anything else into it.

A line is one of `Word` and fields from `FIELDS`, each of the kind that stands there: a number, a
place in the code, the name of a library. No text, no message of an exception: a message may hold
what somebody typed (a driver quotes its parameters, Reflex quotes an event's arguments and, for an
unknown event, all headers). What libraries log goes the same way and keeps its level and its place.
"""

from __future__ import annotations

import logging
import logging.config
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

import structlog

Told = MutableMapping[str, Any]
OURS = "peermap"


class Word(StrEnum):
    """All that a line can say happened."""

    STARTED = "started"
    STOPPED = "stopped"
    LIBRARY = "library"
    """A library of ours logged something: which, and where in its code."""
    UNEXPECTED = "unexpected"
    """An exception that nobody expected."""
    UNKNOWN = "unknown"
    """What was to be logged was none of these."""
    EVENT_REFUSED = "event_refused"
    HINT_UNREAD = "hint_unread"
    """Redis held what no process of ours says: somebody else writes into it."""
    BROWSER_ERROR = "browser_error"
    REFUSAL_NOT_RECORDED = "refusal_not_recorded"
    OUTBOX_ROW_FAILED = "outbox_row_failed"
    OUTBOX_UNREAD = "outbox_unread"
    DELIVERY_FAILED = "delivery_failed"
    DELIVERIES_UNREAD = "deliveries_unread"
    MAIL_FAILED = "mail_failed"
    MAIL_UNREAD = "mail_unread"
    PUSH_TESTS_UNREAD = "push_tests_unread"
    PUSH_KEY_CHANGED = "push_key_changed"
    """`count` phones were added under another key: they take nothing until they are added again."""
    CASES_WITHOUT_KEY = "cases_without_key"
    """The store of keys is older than the rows: `count` cases do not open, and are in no list."""
    KEYS_WITHOUT_CASE = "keys_without_case"
    """The rows are older than the store of keys."""
    NOTHING_AHEAD = "nothing_ahead"
    """The built pages do not say what they will ask for: they load later, and do load."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the code, and the kinds of exceptions that came by: never what they said.

    `KeyError at drawings.py:88 edit < guarded.py:40 wrapper`
    """

    text: str

    @classmethod
    def of(cls, problem: BaseException) -> Place:
        """The kinds of an exception and its causes, and the places they passed."""
        parts: list[str] = []
        seen: BaseException | None = problem
        while seen is not None and len(parts) < 4:
            frames = traceback.extract_tb(seen.__traceback__)[-6:]
            places = " < ".join(
                f"{_file(f.filename)}:{f.lineno} {_name(f.name)}" for f in reversed(frames)
            )
            parts.append(f"{_name(type(seen).__name__)} at {places or 'unknown'}")
            seen = seen.__cause__ or seen.__context__
        return cls("; from ".join(parts))

    @classmethod
    def of_record(cls, record: logging.LogRecord) -> Place:
        """Where a record was made, and the exception that it came with."""
        problem = record.exc_info[1] if record.exc_info else None
        told = f" ({cls.of(problem).text})" if problem else ""
        return cls(f"{_file(record.pathname)}:{record.lineno}{told}")


@dataclass(frozen=True, slots=True)
class Library:
    """A logger's name, as libraries name theirs; anything else has none."""

    text: str

    @classmethod
    def of(cls, record: logging.LogRecord) -> Library:
        """Its first part is enough to look further, and is never made of what was handled."""
        first = str(record.name).partition(".")[0]
        return cls(first if first in sys.modules else "other")


FIELDS: dict[str, type] = {"place": Place, "library": Library, "count": int}
"""Every field that a line may have, and the one kind that it may hold."""

_SAFE = re.compile(r"[^\w.<>-]", re.ASCII)


def _file(path: str) -> str:
    return _SAFE.sub("_", PurePath(path).name)[:60]


def _name(name: str) -> str:
    return _SAFE.sub("_", name)[:60]


def safe(_: Any, __: str, told: Told) -> Told:
    """The last processor before a line is written: what is not known to be safe is left out."""
    word = told.get("event")
    line: Told = {"at": told["timestamp"], "level": told["level"]}
    line["event"] = word.value if isinstance(word, Word) else Word.UNKNOWN.value
    for name, kind in FIELDS.items():
        value = told.get(name)
        if type(value) is kind:
            line[name] = value if isinstance(value, int) else value.text
    return line


def emptied(record: logging.LogRecord) -> logging.LogRecord:
    """A record of anybody's: ours stays, of a library's only level, name and place are left."""
    if record.name != OURS or not isinstance(record.msg, dict):
        record.place, record.library = Place.of_record(record), Library.of(record)
        record.msg = Word.LIBRARY.value
    record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
    return record


class Emptied(logging.Filter):
    """`emptied`, for what was made before this process was set up."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the record stays."""
        if not hasattr(record, "place"):
            emptied(record)
        return True


def _born_empty(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Records of libraries hold nothing from the start, whatever handlers these have."""
    return emptied(logging.LogRecord(*args, **kwargs))


def _of_a_library(_: Any, __: str, told: Told) -> Told:
    record = told["_record"]
    return {"event": Word.LIBRARY, "place": record.place, "library": record.library}


def log_config() -> dict[str, Any]:
    """For `logging.config.dictConfig`: one handler that lets no value through."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "peermap_app.logs.line"}},
        "filters": {"emptied": {"()": "peermap_app.logs.Emptied"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["emptied"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {OURS: {"level": "INFO"}, "uvicorn.error": {"level": "WARNING"}},
    }


def line() -> logging.Formatter:
    """The formatter of every line."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_of_a_library],
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.add_log_level,
            safe,
            structlog.processors.LogfmtRenderer(),
        ],
    )


def set_up() -> None:
    """For a whole process: its log, and what Python itself would print of an exception."""
    logging.setLogRecordFactory(_born_empty)
    for made in logging.Logger.manager.loggerDict.values():
        if isinstance(made, logging.Logger):  # one way for all: a library's own handlers go
            made.handlers.clear()
            made.propagate = True
    logging.config.dictConfig(log_config())
    logging.raiseExceptions = False  # it would print a record that could not be written, whole
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda found: _uncaught(found.exc_type, found.exc_value, None)
    threading.excepthook = lambda found: _uncaught(found.exc_type, found.exc_value, None)


def _uncaught(kind: type[BaseException], problem: BaseException | None, _: object) -> None:
    note(problem or kind())


_log = structlog.wrap_logger(
    logging.getLogger(OURS),
    processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def info(word: Word, **fields: Place | int) -> None:
    """Something went as it should."""
    _log.info(word, **fields)


def warn(word: Word, **fields: Place | int) -> None:
    """Something was refused, or failed and is tried again."""
    _log.warning(word, **fields)


def note(problem: BaseException, word: Word = Word.UNEXPECTED) -> None:
    """An exception that nobody expected, without its data."""
    _log.error(word, place=Place.of(problem))


def note_once(problem: BaseException, about: str) -> None:
    """The same of what every page meets anew: one line in a process for what it is `about`, an id
    that is not written."""
    if about not in _noted:
        _noted.add(about)
        note(problem)


_noted: set[str] = set()
