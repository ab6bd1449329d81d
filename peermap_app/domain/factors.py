"""Second factors: who must have one, and what a code looks like when it is typed.

A one-time code is made by an app on the person's own phone (RFC 6238), a passkey by the device
itself; recovery codes are on paper, for the day when neither is at hand.
"""

import re
from datetime import timedelta
from enum import StrEnum

from .cases import Role
from .errors import Invalid
from .screening import clean_text


class FactorKind(StrEnum):
    """What a person can prove themselves with beside a password."""

    CODE = "code"
    PASSKEY = "passkey"


MUST = frozenset({Role.SUPERVISOR, Role.DATA_PROTECTION, Role.ADMINISTRATOR})
"""Who looks beyond cases of their own, or makes accounts, shows a second factor always."""
STEP = timedelta(seconds=30)
"""How long an app shows one code (RFC 6238, 4.1)."""
DRIFT = 1
"""So many steps a phone's clock may be wrong, to either side (RFC 6238, 5.2)."""
CODE_SIGNS, RECOVERY_SIGNS, RECOVERY_CODES = 6, 12, 10
HALF_LASTS = timedelta(minutes=10)
"""From the password to the code; an app may have to be looked for first."""
ENROL_LASTS = timedelta(minutes=20)
"""From the password to a first factor: an app may have to be installed first."""
MOST_PASSKEYS = 10
MOST_NAME = 40
_BETWEEN = re.compile(r"[\s\u2010-\u2015-]+")
_DIGITS = re.compile(r"[0-9]+")


def parse_name(raw: object) -> str:
    """What somebody calls a passkey: one line. Raises Invalid as `clean_text`, field "name"."""
    return " ".join(clean_text(raw, "name", MOST_NAME).split())


def must_have(role: Role, *, everybody: bool) -> bool:
    """Whether somebody of this role does nothing without a second factor."""
    return everybody or role in MUST


def parse_typed(raw: object, field: str = "code") -> str:
    """What was typed for a second factor: 6 digits of an app or 12 of a recovery code.

    Spaces and dashes between them do not count. Raises Invalid "second_shape".
    """
    typed = _BETWEEN.sub("", raw) if isinstance(raw, str) and len(raw) <= 60 else ""
    if len(typed) not in (CODE_SIGNS, RECOVERY_SIGNS) or not _DIGITS.fullmatch(typed):
        raise Invalid("second_shape", field=field)
    return typed


def is_recovery(typed: str) -> bool:
    """Whether what `parse_typed` gave is a recovery code."""
    return len(typed) == RECOVERY_SIGNS


def step_of(seconds: float) -> int:
    """The number of the step that a moment (seconds since 1970) lies in."""
    return int(seconds // STEP.total_seconds())


def steps_taken(now: int, last: int | None) -> tuple[int, ...]:
    """The steps whose codes are taken at step `now`, its own first; never one used before.

    A code counts once, and none older than the newest that was used: somebody who looked over a
    shoulder cannot use it again.
    """
    near = sorted(range(now - DRIFT, now + DRIFT + 1), key=lambda step: (abs(step - now), step))
    return tuple(step for step in near if last is None or step > last)
