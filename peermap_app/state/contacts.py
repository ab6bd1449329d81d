"""A colleague to talk to, as pages show them."""

from __future__ import annotations

from peermap_app.services.link_ends import Colleague
from peermap_app.state.views import Contact


def contact(one: Colleague) -> Contact:
    """Where they are reached, and nothing of a case: `call` and `email` are what a phone opens."""
    dials = dialled(one.phone)
    return Contact(
        name=one.name,
        call=f"tel:{dials}" if dials else "",
        email=f"mailto:{one.email}" if one.email else "",
        phone=one.phone,
        address=one.email,
    )


def dialled(phone: str) -> str:
    """What a telephone can dial: digits and a leading plus, nothing else."""
    return "".join(sign for sign in phone if sign.isascii() and (sign.isdigit() or sign == "+"))
