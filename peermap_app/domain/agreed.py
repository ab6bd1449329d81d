"""Who else must agree below an age: noted beside the young person's own say, never in its place.

Law and local practice set the age, so it is a setting. A note changes no answer (rule 4): it only
has to be there before workers link on the strength of one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .forms import Form, near


class Other(StrEnum):
    """Who agreed as well; the last says that nobody was asked, and then why."""

    PARENT_OR_CARER = "parent_or_carer"
    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    """Somebody else with parental responsibility."""
    LOCAL_AUTHORITY = "local_authority"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class OtherAgreement:
    """Who agreed and on which day; or, for `NOT_ASKED`, no day but the reason."""

    who: Other
    on: date | None
    because: str
    screened_reason: str | None = None


def may_be_under(born: int, on: date, age: int) -> bool:
    """Whether somebody born in that year may be younger than `age` years on that day.

    Only the year of birth is known: whoever could still be younger counts as younger. 0 asks of
    nobody.
    """
    return age > 0 and on.year - born <= age


_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_other_agreement(raw: Mapping[str, object], today: date) -> OtherAgreement:
    """From a form: who, then agreed_on (a day up to today), or because.

    Raises `Problems`; free text is screened, and `screened_reason` lets it stand (rule 2).
    """
    form = Form(raw)
    who = form.choice("agreed_who", Other, Other.NOT_ASKED)
    if form.raw("agreed_who") not in tuple(Other):
        form.finish()  # which fields there are follows from the choice: one fault is enough
    on, because = None, ""
    if who is Other.NOT_ASKED:
        because = form.text("agreed_because", longest=500)
    else:
        on = _day(form, today)
    reason = form.screening_settled()
    form.finish()
    return OtherAgreement(who, on, because, reason)


def _day(form: Form, today: date) -> date | None:
    """The day on which they agreed, with a fault where there is none that can be."""
    given = form.raw("agreed_on")
    if given in (None, ""):
        form.fault("agreed_day_missing", "agreed_on")
        return None
    try:
        if not isinstance(given, str) or not _ISO_DAY.fullmatch(given.strip()):
            raise ValueError
        day = date.fromisoformat(given.strip())
    except ValueError:
        form.fault("agreed_day", "agreed_on")
        return None
    if day > today:
        form.fault("agreed_day_future", "agreed_on")
        return None
    return form.reading("agreed_on", lambda _: near(day, "agreed_on", today), None)
