"""Where a request came from: only a proxy that the settings name is believed, and only so far."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.api.guard import misdirected
from peermap_app.api.proxies import came_from, settled
from peermap_app.settings import BadSetting, Settings, new_key

OURS = "10.1.2.3"
INNER = "10.1.4.9"
ADDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port")
OTHERS = ("Forwarded", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return some(tmp_path, f"{OURS}, 10.1.4.0/24")


def some(folder: Path, proxies: str, **more: str) -> Settings:
    keys = {"PEERMAP_MASTER_KEY": new_key(), "PEERMAP_LOOKUP_KEY": new_key()}
    public = {"PUBLIC_URL": "https://peermap.example", "PEERMAP_VAR": str(folder / "var")}
    return Settings.from_env(public | keys | {"PEERMAP_PROXIES": proxies} | more)


def asked(peer: str, *headers: tuple[str, str], scheme: str = "https") -> dict[str, Any]:
    told = (("host", "peermap.example"), *headers)
    return {
        "type": "http",
        "scheme": scheme,
        "client": (peer, 4711),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in told],
    }


def address(settings: Settings, peer: str, *headers: tuple[str, str]) -> str:
    return str(settled(settings, asked(peer, *headers))["client"][0])


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.2.3.4, 203.0.113.7", "203.0.113.7"),
        (f"1.2.3.4, 203.0.113.7, {INNER}", "203.0.113.7"),
        (f"{INNER}, {INNER}", INNER),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:8080", OURS),
        ("fe80::1%eth0", OURS),
        ("unknown", OURS),
        ("", OURS),
        (",,", OURS),
        (f"203.0.113.7, spoofed, {INNER}", INNER),
        ("203.0.113.7\x00", OURS),
        (", ".join(["1.2.3.4"] * 4000 + ["203.0.113.7"]), "203.0.113.7"),
    ],
)
@pytest.mark.attack("host")
def test_a_named_proxy_is_believed_as_far_as_its_own_word_goes(
    settings: Settings, told: str, found: str
) -> None:
    """The first address from the right that is no proxy of ours; what stands left of it was sent by
    whoever asked. What is no address leaves the last one that was."""
    assert address(settings, OURS, ("X-Forwarded-For", told)) == found


def test_two_headers_are_one_list(settings: Settings) -> None:
    """A client that sends its own header before the proxy's changes nothing."""
    two = (("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-For", "203.0.113.7"))
    assert address(settings, OURS, *two) == "203.0.113.7"


@pytest.mark.parametrize("peer", ["203.0.113.7", "10.1.2.4", "127.0.0.1", "::1", "10.1.5.1"])
@pytest.mark.parametrize("name", [*ADDED, *OTHERS])
@pytest.mark.attack("host")
def test_nobody_else_is_believed(settings: Settings, peer: str, name: str) -> None:
    """The address stays the connection's, and nothing that reads the request later sees the
    header at all."""
    after = settled(settings, asked(peer, (name, "1.2.3.4"), ("cookie", "a=b")))
    assert after["client"][0] == peer
    assert after["headers"] == [(b"host", b"peermap.example"), (b"cookie", b"a=b")]
    if name != "X-Forwarded-For":
        assert address(settings, OURS, (name, "1.2.3.4")) == OURS


def test_without_proxies_nobody_is_believed(settings: Settings) -> None:
    """Not even this machine."""
    nobody = replace(settings, proxies=())
    for peer in (OURS, "127.0.0.1"):
        assert address(nobody, peer, ("X-Forwarded-For", "1.2.3.4")) == peer


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "Forwarded", "X-Original-URL"])
@pytest.mark.attack("host")
def test_a_host_is_never_believed(settings: Settings, name: str) -> None:
    """Host poisoning: the Host header alone says which host was asked, also behind a proxy."""
    assert misdirected(settings, asked(OURS, (name, "evil.example"))) is None
    scope = asked(OURS, (name, "peermap.example"))
    scope["headers"][0] = (b"host", b"evil.example")
    assert misdirected(settings, scope) == "This address is not served here."


def test_a_scheme_can_only_refuse(settings: Settings) -> None:
    """A proxy that was asked without https is told so; nobody's word makes plain requests safe."""
    plain = ("X-Forwarded-Proto", "http")
    assert misdirected(settings, asked(OURS, plain)) == "Use https."
    assert misdirected(settings, asked(OURS, ("X-Forwarded-Proto", "https"))) is None
    assert misdirected(settings, asked("203.0.113.7", plain)) is None
    for peer in (OURS, "203.0.113.7"):
        https = asked(peer, ("X-Forwarded-Proto", "https"), scheme="http")
        assert misdirected(settings, https) == "Use https."


@given(st.lists(st.text(), max_size=30))
def test_whatever_stands_there_it_is_an_address(hops: list[str]) -> None:
    """No text makes it fail, and what comes out is the peer's or one that stood there."""
    found = came_from(OURS, hops, (ip_network(OURS),))
    assert found == OURS or any(found in hop or ":" in hop for hop in hops)


@pytest.mark.parametrize(
    "raw", ["everybody", "10.1.2.3/8", "0.0.0.0/0", "::/0", "10.1.2.3;10.1.2.4", "10.0.0.0/7"]
)
def test_what_names_nobody_is_refused(tmp_path: Path, raw: str) -> None:
    """A name, a network with a host in it, half the world."""
    with pytest.raises(BadSetting, match="PEERMAP_PROXIES must be"):
        some(tmp_path, raw)


def test_proxies_need_a_public_url(tmp_path: Path) -> None:
    """On one's own machine nothing stands in front."""
    with pytest.raises(BadSetting, match="PEERMAP_PROXIES needs PUBLIC_URL"):
        Settings.from_env({"PEERMAP_VAR": str(tmp_path / "v"), "PEERMAP_PROXIES": OURS})
