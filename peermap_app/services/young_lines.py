"""A map in a young person's words, in the language of the drawing: for whoever cannot see it.

What the board says beneath the picture that stands still (`ui/canvas/text.js`), on the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peermap_app.domain.peer_map import Line, PeerMap, Person, describe
from peermap_app.words.languages import Catalogue
from peermap_app.words.young import fill

BETWEEN = " · "
"""Between what is said of one thing; a voice pauses there."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line, and of what kind of thing it is (`domain.peer_map.Line.kind`)."""

    kind: str
    words: str


def lines(peer_map: PeerMap, spoken: Catalogue) -> list[Said]:
    """All of a map, one line for each person, place and line between friends, then the rest."""
    words = spoken.pages["board"]

    def called(person: Person) -> str:
        role, picture = words.get(f"role_{person.role}"), words.get(f"picture_{person.picture}")
        return person.initials or role or picture or ""

    said, stuck = [], []
    for line in describe(peer_map, called):
        if line.kind == "sticker":
            stuck += [words[f"sticker_{line.picture}"]] * line.count
        elif line.kind == "drawing":
            said.append(Said("drawing", f"{words['list_drawings']}: {line.count}"))
        else:
            said.append(Said(line.kind, _OF[line.kind](line, words)))
    if stuck:
        said.append(Said("sticker", f"{words['list_stickers']}: {', '.join(stuck)}"))
    return said


def alone(peer_map: PeerMap, spoken: Catalogue) -> list[str]:
    """The lines without their kinds."""
    return [one.words for one in lines(peer_map, spoken)]


def in_one(title: str, peer_map: PeerMap, spoken: Catalogue) -> str:
    """The whole map as the words of a picture."""
    return ". ".join((title, *alone(peer_map, spoken))).replace(BETWEEN, ", ") + "."


def _person(line: Line, words: Mapping[str, str]) -> str:
    place = line.place or (line.place_kind and words[f"place_{line.place_kind}"])
    beside = line.picture and words[f"picture_{line.picture}"]
    # A line to ME without a feeling is said too.
    joined = [*([words["me"]] if line.with_me and not line.feeling else []), *line.joined]
    return _line(
        line.label,
        words["grown_up"] if line.person_kind == "grown_up" and not line.role else "",
        words[f"shape_{line.shape}"] if line.shape != "round" else "",
        words[f"feeling_{line.feeling}"] if line.feeling else "",
        words[f"ring_{line.ring}"],
        fill(words["in_place"], place=place) if place else "",
        words["matters_short"] if line.matters else "",
        beside if beside and beside != line.label else "",
        fill(words["joined_to"], who=", ".join(joined)) if joined else "",
    )


def _place(line: Line, words: Mapping[str, str]) -> str:
    return _line(
        fill(words["place_named"], place=line.label or words[f"place_{line.place_kind}"]),
        words[f"feeling_{line.feeling}"] if line.feeling else "",
        words[f"when_{line.when}"] if line.when else "",
        ", ".join(line.joined),
    )


def _tie(line: Line, words: Mapping[str, str]) -> str:
    title = fill(words["tie_title"], a=line.label, b=line.joined[0])
    return _line(title, words[f"feeling_{line.feeling}"] if line.feeling else words["line"])


_OF = {"person": _person, "place": _place, "tie": _tie}


def _line(title: str, *parts: str) -> str:
    said = BETWEEN.join(part for part in parts if part)
    return f"{title}: {said}" if said else title
