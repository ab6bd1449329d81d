"""A link rests on whoever agreed to it; when they have gone, the next worker confirms (rule 8).

Each side for itself, by rows and dates alone: who agreed to the link or confirmed it, and when they
had the case. While none of them has it, the link waits for whoever has it now, and nothing crosses;
after ten working days without a confirmation it is over, and stays so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

CONFIRM_WITHIN = 10
"""Working days from the end of the allocation, that of the side's own team."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when somebody who agreed or confirmed had the case since: `ends` is the day on
    which it was over, None for one that goes on."""

    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which none of them had it: from `since` until before `until`, None: until now."""

    since: date
    until: date | None


def gaps(agreed: date, stays: Iterable[Stay], today: date) -> tuple[Gap, ...]:
    """Every such stretch since the link was agreed, oldest first; the last may go on today."""
    found: list[Gap] = []
    covered = agreed
    for stay in sorted(stays, key=lambda one: one.starts):
        if stay.starts > today or (stay.ends is not None and stay.ends <= stay.starts):
            continue
        if stay.starts > covered:
            found.append(Gap(covered, stay.starts))
        if stay.ends is None or stay.ends > today:
            return tuple(found)
        covered = max(covered, stay.ends)
    return (*found, Gap(covered, None))


def since(worker_from: date, starts: date, ends: date | None) -> Stay:
    """An allocation as far as it counts: from the day on which its worker agreed or confirmed."""
    return Stay(max(worker_from, starts), ends)


@dataclass(frozen=True, slots=True)
class Waits:
    """One side has nobody who agreed. `last`: the last day on which it can be confirmed; None while
    whoever agreed has an account that was closed and the case still."""

    last: date | None
    over: bool = False


def waits(missing: Sequence[Gap], today: date, after: Callable[[date, int], date]) -> Waits | None:
    """Whether a side waits, or is over, by its `gaps`; None: it rests on somebody.

    `after` gives the day so many working days after a day. The days of a stretch are counted from
    the last one on which somebody had the case, so that ten whole working days are left.
    """
    for gap in missing:
        last = after(gap.since - _DAY, CONFIRM_WITHIN)
        if (gap.until or today) > last:
            return Waits(last, over=True)
    return Waits(last) if missing and missing[-1].until is None else None
