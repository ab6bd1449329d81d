"""Cases and allocations: who is allocated to a case at a moment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .errors import Invalid


class Role(StrEnum):
    """The roles there are. There is no police role and none for another agency."""

    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    DATA_PROTECTION = "data_protection"
    ADMINISTRATOR = "administrator"


_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/-]{2,19}")


def parse_reference(raw: object) -> str:
    """A case reference: trimmed, upper-cased, 3 to 20 of A-Z, 0-9, "-" and "/".

    Raises Invalid `reference_missing` or `reference_shape` (field "reference").
    """
    if not isinstance(raw, str):
        raise Invalid("reference_shape", field="reference")
    reference = raw.strip().upper()
    if not reference:
        raise Invalid("reference_missing", field="reference")
    if not raw.isascii() or not _REFERENCE.fullmatch(reference):
        raise Invalid("reference_shape", field="reference")
    return reference


def first_name(name: str) -> str:
    """All that a young person's page says of a worker's name; "" for a name without letters."""
    return next(iter(name.split()), "")


@dataclass(frozen=True, slots=True)
class Allocation:
    """A worker's time on a case. `ends` is the moment access ends: that day is no longer in it."""

    case_id: str
    worker_id: str
    starts: date
    ends: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on that day: from `starts` on, and before `ends`."""
        return self.starts <= on and (self.ends is None or on < self.ends)


def is_allocated(
    allocations: Iterable[Allocation], worker_id: str, on: date, case_id: str | None = None
) -> bool:
    """Whether any of a case's allocations gives this worker the case on that day."""
    return any(
        item.worker_id == worker_id
        and (case_id is None or item.case_id == case_id)
        and item.holds(on)
        for item in allocations
    )


def may_be_allocated(role: Role | None) -> bool:
    """Only practitioners and supervisors; never an administrator, never a data protection lead."""
    return role in (Role.PRACTITIONER, Role.SUPERVISOR)
