"""Whether what goes to a database or a Redis on another machine could be read on the way.

Rows are sealed before they leave, but who is signed in, allocations, names, the drawing's edits and
the password of the connection itself are not. A client that is told nothing asks for encryption and
takes none when there is none ("prefer"): that is no protection against whoever stands between.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
NEEDS = {
    "postgresql": "add ?sslmode=verify-full (and sslrootcert=… or sslrootcert=system)",
    "redis": "use rediss:// with a certificate that this machine trusts",
}
"""By the kind of store, what is missing, in words for the operator."""


def what_is_missing(url: str | None) -> str | None:
    """What the address of a store on another machine needs; None when it is fine as it is.

    On this machine (loopback, a socket, a file) nothing passes a network.
    """
    if not url:
        return None
    kind = url.partition(":")[0].partition("+")[0]
    try:
        parts = urlsplit(url)
        hosts = [parts.hostname or "", *_asked(parts.query, "host", "hostaddr")]
        query = parts.query
    except ValueError:
        return None  # whoever opens it says what is wrong with it
    if kind == "postgresql":
        here = all(host in _HERE or host.startswith(("/", "@")) for host in hosts)
        return None if here or _asked(query, "sslmode") == ["verify-full"] else NEEDS[kind]
    if kind == "redis":
        return None if all(host in _HERE for host in hosts) else NEEDS[kind]
    if kind == "rediss":
        weak = {"none", "optional", "false", "0", "no"}
        said = {each.lower() for each in _asked(query, "ssl_cert_reqs", "ssl_check_hostname")}
        return NEEDS["redis"] if said & weak else None
    return None


def _asked(query: str, *names: str) -> list[str]:
    held = parse_qs(query, keep_blank_values=True)
    return [one for name in names for value in held.get(name, ()) for one in value.split(",")]
