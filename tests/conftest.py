"""Fixtures that any test may ask for.

database_url   an empty database, the test runs once on SQLite and once on PostgreSQL
postgres_url   an empty PostgreSQL database;  redis_url  an empty Redis that keeps nothing on disk
settings       frozen Settings over `database_url` and a var folder of the test's own
pages          the built pages (session): ask for it before a server
server         a PeerMap of the test module with demonstration cases, on SQLite (tests/servers.py);
               one for all modules that only draw (tests/workers.py)
browser        one Chromium for the session (async Playwright); make a context for each person
light_browser  the same engine without windows, menus and profiles: a third of its processor time
new_person     makes a context of a given size: `page = await new_person(PHONE)`

Missing programs fail a test, they never skip it. Tests under tests/browser share one event loop.
Each process has its own of all these but for the pages, so `-n 2` is safe (tests/workers.py).
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
import pytest_asyncio
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from peermap_app.settings import Settings
from tests import moulds, workers
from tests.attacks import counted
from tests.servers import (
    NEVER_LOCKED,
    PeerMapServer,
    Postgres,
    Redis,
    build_pages,
    free_port,
    quick_folder,
)

hypothesis_settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.register_profile("deep", max_examples=2000, deadline=None, database=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# A hundred servers and commands are started: each would compile all of PeerMap anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# pytest's own setting for where `tmp_path` lies; what a test leaves that passed is taken away.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", quick_folder())

CHROMIUM = str(Path(__file__).with_name("chromium.sh"))
"""Debian's, without the pages of its own address bar."""
LIGHT_CHROMIUM = shutil.which("chromium-headless-shell") or CHROMIUM
"""Debian's Chromium without its windows: the same engine, which Playwright itself takes by default.
Not what the browser around a page does: notifications, passkeys, installing, voices, Back."""
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
TABLET = {
    "viewport": {"width": 1180, "height": 820},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 1,
}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}

NewPerson = Callable[..., Awaitable[Page]]
AServer = contextlib.AbstractContextManager[PeerMapServer]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests share the browser's event loop; when they run, and what is left to the whole,
    is `tests/workers.py`."""
    for item in items:
        if workers.drives_a_browser(item):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if workers.walks(item):
            item.add_marker(pytest.mark.timeout(workers.WALKS_FOR))
    if left := workers.left_to_the_whole(items):
        config.hook.pytest_deselected(items=left)
    kept = set(items) - set(left)
    items[:] = workers.in_order([item for item in items if item in kept], config)


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: workers.Producer
) -> workers.BrowsersTogether:
    """How `-n 2` shares the tests out."""
    return workers.BrowsersTogether(config, log)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Beside a worker that drives a browser, the other one is in no hurry."""
    workers.give_way(item)


def pytest_collection_finish() -> None:
    """Modules and collected tests stay to the end: no search for garbage walks them again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Puts a line of figures above pytest's summary, in whichever process they were found."""
    return partial(record_property, workers.SAID)


@pytest.fixture
def tried() -> counted.Tried:
    """Says how many tries of a family of attacks a test made: `tried("malformed", 1200)`."""
    return counted.Tried()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that passed leaves its tries in its report; one that made too few has not passed."""
    yield
    counted.keep(item, getattr(item, "funcargs", {}).get("tried"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The lines of figures, and the tries of the attack suite."""
    for line in workers.said(terminalreporter.stats):
        terminalreporter.write_line(line)
    for line in counted.lines(counted.summed(terminalreporter.stats.get("passed", ()))):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL cluster for the session."""
    cluster = Postgres.start()
    yield cluster
    cluster.stop()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty PostgreSQL database, gone after the test."""
    url = postgres.new_name()
    postgres.create(url)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """One Redis for the session."""
    server = Redis.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis: Redis) -> str:
    """An empty Redis."""
    redis.flush()
    return redis.url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'peermap.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings over the test's own database and folder. Its keys are those of the process, so that
    rows can be put down again (tests/services/put_down.py)."""
    moulds.keys_into(tmp_path / "var")
    return Settings.from_env(
        {
            "PEERMAP_VAR": str(tmp_path / "var"),
            "PEERMAP_DATABASE_URL": database_url,
            **NEVER_LOCKED,
        }
    )


@pytest.fixture(scope="session")
def pages() -> None:
    """The built pages, made anew only when their sources changed."""
    build_pages()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var folder as `--prepare` leaves it: making one takes as long as a server's start."""
    var = tmp_path_factory.mktemp("demonstration") / "var"
    never_started = PeerMapServer(var, free_port(), {})
    never_started.peermap("migrate")
    never_started.peermap("demo", "--if-empty")
    return var


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[PeerMapServer]:
    """A PeerMap with the demonstration cases: of this module's own, but for the modules that only
    draw and keep nothing, which share one (`workers.ON_ONE_SERVER`)."""
    if workers.on_one_server(request.node):
        yield request.getfixturevalue("server_of_boards")
    else:
        with request.getfixturevalue("a_server")() as started:
            yield started


@pytest.fixture(scope="session")
def server_of_boards(a_server: Callable[[], AServer]) -> Iterator[PeerMapServer]:
    """The one of all modules that leave nothing behind."""
    with a_server() as started:
        yield started


@pytest.fixture(scope="session")
def a_server(
    pages: None, demonstration: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], AServer]:
    """Starts a PeerMap on a copy of the demonstration; it ends with its `with`."""

    @contextlib.contextmanager
    def start() -> Iterator[PeerMapServer]:
        var = Path(shutil.copytree(demonstration, tmp_path_factory.mktemp("server") / "var"))
        started = PeerMapServer.start(var, prepare=False)
        yield started
        started.stop()

    return start


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with _a_chromium(CHROMIUM) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def light_browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, its engine alone: for what is about a page and not about the browser."""
    async with _a_chromium(LIGHT_CHROMIUM) as started:
        yield started


@contextlib.asynccontextmanager
async def _a_chromium(program: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=program, args=list(CHROMIUM_FLAGS)
        )
        yield started
        await started.close()


@pytest.fixture(scope="module")
def browser_of_people(request: pytest.FixtureRequest) -> Browser:
    """The engine alone where a file of tests needs no more, else the whole browser."""
    light = workers.by_the_engine_alone(request.node)
    return cast(Browser, request.getfixturevalue("light_browser" if light else "browser"))


@pytest_asyncio.fixture(loop_scope="session")
async def new_person(browser_of_people: Browser) -> AsyncIterator[NewPerson]:
    """Makes a person with a device of their own: `await new_person(PHONE)` is their first page.

    An error that no page of ours caught fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    async def make(device: dict[str, Any] = PHONE, **more: Any) -> Page:
        context = await browser_of_people.new_context(**device, **more)
        contexts.append(context)
        context.on("weberror", lambda event: errors.append(str(event.error)))
        return await context.new_page()

    yield make
    for context in contexts:
        await context.close()
    assert errors == []
