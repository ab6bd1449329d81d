"""Settings that are changed in a page and not at the machine: whole numbers with plain defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import Invalid, Problems
from .unusual import Watch


@dataclass(frozen=True, slots=True)
class Setting:
    """One of them: its usual value, and the least and the most that it may be."""

    usual: int
    least: int
    most: int


SETTINGS: Mapping[str, Setting] = {
    "many_cases": Setting(12, 2, 200),
    "day_begins": Setting(7, 0, 12),
    "day_ends": Setting(20, 13, 24),
    "weekends": Setting(0, 0, 1),
    "look_back": Setting(7, 1, 31),
}
"""Each by the name under which it stands in the table and on the form."""


def watch_of(held: Mapping[str, int]) -> Watch:
    """What counts as usual reading, from the values that were set; the rest are as usual."""
    value = {name: held.get(name, each.usual) for name, each in SETTINGS.items()}
    return Watch(
        many_cases=value["many_cases"],
        day_begins=value["day_begins"],
        day_ends=value["day_ends"],
        weekends=value["weekends"] == 1,
        look_back=value["look_back"],
    )


def parse_settings(raw: Mapping[str, object]) -> dict[str, int]:
    """Every setting of a form.

    Raises:
        Problems: `number_between` with `least` and `most`, naming each field.
    """
    faults: list[Invalid] = []
    values: dict[str, int] = {}
    for name, each in SETTINGS.items():
        given = raw.get(name)
        text = given.strip() if isinstance(given, str) else ""
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
        if not each.least <= number <= each.most:
            faults.append(Invalid("number_between", field=name, least=each.least, most=each.most))
        values[name] = number
    if faults:
        raise Problems(tuple(faults))
    return values
