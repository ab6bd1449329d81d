"""Which small picture stands beside each sentence of My map, by the sentence's id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from peermap_app.domain.consent import Statement

_ENDS = re.compile(r"(?<=[.?!\u061f\u06d4\u0964])\s+")
"""Where a sentence ends: Latin, Arabic, Urdu and Hindi full stops and question marks."""


class Told(NamedTuple):
    """One sentence and its sign, a name of `templates/_signs.html`."""

    sign: str
    words: str


SHOWN = {
    "start.sees": ("eye",),
    "start.must_tell": ("words", "person"),
    "start.nothing_kept": ("keep",),
    "consent.who_sees": ("people",),
    "consent.police": ("shield", "page"),
    "consent.change_mind": ("again", "cross"),
    "consent.must_tell": ("words", "person"),
    "consent.same_help": ("ring",),
    "consent.keep": ("keep",),
    "consent.keep_more": ("people", "lock"),
    "consent.plan": ("plan",),
    "consent.plan_more": ("pencil",),
    "consent.talk": ("talk",),
    "consent.talk_more": ("people", "link", "bell", "eye_off"),
    "consent.unanswered": ("words",),
}
"""The sentences before drawing and of Your map, your say that carry meaning, by whole ids; the rest
of what is kept are buttons, labels and asides."""

UNTIL = ("clock", "lock")
WENT = {
    "gone": ("cross", "person"),
    "locked": ("cross", "plan", "lock", "person"),
    "lapsed": ("clock", "eye_off", "person", "cross"),
}
"""What became of a map that is not shown."""
LOOKED = {"worker": "person", "manager": "people", "checker": "shield"}
"""The sign of each kind of person who looked."""
DRAWN = {
    "person": "person",
    "place": "door",
    "tie": "link",
    "sticker": "picture",
    "drawing": "pencil",
}
"""The sign of each kind of line that a map has in words."""

MIND = {
    "keep_gone": ("cross", "again"),
    "keep_locked": ("lock", "person"),
    "keep_last": ("plan",),
    "keep_seen": ("eye",),
    "plan_stop": ("cross",),
    "plan_ends": ("plan", "tick"),
    "plan_again": ("again",),
    "talk_what": ("people", "link", "bell", "eye_off"),
    "talk_stop": ("cross",),
    "talk_told": ("talk",),
    "talk_tell": ("shield",),
}
TAKE = {
    "lead": ("picture",),
    "who_finds": ("eye", "door"),
    "initials": ("words", "person"),
    "stays": ("keep",),
    "same": ("clock",),
}
END = {"lead": ("lock",), "stays": ("keep",), "new": ("again",)}
ENDED = {Statement.TALK: "talk", Statement.KEEP: "plan"}
"""Which changes of mind end more than what they are about, and the sign of what is said of it."""
DONE = {
    "talk_ended": ("talk", "shield"),
    "keep_ended": ("plan", "shield"),
    "undone": ("eye", "person"),
    "keep_this": ("page", "picture"),
}


def told(words: Mapping[str, str], signs: Mapping[str, tuple[str, ...]]) -> tuple[Told, ...]:
    """Each sentence of these ids that `words` has, with its sign."""
    return tuple(one for key in signs if key in words for one in sentences(words[key], *signs[key]))


def sentences(text: str, *signs: str) -> tuple[Told, ...]:
    """A text sentence by sentence; those that have no sign of their own get the last one."""
    cut = _ENDS.split(text.strip())
    return tuple(Told(signs[min(at, len(signs) - 1)], words) for at, words in enumerate(cut))
