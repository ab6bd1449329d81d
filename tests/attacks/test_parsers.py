"""Every parser of the package, given anything: a value or a refusal, soon, and nothing else.

They are found, not listed: each public `parse_*` of any module, and the few of other names below.
One that takes an argument that nobody here knows how to make up fails until somebody says so.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peermap_app
from peermap_app.api import gate_pages, proxies
from peermap_app.domain import map_read, record_seal
from peermap_app.domain.access import Relation
from peermap_app.domain.errors import Refusal
from peermap_app.domain.flag_changes import What
from peermap_app.domain.flag_drafts import FLAG
from peermap_app.domain.flag_kinds import OfferedKind
from peermap_app.domain.flags import Urgency
from peermap_app.domain.sharing_drafts import SHARING
from peermap_app.live import identity
from peermap_app.services import import_file
from peermap_app.storage.sealing import Keys, SealBroken

TODAY = date(2026, 3, 2)
SOON = 0.5
"""Seconds of the processor for one call, whatever it is given."""
KEYS = Keys.of(b"m" * 32, b"l" * 32)

MADE_UP = 600
"""Values that each parser gets sixty draws of, in its fields and as a whole."""
SPECIAL: tuple[Any, ...] = (
    "",
    "\x00",
    "\ud800",
    "\u202e",
    "a\x00b",
    "=1+1",
    "<script>",
    "2026-02-30",
    "9999-12-31",
    "0000-00-00",
    "٣٤٥٦",
    "１２３４",
    "ſ",
    "İ",
    "yes",
    "no",
    "other",
    "on",
    10**400,
    -1,
    1e308,
    float("nan"),
    float("inf"),
    True,
)
_SPECIAL = st.sampled_from(SPECIAL)
_LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | _SPECIAL
_NESTED = st.recursive(
    _LEAF,
    lambda below: st.lists(below) | st.dictionaries(st.text() | _SPECIAL, below),
    max_leaves=12,
)


@cache
def anything() -> tuple[Any, ...]:
    """Values and nests of every kind, made once for all parsers: making them up for each took
    nearly all of the time, and a parser takes one as it takes another."""
    made: list[Any] = [None, *SPECIAL]

    @settings(max_examples=MADE_UP)
    @given(_NESTED)
    def gather(one: Any) -> None:
        made.append(one)

    gather()
    return tuple(made)


ANYTHING = st.deferred(lambda: st.sampled_from(anything())) | _SPECIAL


@cache
def words_in(module: str) -> tuple[str, ...]:
    """Every short word that stands as a text in a module: names of fields, codes of choices."""
    source = inspect.getsource(importlib.import_module(module))
    return tuple(sorted({"id", *re.findall(r"\"([a-z_]{1,30})\"", source)}))


def tables(module: str) -> st.SearchStrategy[dict[Any, Any]]:
    """A form or a table that has fields of the right names, with anything in them."""
    said = st.sampled_from(words_in(module))
    value = ANYTHING | said
    return st.dictionaries(said | st.text(), value | st.dictionaries(said, value), max_size=12)


def arguments(parser: Callable[..., Any]) -> dict[str, st.SearchStrategy[Any]]:
    """For each argument of a parser, what may be sent as it."""
    module = parser.__module__
    known: dict[str, st.SearchStrategy[Any]] = {
        "today": st.just(TODAY),
        "answered_on": st.just(date(2026, 1, 5)),
        "recipients": st.just(()),
        "faulty": st.just("said_date"),
        "field": st.just("field"),
        "again": ANYTHING,
        "relation": st.sampled_from(Relation),
        "of": st.just((4, 12)),
        "most": st.just(182),
        "most_without": st.just(30),
        "required": st.booleans(),
        "what": st.sampled_from(What),
        "more": st.just(("push.example",)),
        "begins": ANYTHING | st.just("22:00"),
        "ends": ANYTHING | st.just("07:00"),
        "form": st.sampled_from((FLAG, SHARING)),
        "kinds": st.just(("missing", "something_else")),
        "kind": st.just(OfferedKind("missing", "Went missing", Urgency.NOW)),
    }
    made = {}
    for name, each in inspect.signature(parser).parameters.items():
        if each.kind is inspect.Parameter.VAR_POSITIONAL:
            continue
        if name == "raw":
            table = "Mapping" in str(each.annotation)
            made[name] = tables(module) if table else ANYTHING | tables(module)
            if "Iterable" in str(each.annotation):
                made[name] = st.lists(ANYTHING)
        else:
            made[name] = known[name]
    return made


def parsers() -> Iterator[Callable[..., Any]]:
    """Each public `parse_*` of each module of ours, once."""
    for found in pkgutil.walk_packages(peermap_app.__path__, "peermap_app."):
        if ".migrations" in found.name or found.name.split(".")[1] not in (
            "api",
            "domain",
            "live",
            "notify",
            "services",
            "storage",
        ):
            continue
        module = importlib.import_module(found.name)
        for name, each in vars(module).items():
            if name.startswith("parse_") and each.__module__ == found.name:
                yield each


FOUND = sorted(parsers(), key=lambda each: f"{each.__module__}.{each.__name__}")
OTHERS: Mapping[str, tuple[Callable[[Any], Any], st.SearchStrategy[Any]]] = {
    "map from the wire": (map_read.from_wire, ANYTHING | tables("peermap_app.domain.map_read")),
    "head of a record": (record_seal.from_text, ANYTHING),
    "allocations": (lambda raw: import_file.read_rows(raw, TODAY), st.text() | st.binary()),
    "cookie header": (lambda raw: identity.cookie(raw, "peermap_session"), st.none() | st.text()),
    "path of a page": (gate_pages.Built(None).is_page, st.text()),
    "first part of a path": (gate_pages.first_part, st.text()),
    "forwarded address": (lambda raw: proxies.came_from("10.0.0.1", [raw], ()), st.text()),
    "a page's seal": (KEYS.open_page, st.binary()),
    "a case's seal": (
        lambda raw: KEYS.vault("case", KEYS.new_case_key("case")).open("kind", "row", raw),
        st.binary(),
    ),
}
ALLOWED = (Refusal, SealBroken)
LARGE: Mapping[str, Any] = {
    "letters": "a" * 100_000,
    "spaces": " " * 100_000,
    "digits": "1" * 100_000,
    "an address": "a@" * 50_000,
    "commas": "," * 100_000,
    "names": "Sam Jones " * 10_000,
    "numbers of houses": "14 Elm St " * 10_000,
    "combining": "e" + "\u0301" * 50_000,
    "a list": ["x"] * 100_000,
    "a table": {str(n): n for n in range(50_000)},
}


def call(parser: Callable[..., Any], given_to: Mapping[str, Any]) -> None:
    """A value, or a refusal with a code that is a word."""
    code = "value"
    try:
        made = parser(**given_to)
        if inspect.iscoroutine(made):
            asyncio.run(made)
    except Refusal as refusal:
        code = refusal.code
    assert re.fullmatch(r"[a-z_]+", code)


def test_they_are_found() -> None:
    """The search finds what is known to be there; fewer means that it looks in the wrong place."""
    assert {"parse_edit", "parse_sharing", "parse_email", "parse_mark"} <= {
        each.__name__ for each in FOUND
    }
    assert len(FOUND) >= 25


@pytest.fixture(autouse=True)
def _made_up() -> None:
    """The values are there before a test begins to draw from them."""
    anything()


@pytest.mark.attack("malformed", tries=60)
@pytest.mark.parametrize("parser", FOUND, ids=lambda each: each.__name__)
def test_a_parser_takes_anything(parser: Callable[..., Any]) -> None:
    """Sixty times anything, in fields of its own names too."""

    @settings(max_examples=60)
    @given(st.fixed_dictionaries(arguments(parser)))
    def fuzz(given_to: Mapping[str, Any]) -> None:
        call(parser, given_to)

    fuzz()


@pytest.mark.attack("malformed", tries=60)
@pytest.mark.parametrize("name", [*OTHERS])
def test_the_others_take_anything(name: str) -> None:
    """Those of other names: headers, paths, files, seals."""
    parser, sent = OTHERS[name]

    @settings(max_examples=60)
    @given(sent)
    def fuzz(raw: Any) -> None:
        try:
            parser(raw)
        except ALLOWED:
            return

    fuzz()


@pytest.mark.attack("malformed", tries=10)
@pytest.mark.parametrize("parser", FOUND, ids=lambda each: each.__name__)
def test_a_parser_is_quick_whatever_it_is_given(parser: Callable[..., Any]) -> None:
    """A hundred thousand signs, in every field at once where it reads a form: no pattern of ours
    takes longer by their square."""
    takes = inspect.signature(parser).parameters
    rest = {"today": TODAY, "answered_on": TODAY, "recipients": (), "faulty": "said_date"}
    rest |= {"field": "field", "relation": Relation.SUPERVISES, "of": (4, 12), "most": 182}
    rest |= {"what": What.CORRECT, "form": FLAG}
    for what, large in LARGE.items():
        sent = dict.fromkeys(words_in(parser.__module__), large)
        given_to = {name: rest[name] for name in takes if name in rest}
        given_to |= {name: large for name in ("begins", "ends") if name in takes}
        if "raw" in takes:
            given_to["raw"] = sent if "Mapping" in str(takes["raw"].annotation) else large
        given_to |= {"again": large} if "again" in takes else {}
        began = time.process_time()
        call(parser, given_to)
        assert time.process_time() - began < SOON, what
