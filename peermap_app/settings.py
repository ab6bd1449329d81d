"""What an operator can set, read once from the environment. docs/operating.md documents each line.

Nothing else in the package reads `os.environ`: tests build `Settings` from a dictionary.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from peermap_app.domain.alerting import Waits
from peermap_app.domain.endings import Periods
from peermap_app.domain.reviews import ReviewTimes
from peermap_app.in_transit import what_is_missing
from peermap_app.settings_help import HELP_LINES, NO_HELP_LINES, help_lines_of
from peermap_app.settings_mail import Smtp, smtp_of
from peermap_app.settings_proxies import Network, networks_of
from peermap_app.settings_push import Push, push_of
from peermap_app.settings_times import escalation_of, mail_after, periods_of, reviews_of

KEY_BYTES = 32
KEYS_FILE = "keys.json"
KEY_FILES = {
    "PEERMAP_MASTER_KEY": "PEERMAP_MASTER_KEY_FILE",
    "PEERMAP_LOOKUP_KEY": "PEERMAP_LOOKUP_KEY_FILE",
    "PEERMAP_MASTER_KEY_BEFORE": "PEERMAP_MASTER_KEY_BEFORE_FILE",
    "PEERMAP_VAPID_KEY": "PEERMAP_VAPID_KEY_FILE",
}
"""Each key setting, and the one that names a file that holds it instead."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
T = TypeVar("T")


class BadSetting(SystemExit):
    """A setting that cannot be used. Ends the program with one plain sentence and status 1."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. Times are durations, ages years; keys are 32 raw bytes; paths are absolute."""

    port: int
    host: str
    public_url: str | None
    database_url: str
    keys_url: str | None
    """Where SQLite has the wrapped keys of cases; None: beside the database."""
    redis_url: str | None
    var: Path
    master_key: bytes
    lookup_key: bytes
    master_key_before: bytes | None
    """The master key that is being replaced (`peermap rotate-key`), while both are needed."""
    session_idle: timedelta
    session_absolute: timedelta
    lock_after: timedelta
    """A page that nobody touches for so long is locked, with its session."""
    agrees_alone_from: int
    backup_days: int
    """So long a backup may bring back what was erased: said in the note of each erasing."""
    keep_for: Periods
    """After so many days each kind of thing is due to be erased."""
    reviews: ReviewTimes
    """How long each kind of thing stands, and when it is asked about."""
    processes: int
    tls_cert: Path | None
    tls_key: Path | None
    help_lines: tuple[tuple[str, str], ...]
    """(name, number) of each help line that My map shows, in order."""
    proxies: tuple[Network, ...]
    """Whose word on where a request came from is believed; nobody's when it is empty."""
    smtp: Smtp | None
    """Where mails are handed over; None: PeerMap sends none."""
    mail_after: timedelta
    """So long nothing of an alert may have arrived before it is told by mail."""
    escalation: Waits
    """So long an alert may stay unseen before somebody else is told."""
    push: Push
    """How phones are reached."""
    second_factor_for_all: bool
    """Everybody shows a second factor, and not only who looks beyond cases of their own."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the environment; makes the var directory, and keys when there is no PUBLIC_URL.

        Raises:
            BadSetting: with one sentence that names the setting and what it needs.
        """
        public_url = _public_url(environ.get("PUBLIC_URL"))
        var = _var(environ.get("PEERMAP_VAR"))
        master_key, lookup_key = _keys(environ, var, public=public_url is not None)
        redis_url = environ.get("REFLEX_REDIS_URL") or None
        database_url = _database_url(environ.get("PEERMAP_DATABASE_URL"), var)
        cert, key = _certificate(environ)
        idle, absolute, lock = _session(environ)
        number = partial(_number, environ)
        held = cls(
            port=_number(environ, "PORT", 3000, least=1, most=65535),
            host=_host(environ.get("PEERMAP_HOST"), public_url),
            public_url=public_url,
            database_url=database_url,
            keys_url=_keys_url(environ.get("PEERMAP_KEYS_URL"), database_url),
            redis_url=redis_url,
            var=var,
            master_key=master_key,
            lookup_key=lookup_key,
            master_key_before=_key_before(environ, master_key),
            session_idle=idle,
            session_absolute=absolute,
            lock_after=lock,
            agrees_alone_from=number("PEERMAP_AGREES_ALONE_FROM", 12, least=0, most=18),
            backup_days=_number(environ, "PEERMAP_BACKUP_DAYS", 30, least=0, most=3650),
            keep_for=periods_of(number),
            reviews=reviews_of(number),
            processes=_processes(environ, redis_url),
            tls_cert=cert,
            tls_key=key,
            help_lines=_help_lines(environ.get("PEERMAP_HELP_LINES") or HELP_LINES),
            proxies=_proxies(environ.get("PEERMAP_PROXIES"), public=public_url is not None),
            smtp=_usable(smtp_of(environ)),
            mail_after=mail_after(number),
            escalation=escalation_of(number),
            push=_usable(push_of(environ, _given(environ, "PEERMAP_VAPID_KEY"), public_url)),
            second_factor_for_all=_second_factor(environ.get("PEERMAP_SECOND_FACTOR")),
        )
        held._refuse_what_can_be_read_on_the_way()
        return held

    def _refuse_what_can_be_read_on_the_way(self) -> None:
        if self.public_url is None:
            return
        for name in (f.name for f in fields(self) if f.name.endswith("_url")):
            if missing := what_is_missing(getattr(self, name)):
                setting = "REFLEX_REDIS_URL" if name == "redis_url" else f"PEERMAP_{name.upper()}"
                raise BadSetting(f"{setting} goes to another machine unencrypted: {missing}.")

    @property
    def secure(self) -> bool:
        """Whether people reach the server by https: with PUBLIC_URL, always."""
        return self.public_url is not None

    @property
    def demo_allowed(self) -> bool:
        """Demonstration cases and their known passwords: on one's own machine alone."""
        return self.public_url is None

    @property
    def base_url(self) -> str:
        """Where addresses in QR codes point; never taken from a Host header."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The Host names that are answered, lower case, without a port."""
        if self.public_url is None:
            return LOOPBACK
        return frozenset({host_of(self.public_url)})

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins whose pages may open the websocket."""
        if self.public_url is None:
            return tuple(f"http://{host}:{self.port}" for host in sorted(self.hosts))
        return (self.public_url,)

    def __repr__(self) -> str:
        """Without keys and without addresses that may hold a password: settings end up in logs."""
        hidden = {"master_key", "master_key_before", "lookup_key"}
        hidden |= {"database_url", "keys_url", "redis_url"}
        shown = ", ".join(
            f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.name not in hidden
        )
        return f"Settings({shown})"


def host_of(url: str) -> str:
    """The host of an address as a Host header writes it, lower case, IPv6 in brackets."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def _processes(environ: Mapping[str, str], redis_url: str | None) -> int:
    processes = _number(environ, "PEERMAP_PROCESSES", 1, least=1, most=64)
    if processes > 1 and redis_url is None:
        raise BadSetting(
            "PEERMAP_PROCESSES above 1 needs REFLEX_REDIS_URL: "
            "several processes share their drawings and pages through Redis."
        )
    return processes


def _public_url(raw: str | None) -> str | None:
    if not raw:
        return None
    try:
        parts = urlsplit(raw.strip())
        port = parts.port
    except ValueError:
        raise BadSetting("PUBLIC_URL is not an address, such as https://peermap.example.") from None
    if parts.scheme != "https" or not parts.hostname:
        raise BadSetting("PUBLIC_URL must begin with https:// and name a host.")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise BadSetting("PUBLIC_URL must be a plain address without a path, such as https://host.")
    host = host_of(raw.strip())
    return f"https://{host}" + ("" if port in (None, 443) else f":{port}")


def _certificate(environ: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    cert, key = (environ.get(name) for name in ("PEERMAP_TLS_CERT", "PEERMAP_TLS_KEY"))
    if bool(cert) != bool(key):
        raise BadSetting("PEERMAP_TLS_CERT and PEERMAP_TLS_KEY belong together: set both.")
    return (Path(cert).resolve(), Path(key).resolve()) if cert and key else (None, None)


def _session(environ: Mapping[str, str]) -> tuple[timedelta, timedelta, timedelta]:
    """After how long it idles out, is over in any case, and locks."""
    idle = _number(environ, "PEERMAP_SESSION_IDLE_MINUTES", 30, least=5, most=240)
    hours = _number(environ, "PEERMAP_SESSION_HOURS", 8, least=1, most=24)
    lock = _number(environ, "PEERMAP_LOCK_AFTER", 5, least=1, most=60)
    return timedelta(minutes=idle), timedelta(hours=hours), timedelta(minutes=lock)


def _usable(found: T | str) -> T:
    if isinstance(found, str):
        raise BadSetting(found)
    return found


def _host(raw: str | None, public_url: str | None) -> str:
    if not raw:
        wide = public_url is not None and host_of(public_url) not in LOOPBACK
        return "0.0.0.0" if wide else "127.0.0.1"  # noqa: S104 - asked for by PUBLIC_URL
    if public_url is None and raw not in ("127.0.0.1", "::1", "localhost"):
        raise BadSetting("PEERMAP_HOST reaches beyond this machine only together with PUBLIC_URL.")
    return raw


def _database_url(raw: str | None, var: Path) -> str:
    if not raw:
        return f"sqlite+aiosqlite:///{var / 'peermap.db'}"
    if raw.startswith(("sqlite+aiosqlite:", "postgresql+psycopg:")):
        return raw
    for short in ("postgresql:", "postgres:"):
        if raw.startswith(short):
            return "postgresql+psycopg:" + raw.removeprefix(short)
    if raw.startswith("sqlite:"):
        return "sqlite+aiosqlite:" + raw.removeprefix("sqlite:")
    raise BadSetting("PEERMAP_DATABASE_URL must begin with postgresql:// or sqlite:///.")


def _keys_url(raw: str | None, database_url: str) -> str | None:
    if not raw:
        return None
    if not raw.startswith("sqlite:///") or not database_url.startswith("sqlite"):
        raise BadSetting(
            "PEERMAP_KEYS_URL is for SQLite and begins with sqlite:///; with PostgreSQL the "
            "wrapped keys stand in a schema of their own."
        )
    keys_url = "sqlite+aiosqlite:" + raw.removeprefix("sqlite:")
    if keys_url == database_url:
        raise BadSetting("PEERMAP_KEYS_URL must be another file than PEERMAP_DATABASE_URL.")
    return keys_url


def _var(raw: str | None) -> Path:
    var = Path(raw or "var").resolve()
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        var.chmod(0o700)
    except OSError as problem:
        raise BadSetting(f"PEERMAP_VAR cannot be used: {problem.strerror}.") from None
    return var


def _second_factor(raw: str | None) -> bool:
    if raw not in (None, "", "roles", "all"):
        raise BadSetting("PEERMAP_SECOND_FACTOR must be roles or all.")
    return raw == "all"


def _help_lines(raw: str) -> tuple[tuple[str, str], ...]:
    lines = help_lines_of(raw)
    if lines is None:
        raise BadSetting(NO_HELP_LINES)
    return lines


def _proxies(raw: str | None, *, public: bool) -> tuple[Network, ...]:
    told = [each.strip() for each in (raw or "").split(",") if each.strip()]
    if told and not public:
        raise BadSetting("PEERMAP_PROXIES needs PUBLIC_URL: without it nothing is behind a proxy.")
    networks = networks_of(told)
    if networks is None:
        raise BadSetting(
            "PEERMAP_PROXIES must be addresses or networks with commas between them, "
            "such as 10.1.2.3, 10.1.4.0/24."
        )
    return networks


def _number(environ: Mapping[str, str], name: str, usual: int, *, least: int, most: int) -> int:
    raw = environ.get(name) or str(usual)
    if not raw.isascii() or not raw.isdigit() or not least <= int(raw) <= most:
        raise BadSetting(f"{name} must be a whole number from {least} to {most}.")
    return int(raw)


def _keys(environ: Mapping[str, str], var: Path, *, public: bool) -> tuple[bytes, bytes]:
    names = ("PEERMAP_MASTER_KEY", "PEERMAP_LOOKUP_KEY")
    given = [_given(environ, name) for name in names]
    if all(given):
        master, lookup = (_key(name, raw or "") for name, raw in zip(names, given, strict=True))
        if master == lookup:
            raise BadSetting("PEERMAP_MASTER_KEY and PEERMAP_LOOKUP_KEY must differ.")
        return master, lookup
    if public:
        raise BadSetting(
            "With PUBLIC_URL, PEERMAP_MASTER_KEY and PEERMAP_LOOKUP_KEY must be set, or each with "
            "_FILE a file (32 random bytes as base64: `peermap new-key` prints one)."
        )
    if any(given):
        raise BadSetting("PEERMAP_MASTER_KEY and PEERMAP_LOOKUP_KEY belong together: set both.")
    return _own_keys(var / KEYS_FILE)


def _given(environ: Mapping[str, str], name: str) -> str | None:
    """A key as it was given: by itself, or in a file that its owner alone may read.

    A process's environment is seen by whoever may look at the process, and handed on to all that it
    starts; a file is not, and can be mounted apart from the database.
    """
    in_file = KEY_FILES[name]
    path = environ.get(in_file)
    if not path:
        return environ.get(name)
    if environ.get(name):
        raise BadSetting(f"{name} and {in_file} are two ways to give one key: set one of them.")
    try:
        with open(path, "rb") as file:
            held = os.fstat(file.fileno())
            if not stat.S_ISREG(held.st_mode) or held.st_mode & 0o077:
                raise BadSetting(f"{in_file} must be a file that its owner alone may read.")
            # The first bytes will do: what is no key is refused, and says nothing of the file.
            return file.read(200).decode("ascii", "replace").strip() or "none"
    except OSError as problem:
        raise BadSetting(f"{in_file} cannot be read: {problem.strerror}.") from None


def _key_before(environ: Mapping[str, str], master: bytes) -> bytes | None:
    raw = _given(environ, "PEERMAP_MASTER_KEY_BEFORE")
    if not raw:
        return None
    before = _key("PEERMAP_MASTER_KEY_BEFORE", raw)
    if before == master:
        raise BadSetting("PEERMAP_MASTER_KEY_BEFORE must be another key than PEERMAP_MASTER_KEY.")
    return before


def _key(name: str, raw: str) -> bytes:
    try:
        key = base64.b64decode(raw, validate=True)
    except ValueError:  # not base64, or not even ASCII
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSetting(f"{name} must be 32 bytes written as base64.")
    return key


def _own_keys(path: Path) -> tuple[bytes, bytes]:
    """Keys for one's own machine, made once. Two processes that start at once read the same."""
    if not path.exists():
        made = {name: new_key() for name in ("master", "lookup")}
        mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(mine, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(made, file)
        try:
            os.link(mine, path)  # fails when another process was first: then theirs holds
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    try:
        held = json.loads(path.read_text())
        return _key("master", held["master"]), _key("lookup", held["lookup"])
    except (ValueError, KeyError, TypeError):
        raise BadSetting(f"{path.name} in PEERMAP_VAR cannot be read as keys.") from None


def new_key() -> str:
    """A fresh key as base64, as the two key settings take it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
