"""Who it is, beside a name, wherever a supervisor agrees to something for a colleague."""

from collections.abc import Sequence

NEW = "{name}: a new account, or one that begins anew. Nobody can sign in by it yet."
ALIKE = "Two accounts have the name {name}. Look at the address."


def known_by(name: str, email: str, team: str) -> str:
    """A name with what tells it from others of that name."""
    return ", ".join(part for part in (name, email, team) if part)


def marks(name: str, *, begun: bool, alike: bool) -> Sequence[str]:
    """What whoever agrees must know first."""
    said = ((ALIKE, alike), (NEW, not begun))
    return [words.format(name=name) for words, holds in said if holds]
