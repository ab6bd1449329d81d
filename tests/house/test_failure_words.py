"""docs/operating.md says of each word that a failed delivery can have what to do about it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import get_args

from peermap_app.domain.deliveries import Channel
from peermap_app.notify.channel import Gone
from peermap_app.services.push_sending import Why
from tests.house.code import ROOT

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
FAMILIES = ("0", "3", "4", "5")
"""Of what a push service answers: nothing at all, and what is neither taken nor on its way."""


def said_in_code() -> Iterator[str]:
    """Each word with which a way ends a delivery, or has it tried again."""
    for path in sorted((ROOT / "peermap_app" / "notify").glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            if call.func.id not in ("Gone", "Later"):
                continue
            for each in call.keywords:
                if each.arg == "problem":
                    yield from _words(each.value)


def _words(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant):
        yield str(value.value)
    else:  # by what a push service answered
        assert ast.unparse(value) == "f'push_{answer.status // 100}xx'"
        yield from (f"push_{family}xx" for family in FAMILIES)


WORDS = {*said_in_code(), *get_args(Why), Gone().problem}


def test_they_are_found() -> None:
    """The search finds what is known to be there."""
    assert {"fault", "mail_server", "address_refused", "push_3xx", "ended", "gone"} <= WORDS


def test_an_operator_reads_what_each_means() -> None:
    """In a table, in its first column, as a word of its own or after its channel: all of them, and
    what leads on to another section leads to a row there."""
    firsts = re.findall(r"^\| (.+?) \|", PAGE, re.MULTILINE)
    named = [word for first in firsts for word in re.findall(r"`([^`]+)`", first)]
    of = "|".join(channel.value for channel in Channel)
    told = {re.sub(rf"^(?:{of}) … ", "", word) for word in named}
    assert sorted(WORDS - told) == []


def test_a_word_that_leads_on_has_a_row_of_its_own() -> None:
    """What "Deliveries" names with "see Pushes to phones" stands there with what to do."""
    (leads,) = re.findall(r"^\| (.+?) \| see \"Pushes to phones\" \|", PAGE, re.MULTILINE)
    there = PAGE[PAGE.index("\n## Pushes to phones") :]
    words = [re.sub(r"^push … ", "", word) for word in re.findall(r"`([^`]+)`", leads)]
    assert len(words) > 3
    rows = re.findall(r"^\| (.+?) \| .+? \| \S.+ \|$", there, re.MULTILINE)
    assert [word for word in words if not any(f"`{word}`" in row for row in rows)] == []
