"""The direction of imports (architecture.md): no arrow runs back.

    ui -> state -> services -> storage -> domain, and words under all; api and notify beside state;
    live between services and them.

The leak that this prevents: a page that reads the database by itself reads it without asking
`domain.access`, and without a row in the access record.
"""

import ast
import sys

import pytest

from tests.house.code import PACKAGE, Import, imports, imports_of, modules

BELOW: dict[str, frozenset[str]] = {
    "logs": frozenset(),
    "words": frozenset(),
    "domain": frozenset({"words"}),
    "storage": frozenset({"domain", "words"}),
    "services": frozenset({"storage", "domain", "words", "settings", "logs"}),
    "live": frozenset({"services", "storage", "domain", "words", "settings", "logs"}),
    "notify": frozenset({"live", "services", "domain", "words", "settings", "bootstrap", "logs"}),
    "api": frozenset({"live", "services", "domain", "words", "settings", "bootstrap", "logs"}),
    "state": frozenset({"live", "services", "domain", "words", "settings", "bootstrap", "logs"}),
    "ui": frozenset({"state", "words"}),
}
"""Layer -> the layers that it may import, beside itself."""
WIRING = {"peermap_app", "bootstrap", "cli", "settings", "serve", "own_tls", "in_transit"}
WIRING |= {"settings_mail", "settings_help", "settings_push", "settings_times", ""}
"""Modules at the top of the package: they put the layers together and belong to none."""
HANDED_IN = {
    ("services", "peermap_app.bootstrap.House"),
    ("live", "peermap_app.bootstrap.House"),
}
"""The value that the composition root hands to every use case; they name it and make none."""

REFLEX = ("ui", "state")
REFLEX_MODULES = {"peermap_app.live.push", "peermap_app.peermap_app"}
DATABASE = ("storage", "services")
DATABASE_MODULES = {
    "peermap_app.bootstrap",  # makes the engine
    "peermap_app.api.health",  # asks the database whether it answers, and reads no table
}


def layer(module: str) -> str:
    """The layer of one of our modules: the part behind `peermap_app.`."""
    return [*module.split("."), ""][1]


def ours(item: Import) -> bool:
    """Whether an import is of our own package."""
    return item.of.split(".")[0] == "peermap_app"


def runs_back(item: Import) -> bool:
    """Whether an import of ours goes against the direction."""
    by, of = layer(item.by), layer(item.of)
    if by in WIRING or by == of:
        return False
    if (by, item.of) in HANDED_IN:
        return False
    return of not in BELOW[by]


def test_no_arrow_runs_back() -> None:
    """Every import of ours goes down the layers."""
    assert [str(item) for item in imports() if ours(item) and runs_back(item)] == []


def test_words_and_domain_need_nothing_else() -> None:
    """Words and domain import the standard library alone, beside themselves."""
    foreign = [
        str(item)
        for item in imports()
        if layer(item.by) in ("words", "domain")
        and not ours(item)
        and item.of.split(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []


@pytest.mark.parametrize(
    "module", ["time", "datetime.datetime.now", "random", "secrets", "os", "io"]
)
def test_the_domain_has_no_clock_no_chance_and_no_files(module: str) -> None:
    """The domain takes times and ids as arguments: no clock, no randomness, no input or output."""
    for item in imports():
        if layer(item.by) == "domain":
            assert item.of.split(".")[0] != module, str(item)
    for name, tree in modules(PACKAGE / "domain"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in ("now", "utcnow", "today"), f"{name}:{node.lineno}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("open", "print", "input"), f"{name}:{node.lineno}"


def test_reflex_is_where_pages_are() -> None:
    """Reflex appears in ui, state, live/push.py and peermap_app.py alone."""
    strayed = [
        str(item)
        for item in imports()
        if item.of.split(".")[0].startswith("reflex")
        and layer(item.by) not in REFLEX
        and item.by not in REFLEX_MODULES
    ]
    assert strayed == []


def test_sql_is_where_storage_is() -> None:
    """No SQLModel and no SQLAlchemy above storage but in the services, which hold the session."""
    strayed = [
        str(item)
        for item in imports()
        if item.of.split(".")[0] in ("sqlmodel", "sqlalchemy")
        and layer(item.by) not in DATABASE
        and item.by not in DATABASE_MODULES
        and not item.typing_only
    ]
    assert strayed == []


@pytest.mark.parametrize(
    ("by", "text"),
    [
        ("peermap_app.domain.links", "from peermap_app.services import links"),
        ("peermap_app.domain.links", "from ..storage import links"),
        ("peermap_app.services.maps", "import peermap_app.live.rooms"),
        ("peermap_app.services.maps", "from peermap_app.bootstrap import house"),
        ("peermap_app.live.rooms", "from peermap_app.api import guard"),
        ("peermap_app.ui.pages.case", "from peermap_app.domain import cases"),
        ("peermap_app.state.case", "from peermap_app.storage.tables import Case"),
        ("peermap_app.words.young", "from peermap_app.domain.errors import Refusal"),
    ],
)
def test_the_test_sees_an_arrow_that_runs_back(by: str, text: str) -> None:
    """An import against the direction is found however it is written."""
    found = list(imports_of(by, ast.parse(text), False))
    assert any(ours(item) and runs_back(item) for item in found)
