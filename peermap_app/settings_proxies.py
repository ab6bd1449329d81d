"""Addresses and networks of proxies, as PEERMAP_PROXIES names them."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network
WIDEST = 8
"""A network of half the world is nobody whom anyone knows by name."""


def networks_of(told: Sequence[str]) -> tuple[Network, ...] | None:
    """Each as a network; None when one is none, or too wide to know who is in it."""
    try:
        networks = tuple(ip_network(each) for each in told)
    except ValueError:
        return None
    return None if any(each.prefixlen < WIDEST for each in networks) else networks
