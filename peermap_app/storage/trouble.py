"""A database that cannot be used, told without its address, its password or what it holds."""

from __future__ import annotations

import sqlite3

from alembic.util.exc import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

TROUBLE: tuple[type[Exception], ...] = (SQLAlchemyError, CommandError)
"""What a database does that is away, closed to us, or not ours."""


def readable(url: str) -> bool:
    """Whether `url` is an address at all. What makes it none may be a part of the password."""
    try:
        make_url(url)
    except (SQLAlchemyError, ValueError):
        return False
    return True


def kind(problem: Exception) -> str:
    """What went wrong in a few words for an operator.

    SQLite's own text names tables at most. PostgreSQL's may name the address or repeat values of a
    row, and so does SQLAlchemy's: of these only the name of the error is told.
    """
    cause = getattr(problem, "orig", None) or problem
    return str(cause) if isinstance(cause, sqlite3.Error) else type(cause).__name__
