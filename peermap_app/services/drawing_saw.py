"""Whether what a page showed is what was said: else it is no consent (rule 4)."""

from __future__ import annotations

from collections.abc import Mapping


def saw(shown: object, said: dict[str, object]) -> bool:
    """Whether a page showed what was said; a squiggle is in its box before the server has it."""
    if isinstance(shown, Mapping) and said["mark"] == "squiggle":
        shown = {**shown, "mark": "squiggle"}
    return _alike(shown, said)


def _alike(given: object, said: object) -> bool:
    """Equal in its kinds too: to Python True is 1, and 1.0 is, and a page shows neither."""
    match said:
        case dict():
            return (
                isinstance(given, Mapping)
                and given.keys() == said.keys()
                and all(_alike(given[name], each) for name, each in said.items())
            )
        case list():
            return (
                isinstance(given, list | tuple)
                and len(given) == len(said)
                and all(map(_alike, given, said))
            )
        case _:
            return type(given) is type(said) and given == said
