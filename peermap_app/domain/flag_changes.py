"""A flag after it was sent: corrected, added to, closed or withdrawn. Nothing of it is rewritten:
each change is a version of its own, and what stands now is read off all of them in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .errors import Conflict, TooMany
from .flags import MOST_NEED_TO_KNOW
from .forms import Form

MOST_WHY = 300
MOST_CHANGES = 50
"""Of one flag. It can always be closed and withdrawn."""


class What(StrEnum):
    """What somebody of the flagged case does with a flag of theirs."""

    CORRECT = "correct"
    """It was wrong: another text in its place."""
    UPDATE = "update"
    """Something new; what was said stands."""
    CLOSE = "close"
    """It is over, with how it went."""
    WITHDRAW = "withdraw"
    """It was sent in error: whoever was told sees that, and no more what it said."""


AGAIN = frozenset({What.CORRECT, What.UPDATE})
"""After these whoever was told has it to do again; the others ask for nothing more."""
LOOKS_FIRST = frozenset({What.CORRECT, What.CLOSE, What.WITHDRAW})
"""These answer what stands there: who did not see a colleague's change looks first. What is new is
only added, and is never held up."""


class Standing(StrEnum):
    """How a flag stands."""

    OPEN = "open"
    CLOSED = "closed"
    """Closed by somebody, or lapsed on its day."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `text`: what it says from now on, what is new, how it went; "" of WITHDRAW.
    `why`: what was wrong (CORRECT, for everybody); why it is withdrawn (for its own side alone)."""

    what: What
    text: str = ""
    why: str = ""
    screened_reason: str | None = None


def standing(done: Iterable[What], *, open_by_date: bool) -> Standing:
    """How a flag stands after these changes; `open_by_date`: nobody closed it by its review, and
    that has not lapsed."""
    seen = frozenset(done)
    if What.WITHDRAW in seen:
        return Standing.WITHDRAWN
    return Standing.CLOSED if What.CLOSE in seen or not open_by_date else Standing.OPEN


def may_change(now: Standing) -> tuple[What, ...]:
    """What can still be done with it: what is over can only be withdrawn, once."""
    if now is Standing.WITHDRAWN:
        return ()
    return tuple(What) if now is Standing.OPEN else (What.WITHDRAW,)


def check_change(now: Standing, what: What, *, known: int, there: int) -> None:
    """Raises Conflict: `flag_over` for what can be changed no more; `flag_changed` where it has
    `there` changes by now and the writer knew of `known`. TooMany `flag_full` (with `most`)."""
    if what not in may_change(now):
        raise Conflict("flag_over")
    if what in LOOKS_FIRST and known != there:
        raise Conflict("flag_changed")
    if what in AGAIN and there >= MOST_CHANGES:
        raise TooMany("flag_full", most=MOST_CHANGES)


def check_read(known: object, there: int) -> None:
    """Raises Conflict `alert_changed` where somebody says that they have seen a flag with `known`
    changes, and it has `there` by now. `known` may be anything that was sent."""
    if type(known) is not int or known != there:
        raise Conflict("alert_changed")


def parse_what(raw: object) -> What | None:
    """What is to be done, out of an address; None for whatever is none of them."""
    return What(raw) if isinstance(raw, str) and raw in frozenset(What) else None


def parse_change(raw: Mapping[str, object], what: What) -> Change:
    """A change from a form: text, why, screened_reason.

    Raises `Problems`. What screening finds never holds it up, as of a flag: any reason sends it.
    """
    form = Form(raw)
    text = form.text("text", longest=MOST_NEED_TO_KNOW) if what is not What.WITHDRAW else ""
    says_why = what in (What.CORRECT, What.WITHDRAW)
    why = form.text("why", longest=MOST_WHY) if says_why else ""
    reason = form.screening_settled()
    form.finish()
    return Change(what, text, why, reason)


def says_now(first: str, changes: Sequence[Change]) -> str:
    """The text of a flag as it was corrected last, whoever reads it; "" once it is withdrawn."""
    if any(change.what is What.WITHDRAW for change in changes):
        return ""
    return next((one.text for one in reversed(changes) if one.what is What.CORRECT), first)


def for_others(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes as those who were told may read them, oldest first: of a correction what was
    wrong, without the text (it stands above); of a withdrawn flag nothing that was ever said."""
    if any(change.what is What.WITHDRAW for change in changes):
        return tuple(Change(one.what) for one in changes if one.what is What.WITHDRAW)
    return tuple(
        Change(one.what, why=one.why)
        if one.what is What.CORRECT
        else Change(one.what, text=one.text)
        for one in changes
    )
