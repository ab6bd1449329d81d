"""Who was there in the young person's own word, and who else agreed, as worker pages say it."""

from __future__ import annotations

from datetime import datetime

from peermap_app.domain.agreed import Other
from peermap_app.domain.company import Company
from peermap_app.services import map_sentences
from peermap_app.services.agreed import OtherNote, OtherSay
from peermap_app.state import times
from peermap_app.state.views import Pair
from peermap_app.words import agreed as w


def company(said: Company | None) -> list[Pair]:
    """Beside the worker's own note, never merged with it."""
    return [Pair(term, detail) for term, detail in map_sentences.company(said)]


def others(said: OtherSay, now: datetime) -> list[Pair]:
    """Every note of who else agreed, oldest first; nothing where nobody else must."""
    if said.missing:
        return [Pair(w.OTHERS, w.NOT_NOTED)]
    return [Pair(f"{w.OTHERS}, {_noted(each, now)}", _who(each, now)) for each in said.notes]


def _noted(note: OtherNote, now: datetime) -> str:
    return w.noted(times.at(note.at, now), note.by)


def _who(note: OtherNote, now: datetime) -> str:
    if note.who is Other.NOT_ASKED or note.on is None:
        return w.nobody_asked(note.because)
    return w.agreed_on(w.WHO[note.who], times.day(note.on, now.date()))
