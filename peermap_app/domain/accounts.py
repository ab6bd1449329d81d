"""Accounts: which change of one opens what nobody but an administrator has agreed to."""

from __future__ import annotations

from dataclasses import dataclass

from .cases import Role

LOOKS_BEYOND = frozenset({Role.SUPERVISOR, Role.DATA_PROTECTION})
"""Who may read of cases that nobody gave to them: a team's, or any by its whole reference."""


@dataclass(frozen=True, slots=True)
class Post:
    """What an account is: its role, and the team that a supervisor supervises by it."""

    role: Role
    team_id: str | None

    @property
    def reach(self) -> tuple[Role, str | None]:
        """Whose cases it opens: a data protection lead's do not depend on a team."""
        return self.role, self.team_id if self.role is Role.SUPERVISOR else None


def begins_anew(before: Post, after: Post) -> bool:
    """Whether an account must be opened by its owner and a second person once more.

    An administrator alone would else make a supervisor of whom they like, and of any team: what
    a supervisor once agreed to was another account (docs/decisions/recovery.md).
    """
    return after.role in LOOKS_BEYOND and after.reach != before.reach
