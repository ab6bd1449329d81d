"""How PeerMap is served: TLS of one's own, a Redis that persists, a port that is taken."""

import asyncio
import re
import sqlite3
import ssl
import warnings
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from uvicorn.config import create_ssl_context

from peermap_app import logs
from peermap_app.api.gate_frames import Framed
from peermap_app.api.gate_http import Whole
from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.own_tls import own_tls
from peermap_app.serve import (
    port_is_taken,
    refuse_redis_that_persists,
    refuse_what_is_unfit,
    uvicorn_options,
)
from peermap_app.services import accounts, demo
from peermap_app.services.unit import OPERATOR
from peermap_app.settings import BadSetting, Settings, new_key
from peermap_app.storage import key_store, migrations
from peermap_app.ui.lost_taps import first_of_all, lost_taps
from peermap_app.ui.own_origin import STATE_JS, to_own_origin
from peermap_app.ui.plain_jsx import without_emotion, without_window
from peermap_app.ui.whole_view import in_one_piece, whole_view
from scripts.first_sight import ONCE_SEEN, in_turn, once_seen, paint_first
from tests.servers import ROOT, Redis, build_pages, free_port
from tests.services.world import JO, bring_in, row

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def settings(tmp_path: Path, **more: str) -> Settings:
    """Settings of a folder of the test's own."""
    return Settings.from_env({"PEERMAP_VAR": str(tmp_path / "var")} | more)


def public(tmp_path: Path, url: str, **more: str) -> Settings:
    """Settings of a server for others."""
    keys = {"PEERMAP_MASTER_KEY": new_key(), "PEERMAP_LOOKUP_KEY": new_key()}
    return settings(tmp_path, PUBLIC_URL=url, **keys, **more)


def lived_in(held: Settings, done: Callable[[House], Awaitable[object]]) -> None:
    """A database in which that was done before."""

    async def live() -> None:
        house = await build_house(held)
        try:
            await done(house)
        finally:
            await close_house(house)

    migrations.upgrade(held.database_url)
    asyncio.run(live())


async def a_demo_account(house: House) -> None:
    """What `make run` leaves in an empty database, as far as a stranger can use it."""
    await accounts.add_worker(
        house,
        OPERATOR,
        email=demo.ALEX.email,
        name=demo.ALEX.name,
        role=demo.ALEX.role.value,
        password=demo.PASSWORD,
    )


async def a_case_of_ones_own(house: House) -> None:
    """A database in earnest."""
    await bring_in(house, row("AB-1", JO))


def test_demonstration_accounts_are_not_served_to_others(tmp_path: Path) -> None:
    """Their password is published: with PUBLIC_URL such a database ends the start."""
    lived_in(settings(tmp_path), a_demo_account)
    assert refuse_what_is_unfit(settings(tmp_path)) is None
    with pytest.raises(BadSetting, match="demonstration accounts"):
        refuse_what_is_unfit(public(tmp_path, "https://peermap.example"))


def test_a_database_of_other_keys_is_not_served(tmp_path: Path) -> None:
    """Neither a wrong master key nor a wrong lookup key is found out only when somebody works."""
    held = public(tmp_path, "https://peermap.example")
    assert refuse_what_is_unfit(held) is None  # nothing is in it yet
    lived_in(held, a_case_of_ones_own)
    assert refuse_what_is_unfit(held) is None
    other = public(tmp_path, "https://peermap.example")
    for wrong in (
        replace(held, master_key=other.master_key),
        replace(held, lookup_key=other.lookup_key),
    ):
        with pytest.raises(BadSetting, match="other keys"):
            refuse_what_is_unfit(wrong)


def test_a_store_of_keys_that_is_not_theirs_is_not_served(tmp_path: Path) -> None:
    """A file of keys that is lost or empty is said at the start, and not case by case."""
    held = public(tmp_path, "https://peermap.example")
    lived_in(held, a_case_of_ones_own)
    keys = held.var / "peermap-keys.db"
    keys.unlink()
    with pytest.raises(BadSetting, match="store of keys"):
        refuse_what_is_unfit(held)
    with closing(sqlite3.connect(keys)) as empty:
        empty.execute(key_store.TABLE)
    with pytest.raises(BadSetting, match="store of keys"):
        refuse_what_is_unfit(held)


def test_cases_without_any_store_of_keys_are_served_to_nobody(tmp_path: Path) -> None:
    """On one machine too: a lost file of keys ends the start with a sentence, not page by page."""
    held = settings(tmp_path)
    lived_in(held, a_case_of_ones_own)
    keys = held.var / "peermap-keys.db"
    whole = keys.read_bytes()
    keys.unlink()
    with pytest.raises(BadSetting, match="no store of keys"):
        refuse_what_is_unfit(held)
    keys.write_bytes(whole)
    with closing(sqlite3.connect(keys)) as other:
        other.execute("DELETE FROM case_key")
        other.commit()
    with pytest.raises(BadSetting, match="store of keys is not"):
        refuse_what_is_unfit(held)


def test_an_older_store_of_keys_is_told_as_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One case came after the copy of the keys: it would be missing in silence. Older rows too."""
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(logs, "warn", lambda word, *, count: told.append((word, count)))
    held = settings(tmp_path)
    lived_in(held, a_case_of_ones_own)
    keys, rows = held.var / "peermap-keys.db", held.var / "peermap.db"
    old_keys, old_rows = keys.read_bytes(), rows.read_bytes()
    lived_in(held, lambda house: bring_in(house, row("AB-2", JO)))
    new_keys, new_rows = keys.read_bytes(), rows.read_bytes()
    refuse_what_is_unfit(held)
    assert told == []
    keys.write_bytes(old_keys)
    refuse_what_is_unfit(held)
    assert told == [(logs.Word.CASES_WITHOUT_KEY, 1)]
    keys.write_bytes(new_keys)
    rows.write_bytes(old_rows)
    refuse_what_is_unfit(held)
    assert told[1:] == [(logs.Word.KEYS_WITHOUT_CASE, 1)]
    rows.write_bytes(new_rows)
    refuse_what_is_unfit(held)
    assert len(told) == 2


@pytest.mark.parametrize("host", ["192.168.1.20", "peermap.local", "[fd00::7]"])
def test_a_device_that_trusts_the_authority_trusts_the_server(tmp_path: Path, host: str) -> None:
    """The certificate holds for the address and is signed by the authority to install."""
    made = own_tls(f"https://{host}:3000", tmp_path, NOW)
    authority = x509.load_der_x509_certificate(made.authority.read_bytes())
    server = x509.load_pem_x509_certificate(made.cert.read_bytes())
    server.verify_directly_issued_by(authority)
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert host.strip("[]") in [str(name.value) for name in names]
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(made.cert, made.key)


def test_the_authoritys_key_is_never_written(tmp_path: Path) -> None:
    """Of the three files only one is a key, and it is the server's: nobody can sign another."""
    made = own_tls("https://peermap.local", tmp_path, NOW)
    held = sorted(path.name for path in made.cert.parent.iterdir())
    assert held == ["peermap-authority.crt", "server.key", "server.pem"]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}


def test_the_certificate_is_made_once_and_anew_before_it_ends(tmp_path: Path) -> None:
    """A restart keeps it (tablets trust it); near its end or for another host, a new one."""

    def cert(url: str, at: datetime) -> bytes:
        return own_tls(url, tmp_path, at).cert.read_bytes()

    first = cert("https://peermap.local", NOW)
    assert cert("https://peermap.local", NOW + timedelta(days=300)) == first
    assert cert("https://peermap.local", NOW + timedelta(days=340)) != first
    second = cert("https://peermap.local", NOW)
    assert cert("https://other.local", NOW) != second


def test_with_public_url_it_serves_https_alone(tmp_path: Path) -> None:
    """Whatever it binds to, PUBLIC_URL means a certificate; without it there is none."""
    for more in ({}, {"PEERMAP_HOST": "127.0.0.1"}):
        options = uvicorn_options(public(tmp_path, "https://peermap.local", **more))
        assert Path(options["ssl_certfile"]).exists()
        assert Path(options["ssl_keyfile"]).exists()
    assert "ssl_certfile" not in uvicorn_options(settings(tmp_path))


def _agreed_on(
    served: ssl.SSLContext, least: ssl.TLSVersion, most: ssl.TLSVersion, ciphers: str
) -> tuple[str, str]:
    """(version, cipher) that a browser with these limits and the server come to."""
    browser = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    browser.check_hostname, browser.verify_mode = False, ssl.CERT_NONE
    browser.set_ciphers(ciphers)
    browser.minimum_version, browser.maximum_version = least, most
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (browser.wrap_bio(back, there), served.wrap_bio(there, back, server_side=True))
    waiting = list(ends)
    while waiting:
        for end in tuple(waiting):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(end)
    cipher = ends[0].cipher()
    assert cipher is not None
    return str(ends[0].version()), cipher[0]


def test_only_strong_tls_is_spoken(tmp_path: Path) -> None:
    """TLS 1.3 where the browser can, 1.2 with forward secrecy else; nothing older and no CBC."""
    options = uvicorn_options(public(tmp_path, "https://peermap.local"))
    served = create_ssl_context(
        options["ssl_certfile"],
        options["ssl_keyfile"],
        None,
        ssl.PROTOCOL_TLS_SERVER,
        ssl.CERT_NONE,
        None,
        options["ssl_ciphers"],
    )
    oldest, twelve, newest = (
        ssl.TLSVersion.MINIMUM_SUPPORTED,
        ssl.TLSVersion.TLSv1_2,
        ssl.TLSVersion.TLSv1_3,
    )
    everything = "ALL:@SECLEVEL=0"
    assert _agreed_on(served, oldest, newest, everything)[0] == "TLSv1.3"
    version, cipher = _agreed_on(served, twelve, twelve, everything)
    assert version == "TLSv1.2"
    assert cipher.startswith("ECDHE-")
    assert "GCM" in cipher or "CHACHA20" in cipher
    with pytest.raises(ssl.SSLError):
        _agreed_on(served, twelve, twelve, "ECDHE+AES:!AESGCM:!AESCCM@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
        with pytest.raises(ssl.SSLError):
            _agreed_on(served, oldest, ssl.TLSVersion.TLSv1_1, everything)


def test_no_forwarded_header_is_believed(tmp_path: Path) -> None:
    """Uvicorn would take a client's word for its address and scheme: switched off."""
    assert uvicorn_options(settings(tmp_path))["proxy_headers"] is False
    assert uvicorn_options(public(tmp_path, "https://a.example"))["proxy_headers"] is False


def test_a_redis_that_persists_is_refused(tmp_path: Path) -> None:
    """Rule 3: a Redis that writes to disk would keep a drawing before anyone said Yes."""
    persisting = Redis.start(persists=True)
    try:
        with pytest.raises(BadSetting, match="persists to disk"):
            refuse_redis_that_persists(settings(tmp_path, REFLEX_REDIS_URL=persisting.url))
    finally:
        persisting.stop()


def test_a_redis_in_memory_alone_is_taken(tmp_path: Path, redis_url: str) -> None:
    """A Redis that writes nothing passes without a word."""
    assert refuse_redis_that_persists(settings(tmp_path, REFLEX_REDIS_URL=redis_url)) is None


def test_a_redis_that_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    """No answer is no: it may persist."""
    nowhere = settings(tmp_path, REFLEX_REDIS_URL=f"unix://{tmp_path}/none.sock")
    with pytest.raises(BadSetting, match="cannot be asked"):
        refuse_redis_that_persists(nowhere)


def test_a_port_in_use_is_said_before_anything_else(tmp_path: Path) -> None:
    """A second `make run` says so instead of building first."""
    import socket

    port = free_port()
    held = settings(tmp_path, PORT=str(port))
    assert not port_is_taken(held)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert port_is_taken(held)


def test_the_page_speaks_to_where_it_came_from() -> None:
    """Reflex's state.js, as installed, is changed: the websocket uses the page's own port."""
    import reflex_base

    text = (Path(reflex_base.__file__).parent / ".templates" / "web" / STATE_JS).read_text()
    changed = to_own_origin(text)
    assert "endpoint.port = window.location.port;" in changed
    assert 'endpoint.port = "";' not in changed
    assert to_own_origin(changed) == changed


def test_what_notices_lost_taps_runs_before_the_socket_is_known() -> None:
    """Its import stands before all others of Reflex's state.js, once, and its file goes along."""
    text = 'import io from "socket.io-client";\n'
    changed = first_of_all(text)
    assert changed.startswith('import "$/utils/lost_taps";\nimport io')
    assert first_of_all(changed) == changed
    place, script = lost_taps()
    assert place == "utils/lost_taps.js"
    assert "window.WebSocket = class" in script


def test_updates_are_handed_through_what_keeps_a_view_whole() -> None:
    """Reflex's state.js, as installed: what it shows of an update waits for our word on it."""
    import reflex_base

    text = (Path(reflex_base.__file__).parent / ".templates" / "web" / STATE_JS).read_text()
    changed = in_one_piece(text)
    assert 'socket.current.on("event", inOnePiece((update) => {' in changed
    assert "bootAuth(!wasTold());" in changed
    assert in_one_piece(changed) == changed
    place, script = whole_view()
    assert place == "utils/whole_view.js"
    assert "export const inOnePiece" in script


def test_pages_are_drawn_without_a_library_for_styles_in_code() -> None:
    """Reflex's own files, as installed: our `jsx` for Emotion's, and nothing kept on `window`."""
    from reflex_base.compiler.templates import app_root_template, vite_config_template

    vite = without_emotion(vite_config_template("/", False, False, False, False))
    assert 'find: "@emotion/react", replacement: fileURLToPath(new URL("./utils/plain' in vite
    assert without_emotion(vite) == vite
    kept = [
        ("React", "react"),
        ("emotion_react", "@emotion/react"),
        ("utils_state", "$/utils/state"),
    ]
    render = {"name": "Fragment", "props": [], "children": []}
    as_it_comes = app_root_template(
        imports=[],
        custom_codes=[],
        hooks={},
        window_libraries=kept,
        render=render,
        dynamic_imports=set(),
    )
    assert "window.__reflex = {" in as_it_comes
    root = without_window(as_it_comes)
    assert not re.search("__reflex|emotion|utils_state", root)
    assert 'import * as React from "react"' in root
    assert without_window(root) == root


def test_no_built_page_styles_in_code() -> None:
    """Our `jsx` would drop a `css` without a word; and no file that a browser loads has Emotion."""
    build_pages()
    drawn = [
        path
        for part in ("app", "app_components", "utils")
        for path in (ROOT / ".web" / part).rglob("*.jsx")
    ]
    assert "[draw]._index.jsx" in [path.name for path in drawn]
    assert not [path.name for path in drawn if re.search(r"\bcss\s*[:=]", path.read_text())]
    built = list((ROOT / ".web/build/client/assets").glob("*.js"))
    assert built
    assert not [path.name for path in built if "emotion" in path.read_text()]


def test_code_waits_for_style_and_font(tmp_path: Path) -> None:
    """In a built page; a build whose pages name no code so ends there."""
    page = '<link rel="modulepreload" href="/assets/a.js"/><link rel="stylesheet" href="/a.css"/>'
    changed = in_turn(page)
    assert '<link rel="modulepreload" fetchpriority="low" href="/assets/a.js"/>' in changed
    assert in_turn(changed) == changed
    names = 'import * as route0 from "/assets/r.js";\nimport * as route1 from "/assets/b.js";'
    begins = f'import "/assets/m.js";\n{names}'
    begun = once_seen(f'<script type="module" async="">{begins}\nimport("/assets/e.js");</script>')
    frame, manifest, routes, entry = begun.splitlines()
    assert frame.endswith(ONCE_SEEN)
    assert manifest == 'await import("/assets/m.js");'
    assert routes.startswith('const [route0, route1] = await Promise.all([import("/assets/r.js"), ')
    assert entry == 'import("/assets/e.js");</script>'
    assert once_seen(begun) == begun
    (tmp_path / "build" / "client").mkdir(parents=True)
    (tmp_path / "build" / "client" / "index.html").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(ValueError, match="React Router"):
        paint_first(tmp_path, {})


def test_a_changed_reflex_is_noticed() -> None:
    """A Reflex that writes that place differently ends the build, not the websocket."""
    with pytest.raises(ValueError, match="getBackendURL"):
        to_own_origin("export const getBackendURL = (url) => url;")
    with pytest.raises(ValueError, match="updates"):
        in_one_piece('import env from "$/env.json";\n')
    with pytest.raises(ValueError, match="vite"):
        without_emotion("export default {}")
    with pytest.raises(ValueError, match="root"):
        without_window("window.__reflex ??= {}")


def test_requests_are_waited_for_in_time_alone(tmp_path: Path) -> None:
    """`make run` serves with what `tests/api/test_gate_http.py` and `test_gate_frames.py` try."""
    options = uvicorn_options(settings(tmp_path))
    assert (options["http"], options["ws"]) == (Whole, Framed)
