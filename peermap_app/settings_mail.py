"""The mail server that an operator can set: `Settings.smtp`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SECURITIES = ("starttls", "tls", "none")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SENDER = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_NEAR = frozenset({"localhost", "127.0.0.1"})
PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mails are handed over. `security`: one of SECURITIES."""

    host: str
    port: int
    sender: str
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


NAMES = {
    "HOST": "PEERMAP_SMTP_HOST",
    "PORT": "PEERMAP_SMTP_PORT",
    "FROM": "PEERMAP_SMTP_FROM",
    "SECURITY": "PEERMAP_SMTP_SECURITY",
    "USER": "PEERMAP_SMTP_USER",
    "PASSWORD": "PEERMAP_SMTP_PASSWORD",
}


def smtp_of(environ: Mapping[str, str]) -> Smtp | str | None:
    """The mail server of the settings, what is wrong with them, or None when there are none."""
    given = {short: environ[name] for short, name in NAMES.items() if environ.get(name)}
    if not given:
        return None
    security = given.get("SECURITY", SECURITIES[0])
    port = given.get("PORT") or str(PORTS.get(security, 0))
    host, sender = given.get("HOST", ""), given.get("FROM", "")
    user, password = given.get("USER"), given.get("PASSWORD")
    wrong = {
        "HOST must be the name of a mail server.": not _HOST.fullmatch(host),
        "FROM must be the e-mail address that mails come from.": not _SENDER.fullmatch(sender),
        "SECURITY must be starttls, tls or none.": security not in SECURITIES,
        "SECURITY none is for a mail server on this machine alone.": security == "none"
        and host not in _NEAR,
        "PORT must be a whole number from 1 to 65535.": not re.fullmatch("[0-9]{1,5}", port)
        or not 1 <= int(port) <= 65535,
        "USER and PEERMAP_SMTP_PASSWORD belong together: set both.": bool(user) != bool(password),
    }
    for said, is_wrong in wrong.items():
        if is_wrong:
            return f"PEERMAP_SMTP_{said}"
    return Smtp(host, int(port), sender, security, user, password)
