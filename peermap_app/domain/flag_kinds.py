"""What may have happened when a case is flagged: a setting, with plain defaults.

A kind has a code that never changes, words that an administrator may change, and how soon it
proposes that others know. What is taken off the form stays readable on flags that were sent with
it: each flag holds the words that it was sent with.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .errors import Conflict
from .flags import FlagKind, Urgency
from .forms import Form
from .screening import screen_text

MOST_WORDS = 40
"""Longest name of a kind, in characters."""
MOST_KINDS = 12
"""So many can be chosen at once: more is no choice, on a phone and in a hurry."""
ALWAYS = FlagKind.SOMETHING_ELSE.value
"""Can always be chosen, and stands last: a flag is never held up for want of a word."""


@dataclass(frozen=True, slots=True)
class OfferedKind:
    """One kind. `good`: something to build on. `offered`: it can be chosen on a new flag."""

    code: str
    words: str
    urgency: Urgency
    good: bool = False
    offered: bool = True


NEW_KIND = OfferedKind("", "", Urgency.TODAY)
"""One that is to be added, and has neither code nor words yet."""
DEFAULT_URGENCIES: Mapping[str, Urgency] = {
    FlagKind.MISSING: Urgency.NOW,
    FlagKind.HURT_OR_AT_RISK: Urgency.NOW,
    FlagKind.PLAN_CHANGED: Urgency.TODAY,
    FlagKind.PLACEMENT_MOVING: Urgency.TODAY,
    FlagKind.GOOD_NEWS: Urgency.THIS_WEEK,
    FlagKind.SOMETHING_ELSE: Urgency.TODAY,
}
"""The kinds that are there before anybody set one, in the order of the form."""


def defaults(words: Mapping[str, str]) -> tuple[OfferedKind, ...]:
    """Those, called as `words` has it."""
    return tuple(
        OfferedKind(code, words[code], urgency, good=code == FlagKind.GOOD_NEWS)
        for code, urgency in DEFAULT_URGENCIES.items()
    )


def merged(usual: Iterable[OfferedKind], changed: Sequence[OfferedKind]) -> tuple[OfferedKind, ...]:
    """Every kind in the order of the form: as usual but where changed, then those that were added
    in the order in which they were, and last the one that can always be chosen."""
    newer = {kind.code: kind for kind in changed}
    first = [newer.pop(kind.code, kind) for kind in usual]
    return tuple(sorted([*first, *newer.values()], key=lambda kind: kind.code == ALWAYS))


_CODE = re.compile(r"[a-z0-9_]{1,40}")
# What product.md says never: no word for a young person who is watched, or for a group of them.
_NEVER = re.compile(
    r"\b(?:nominals?|associates?|subjects?|targets?|network analysis|gangs?|suspects?|absconde?d?"
    r"|intelligence|intel)\b",
    re.IGNORECASE,
)


def parse_code(raw: object) -> str | None:
    """A kind's code; None for whatever cannot be one."""
    return raw if isinstance(raw, str) and _CODE.fullmatch(raw) else None


def parse_kind(raw: Mapping[str, object], kind: OfferedKind = NEW_KIND) -> OfferedKind:
    """A kind as an administrator calls it: words, urgency, good ("yes"/"no"). Its code stays.

    Raises `Problems`: the codes of text and choice, `kind_screened` (with `found`) for words that
    name somebody, `kind_word` for words that are never used.
    """
    form = Form(raw)
    words = " ".join(form.text("words", longest=MOST_WORDS, screened=False).split())
    found = screen_text(words)
    if found:
        form.fault("kind_screened", "words", found=found)
    if _NEVER.search(words):
        form.fault("kind_word", "words")
    urgency = form.choice("urgency", Urgency, Urgency.TODAY)
    good = form.yes_or_no("good")
    form.finish()
    return replace(kind, words=words, urgency=urgency, good=good is True)


def check_kinds(kinds: Iterable[OfferedKind]) -> None:
    """Whether these may be the kinds from now on.

    Raises Conflict: `kind_always` without the one that can always be chosen, `kind_good` without
    one that is something to build on (strengths are said too), `kind_twice` (field "words") for
    two of one name, `kinds_full` (with `most`).
    """
    offered = [kind for kind in kinds if kind.offered]
    if not any(kind.code == ALWAYS and not kind.good for kind in offered):
        raise Conflict("kind_always")
    if not any(kind.good for kind in offered):
        raise Conflict("kind_good")
    if len({kind.words.casefold() for kind in offered}) < len(offered):
        raise Conflict("kind_twice", field="words")
    if len(offered) > MOST_KINDS:
        raise Conflict("kinds_full", most=MOST_KINDS)
