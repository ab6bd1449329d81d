"""Settings: every one documented, every bad value refused with one sentence."""

import base64
import re
from datetime import timedelta
from pathlib import Path

import pytest

from peermap_app import settings as module
from peermap_app.domain.alerting import Waits
from peermap_app.settings import BadSetting, Settings, new_key

ROOT = Path(__file__).resolve().parents[2]


def env(tmp_path: Path, **more: str) -> dict[str, str]:
    """The least environment: a var folder of the test's own."""
    return {"PEERMAP_VAR": str(tmp_path / "var")} | more


def public(tmp_path: Path, **more: str) -> dict[str, str]:
    """The least environment of a server for others."""
    keys = {"PEERMAP_MASTER_KEY": new_key(), "PEERMAP_LOOKUP_KEY": new_key()}
    return env(tmp_path, PUBLIC_URL="https://peermap.example") | keys | more


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    """The table in docs/operating.md names exactly the variables that settings*.py read.

    Leak prevented: a setting nobody knows of that weakens a deployment.
    """
    parts = sorted(Path(module.__file__).parent.glob("settings*.py"))
    source = "".join(each.read_text() for each in parts)
    read = set(re.findall(r'"(PORT|PUBLIC_URL|PEERMAP_[A-Z_]+|REFLEX_REDIS_URL)"', source))
    table = (ROOT / "docs" / "operating.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert documented == read


def test_nothing_else_reads_the_environment() -> None:
    """Only settings.py's caller touches os.environ: a value read elsewhere would be unchecked."""
    allowed = {"settings.py", "serve.py", "cli.py", "peermap_app.py"}
    readers = {
        path.name
        for path in (ROOT / "peermap_app").rglob("*.py")
        if re.search(r"os\.environ|os\.getenv|getenv\(", path.read_text())
    }
    assert readers - allowed == set()


def test_without_anything_it_keeps_to_this_machine(tmp_path: Path) -> None:
    """The defaults: port 3000, loopback, SQLite in var, one process, demonstration allowed."""
    held = Settings.from_env(env(tmp_path))
    assert (held.port, held.host, held.processes) == (3000, "127.0.0.1", 1)
    assert held.database_url == f"sqlite+aiosqlite:///{tmp_path / 'var' / 'peermap.db'}"
    assert held.demo_allowed
    assert not held.secure
    assert held.hosts == {"localhost", "127.0.0.1", "[::1]"}


def test_var_and_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    """var has mode 700, the keys made in it 600, and a second start reads the same keys."""
    first = Settings.from_env(env(tmp_path))
    again = Settings.from_env(env(tmp_path))
    assert (first.master_key, first.lookup_key) == (again.master_key, again.lookup_key)
    assert first.master_key != first.lookup_key
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "var" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in (tmp_path / "var").iterdir()] == ["keys.json"]


def test_with_public_url_it_is_for_others(tmp_path: Path) -> None:
    """PUBLIC_URL: its own host alone is answered, https, no demonstration, no keys made in var."""
    held = Settings.from_env(public(tmp_path, PUBLIC_URL="https://Peermap.Example:8443/"))
    assert held.public_url == "https://peermap.example:8443"
    assert held.hosts == {"peermap.example"}
    assert held.origins == ("https://peermap.example:8443",)
    assert held.secure
    assert not held.demo_allowed
    assert not (tmp_path / "var" / "keys.json").exists()


def test_settings_do_not_show_keys(tmp_path: Path) -> None:
    """Printed settings, as a log may hold them, show no key and no database password."""
    url = "postgresql://u:hush@h/d?sslmode=verify-full"
    held = Settings.from_env(public(tmp_path, PEERMAP_DATABASE_URL=url))
    assert held.database_url == "postgresql+psycopg://u:hush@h/d?sslmode=verify-full"
    assert "hush" not in repr(held)
    assert repr(held.master_key) not in repr(held)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٣"),
        ("PORT", "80 "),
        ("PUBLIC_URL", "http://peermap.example"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://peermap.example/app"),
        ("PUBLIC_URL", "https://peermap.example:port"),
        ("PUBLIC_URL", "https://user@peermap.example"),
        ("PEERMAP_HOST", "0.0.0.0"),
        ("PEERMAP_PROCESSES", "2"),
        ("PEERMAP_DATABASE_URL", "mysql://h/d"),
        pytest.param("PEERMAP_MASTER_KEY", new_key(), id="PEERMAP_MASTER_KEY-alone"),
        ("PEERMAP_TLS_CERT", "cert.pem"),
        ("PEERMAP_SESSION_HOURS", "25"),
        ("PEERMAP_SESSION_IDLE_MINUTES", "0"),
        ("PEERMAP_LOCK_AFTER", "0"),
        ("PEERMAP_LOCK_AFTER", "61"),
        *(
            (name, value)
            for name, most in (
                ("PEERMAP_ESCALATE_NOW", 1440),
                ("PEERMAP_ESCALATE_TODAY", 24),
                ("PEERMAP_ESCALATE_THIS_WEEK", 10),
                ("PEERMAP_MAIL_AFTER", 1440),
            )
            for value in ("0", str(most + 1), "-5", "soon")
        ),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_setting(
    tmp_path: Path, name: str, value: str
) -> None:
    """A value that cannot be used ends the start and says which setting it is."""
    with pytest.raises(BadSetting) as refused:
        Settings.from_env(env(tmp_path, **{name: value}))
    said = str(refused.value)
    assert name in said
    assert "\n" not in said


def test_how_long_an_alert_waits_is_read_from_the_environment(tmp_path: Path) -> None:
    """Each of the four gives its own wait, in its own unit; without them the waits of the issue."""
    usual = Settings.from_env(env(tmp_path))
    assert usual.escalation == Waits(timedelta(minutes=30), timedelta(hours=4), 2)
    assert usual.mail_after == timedelta(minutes=15)
    waits = {"ESCALATE_NOW": "7", "ESCALATE_TODAY": "3", "ESCALATE_THIS_WEEK": "5"}
    given = {f"PEERMAP_{name}": value for name, value in waits.items()}
    held = Settings.from_env(env(tmp_path, PEERMAP_MAIL_AFTER="20", **given))
    assert held.escalation == Waits(timedelta(minutes=7), timedelta(hours=3), 5)
    assert held.mail_after == timedelta(minutes=20)


@pytest.mark.parametrize("bad", ["", "short", base64.b64encode(b"x" * 31).decode(), "é" * 44])
def test_a_bad_key_is_refused(tmp_path: Path, bad: str) -> None:
    """With PUBLIC_URL a missing, short or garbled key ends the start."""
    with pytest.raises(BadSetting, match="PEERMAP_MASTER_KEY"):
        Settings.from_env(public(tmp_path, PEERMAP_MASTER_KEY=bad))


def test_the_two_keys_must_differ(tmp_path: Path) -> None:
    """One key for sealing and for looking up would let one leak open both."""
    key = new_key()
    with pytest.raises(BadSetting, match="differ"):
        Settings.from_env(public(tmp_path, PEERMAP_MASTER_KEY=key, PEERMAP_LOOKUP_KEY=key))


def test_one_of_the_two_keys_is_not_enough(tmp_path: Path) -> None:
    """A key for sealing from the environment and one for looking up from var do not mix."""
    with pytest.raises(BadSetting, match="set both"):
        Settings.from_env(env(tmp_path, PEERMAP_LOOKUP_KEY=new_key()))


FAR = "refused"
ON_THE_WAY = [
    ("PEERMAP_DATABASE_URL", "postgresql://u:hush@localhost/d", ""),
    ("PEERMAP_DATABASE_URL", "postgresql://u:hush@127.0.0.1:5433/d", ""),
    ("PEERMAP_DATABASE_URL", "postgresql:///d?host=/run/postgresql", ""),
    ("PEERMAP_DATABASE_URL", "postgresql://u:hush@db.example/d?sslmode=verify-full", ""),
    ("PEERMAP_DATABASE_URL", "postgresql://u:hush@db.example/d", FAR),
    ("PEERMAP_DATABASE_URL", "postgres://u:hush@db.example/d?sslmode=prefer", FAR),
    ("PEERMAP_DATABASE_URL", "postgresql://u:hush@db.example/d?sslmode=require", FAR),
    ("PEERMAP_DATABASE_URL", "postgresql:///d?host=/run/postgresql,db.example", FAR),
    (
        "PEERMAP_DATABASE_URL",
        "postgresql://db.example/d?sslmode=verify-full&sslmode=disable",
        FAR,
    ),
    ("PEERMAP_DATABASE_URL", "postgresql://u@localhost/d?hostaddr=10.0.0.7", FAR),
    ("REFLEX_REDIS_URL", "redis://localhost:6379", ""),
    ("REFLEX_REDIS_URL", "redis://[::1]:6379", ""),
    ("REFLEX_REDIS_URL", "unix:///run/redis.sock", ""),
    ("REFLEX_REDIS_URL", "rediss://:hush@redis.example:6380", ""),
    ("REFLEX_REDIS_URL", "redis://:hush@redis.example:6379", FAR),
    ("REFLEX_REDIS_URL", "rediss://:hush@redis.example:6380?ssl_cert_reqs=none", FAR),
    ("REFLEX_REDIS_URL", "rediss://:hush@redis.example:6380?ssl_check_hostname=False", FAR),
]


@pytest.mark.parametrize(("name", "url", "said"), ON_THE_WAY)
def test_what_goes_to_another_machine_is_encrypted(
    tmp_path: Path, name: str, url: str, said: str
) -> None:
    """With PUBLIC_URL a database or Redis elsewhere is asked for its certificate, or none is used.

    The sentence names the setting and shows nothing of the address, which may hold a password.
    """
    if not said:
        assert Settings.from_env(public(tmp_path, **{name: url})).secure
        return
    with pytest.raises(BadSetting, match=f"{name} goes to another machine") as refused:
        Settings.from_env(public(tmp_path, **{name: url}))
    assert "hush" not in str(refused.value)
    assert "example" not in str(refused.value)


def key_file(tmp_path: Path, name: str, key: str, mode: int = 0o400) -> dict[str, str]:
    """The setting that names a file with this key."""
    path = tmp_path / name.lower()
    path.write_text(key + "\n")
    path.chmod(mode)
    return {f"{name}_FILE": str(path)}


def test_keys_may_stand_in_files(tmp_path: Path) -> None:
    """Each of the three is read from its file, as it would be from the environment."""
    names = ("PEERMAP_MASTER_KEY", "PEERMAP_LOOKUP_KEY", "PEERMAP_MASTER_KEY_BEFORE")
    keys = {name: new_key() for name in names}
    given: dict[str, str] = {}
    for name, key in keys.items():
        given |= key_file(tmp_path, name, key)
    held = Settings.from_env(env(tmp_path, PUBLIC_URL="https://peermap.example") | given)
    read = (held.master_key, held.lookup_key, held.master_key_before)
    assert read == tuple(base64.b64decode(key) for key in keys.values())


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o666, 0o620])
def test_a_key_that_others_may_read_is_none(tmp_path: Path, mode: int) -> None:
    """A file that its group or others may read (or write) ends the start, and names the setting."""
    given = key_file(tmp_path, "PEERMAP_MASTER_KEY", new_key(), mode)
    with pytest.raises(BadSetting, match="PEERMAP_MASTER_KEY_FILE must be"):
        Settings.from_env(env(tmp_path, PEERMAP_LOOKUP_KEY=new_key()) | given)


def test_a_key_is_given_once(tmp_path: Path) -> None:
    """Both ways at once: nobody could say which of the two seals the cases."""
    given = key_file(tmp_path, "PEERMAP_MASTER_KEY", new_key())
    with pytest.raises(BadSetting, match="set one of them"):
        Settings.from_env(public(tmp_path) | given)


@pytest.mark.parametrize("content", ["", "short", "\x00" * 300])
def test_a_file_that_holds_no_key_says_nothing_of_it(tmp_path: Path, content: str) -> None:
    """What stands in the file is not repeated; a folder or a missing file is one sentence too."""
    given = key_file(tmp_path, "PEERMAP_MASTER_KEY", content)
    with pytest.raises(BadSetting) as refused:
        Settings.from_env(env(tmp_path, PEERMAP_LOOKUP_KEY=new_key()) | given)
    assert str(refused.value) == "PEERMAP_MASTER_KEY must be 32 bytes written as base64."
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(BadSetting, match="PEERMAP_MASTER_KEY_FILE cannot be read"):
            Settings.from_env(env(tmp_path, PEERMAP_MASTER_KEY_FILE=str(path)))


def test_the_key_of_pushes_is_one_of_the_curve(tmp_path: Path) -> None:
    """As tools write it and as `peermap new-key` does, by itself or in a file; never shown."""
    key = bytes(range(1, 33))
    plain = base64.b64encode(key).decode()
    for said in (plain, base64.urlsafe_b64encode(key).decode().rstrip("=")):
        held = Settings.from_env(env(tmp_path, PEERMAP_VAPID_KEY=said))
        assert held.push.key == key
        assert repr(key) not in repr(held)
    file = tmp_path / "vapid"
    file.write_text(plain)
    file.chmod(0o400)
    assert Settings.from_env(env(tmp_path, PEERMAP_VAPID_KEY_FILE=str(file))).push.key == key


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PEERMAP_VAPID_KEY", "short"),
        ("PEERMAP_VAPID_KEY", base64.b64encode(bytes(32)).decode()),
        ("PEERMAP_VAPID_KEY", base64.b64encode(b"\xff" * 32).decode()),
        ("PEERMAP_PUSH_CONTACT", "it@peermap.example"),
        ("PEERMAP_PUSH_CONTACT", "http://peermap.example"),
        ("PEERMAP_PUSH_HOSTS", "https://push.example"),
        ("PEERMAP_PUSH_HOSTS", "10.0.0.1"),
        ("PEERMAP_PUSH_HOSTS", "localhost"),
        ("PEERMAP_PUSH_HOSTS", "push.example, 127.0.0.1"),
        ("PEERMAP_PUSH_HOSTS", "push"),
        ("PEERMAP_PUSH_HOSTS", "*.example"),
    ],
)
def test_a_bad_setting_of_pushes_ends_the_start(tmp_path: Path, name: str, value: str) -> None:
    """One sentence that names it; a server for others never pushes to its own machine."""
    with pytest.raises(BadSetting, match=name):
        Settings.from_env(public(tmp_path, **{name: value}))


def test_settings_of_pushes(tmp_path: Path) -> None:
    """The address for services is that of people, unless another was given; hosts in small."""
    held = Settings.from_env(public(tmp_path, PEERMAP_PUSH_HOSTS="Push.example,  other.example"))
    assert held.push.contact == "https://peermap.example"
    assert held.push.hosts == {"push.example", "other.example"}
    told = "mailto:it@peermap.example"
    assert Settings.from_env(public(tmp_path, PEERMAP_PUSH_CONTACT=told)).push.contact == told
    near = Settings.from_env(env(tmp_path, PEERMAP_PUSH_HOSTS="localhost"))
    assert near.push.hosts == {"localhost"}
