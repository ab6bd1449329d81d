"""What the card of phones on Me shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """One phone of one's own that takes alerts; every field is words but the last."""

    id: str = ""
    name: str = ""
    since: str = ""
    reached: str = ""
    trouble: str = ""
    end_named: str = ""
    try_named: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class PhonesView:
    """`key`: what a browser is given to add itself; `ended`: why this one stopped, in words."""

    rows: list[PhoneRow]
    key: str = ""
    here: bool = False
    ended: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
