"""Who else is in the room, in the young person's own word, and whether they mind (rule 4).

It stands beside what the worker's device notes and is never merged with it. Both questions may be
left open; no answer to them blocks anything or changes what the three answers allow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .consent import Answer, parse_answer
from .errors import Invalid


class Here(StrEnum):
    """Who is here with you, in the order of the screen."""

    WORKER_ONLY = "worker_only"
    """Just me and my worker."""
    PARENT_OR_CARER = "parent_or_carer"
    FRIEND = "friend"
    SOMEONE_ELSE = "someone_else"


@dataclass(frozen=True, slots=True)
class Company:
    """What was tapped so far. `fine`: is it OK to choose with them here; None is not answered."""

    here: tuple[Here, ...] = ()
    fine: Answer | None = None

    @property
    def with_others(self) -> bool:
        """Whether somebody besides the worker is here: only then is `fine` asked."""
        return any(each is not Here.WORKER_ONLY for each in self.here)

    def tapped(self, who: Here) -> "Company":
        """After one more tap; a second one takes it away. "Just me and my worker" stands alone.

        Who is here changed, so whether that is OK is asked anew.
        """
        if who in self.here:
            left = {each for each in self.here if each is not who}
        elif who is Here.WORKER_ONLY:
            left = {who}
        else:
            left = {*self.here, who} - {Here.WORKER_ONLY}
        return Company(tuple(each for each in Here if each in left))

    def answered(self, fine: Answer) -> "Company":
        """After an answer to "is it OK"; Invalid `bad_answer` when nobody else is here."""
        if not self.with_others:
            raise Invalid("bad_answer")
        return Company(self.here, fine)

    def to_wire(self) -> dict[str, object]:
        """Plain data for the room and for the sealed consent record."""
        return {
            "here": [each.value for each in self.here],
            "fine": self.fine.value if self.fine else None,
        }


def parse_here(raw: object) -> Here:
    """One of the four, else Invalid `bad_answer`."""
    if isinstance(raw, str) and raw in tuple(Here):
        return Here(raw)
    raise Invalid("bad_answer")


def parse_company(raw: object) -> Company:
    """{"here": [codes], "fine": answer or None}, as `to_wire` makes it, else Invalid `bad_answer`.

    What no taps could have led to is refused: "just me and my worker" beside somebody else, or an
    answer about nobody.
    """
    if not isinstance(raw, Mapping) or set(raw) != {"here", "fine"}:
        raise Invalid("bad_answer")
    given, fine = raw["here"], raw["fine"]
    if not isinstance(given, list | tuple) or len(given) > len(Here):
        raise Invalid("bad_answer")
    here = {parse_here(each) for each in given}
    if Here.WORKER_ONLY in here and len(here) > 1:
        raise Invalid("bad_answer")
    company = Company(tuple(each for each in Here if each in here))
    return company if fine is None else company.answered(parse_answer(fine))
