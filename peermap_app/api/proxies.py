"""Where a request came from, when it came through a proxy that the settings name.

Of all that a proxy may add, one thing is taken: the address, from the right end of
X-Forwarded-For, where the named proxies wrote. All else stays what the connection itself says.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import Scope

from peermap_app.settings import Network, Settings

from .wire import address_of, headers_of

Address = IPv4Address | IPv6Address
_ADDED = ("forwarded", "x-real-ip", "x-original-url", "x-rewrite-url")
_MOST_HOPS = 20


def is_forwarded(name: str) -> bool:
    """Whether a header (in lower case) is one that proxies add."""
    return name in _ADDED or name.startswith("x-forwarded")


def settled(settings: Settings, scope: Scope) -> Scope:
    """The request as the rest of us sees it: true address, and no header that a proxy could add."""
    headers = headers_of(scope)
    if not any(is_forwarded(name) for name in headers):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if not is_forwarded(_text(name))]
    hops = ",".join(headers.getlist("x-forwarded-for")).split(",")
    found = came_from(address_of(scope), hops, settings.proxies)
    port = scope["client"][1] if scope.get("client") else 0
    return {**scope, "headers": kept, "client": (found, port)}


def came_from(peer: str, hops: Iterable[str], proxies: tuple[Network, ...]) -> str:
    """The first address from the right that is no named proxy's; the peer's own if it is none.

    What stands further left was sent by whoever asked, and says nothing.
    """
    found = peer
    for hop in list(hops)[: -_MOST_HOPS - 1 : -1]:
        if not is_named(found, proxies):
            break
        told = _address(hop)
        if told is None:
            break
        found = str(told)
    return found


def is_named(address: str, proxies: Iterable[Network]) -> bool:
    """Whether this is the address of a proxy that the settings name."""
    told = _address(address)
    return told is not None and any(told in each for each in proxies)


def _address(text: str) -> Address | None:
    """An address as proxies write it: no port, no name, no zone; IPv4 in IPv6's clothes is IPv4."""
    try:
        told = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(told, IPv6Address):
        return None if told.scope_id else told.ipv4_mapped or told
    return told


def _text(name: bytes) -> str:
    return name.decode("latin-1").lower()
