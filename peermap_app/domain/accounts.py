"""Accounts and teams: what they may be called, and which change of one somebody agrees to."""

from __future__ import annotations

from dataclasses import dataclass

from .cases import Role
from .errors import Invalid
from .screening import clean_text

MOST_NAME = 80
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet runs; the last four are the wide forms of the first. Tab and
line end do it too, and no name that was read here begins with one."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run this text, wherever it is carried to."""
    return text.lstrip().startswith(_FORMULA)


def reads_otherwise(email: str) -> bool:
    """Whether the head of a mail says another address than this one, as whoever agrees reads it:

    an encoded word (RFC 2047) is decoded there, lines and all; a bracket begins a bare host.
    """
    return "=?" in email or "[" in email


def parse_name(raw: object, field: str, required: bool = True) -> str:
    """What a person or a team is called: one line, and no formula.

    Raises Invalid `not_text`, `too_long`, `missing`, `name_formula`.
    """
    name = clean_text(raw, field, MOST_NAME, required)
    if not name.isprintable():
        raise Invalid("not_text", field=field)
    if is_formula(name):
        raise Invalid("name_formula", field=field)
    return name


LOOKS_BEYOND = frozenset({Role.SUPERVISOR, Role.DATA_PROTECTION, Role.ADMINISTRATOR})
"""Who sees beyond what somebody gave to them: a team's cases, any by its whole reference, or
everybody's accounts."""


@dataclass(frozen=True, slots=True)
class Post:
    """What an account is: its role, and the team that a supervisor supervises by it."""

    role: Role
    team_id: str | None

    @property
    def reach(self) -> tuple[Role, str | None]:
        """What it opens: a data protection lead's and an administrator's depend on no team."""
        return self.role, self.team_id if self.role is Role.SUPERVISOR else None


def begins_anew(before: Post, after: Post) -> bool:
    """Whether an account must be opened by its owner and a second person once more.

    An administrator alone would else make a supervisor of whom they like, and of any team: what
    a supervisor once agreed to was another account (docs/decisions/recovery.md).
    """
    return after.role in LOOKS_BEYOND and after.reach != before.reach
