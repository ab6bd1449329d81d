"""The operator's commands: plain sentences, status 1 for what was refused, nothing confidential."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from peermap_app.words import delivery_lines, operators
from tests.services.cli.at_the_line import PASSWORD, SAMPLE, Operator, by_hand, command


def test_migrate_says_that_it_is_done(operator: Operator) -> None:
    """The first time and every time after it."""
    assert operator.must("migrate") == operator.must("migrate") == operators.MIGRATED + "\n"


def test_before_migrating_every_command_says_what_to_do(operator: Operator) -> None:
    """No traceback about a table that is missing."""
    for arguments in (["demo"], ["reset-password", "x@y.example"], ["import-allocations", "x"]):
        result = operator.does(*arguments, given=PASSWORD + "\n")
        assert result.exit_code == 1
        assert result.output.strip() in (
            operators.NOT_MIGRATED,
            "This file cannot be read: No such file or directory.",
        )


def test_a_file_is_imported_and_imported_again(ready: Operator) -> None:
    """Figures in plain sentences; the second time all of them say that nothing changed."""
    first = ready.must("import-allocations", str(SAMPLE))
    assert first.splitlines()[:2] == [
        "Cases: 4 new, 0 changed.",
        "Allocations: 5 new, 0 changed; 1 of these are over.",
    ]
    assert ready.must("import-allocations", str(SAMPLE)).endswith("Rows that changed nothing: 5.\n")


def test_a_bad_file_is_explained_line_by_line(ready: Operator, tmp_path: Path) -> None:
    """Every bad row with line and column, nothing of what stands in it, status 1."""
    bad = tmp_path / "bad.csv"
    bad.write_text(
        SAMPLE.read_text()
        .replace("EX-1001,K,2011", "EX-1001,KATHERINE,then")
        .replace("2026-06-30", "1999-01-01")
    )
    result = ready.does("import-allocations", str(bad))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        operators.NOTHING_IMPORTED,
        "Line 2, initials: use initials, three letters at most.",
        "Line 2, year of birth: this must be a year, such as 2010.",
        "Line 4, to: this day is before the day in “from”.",
    ]
    assert "KATHERINE" not in result.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Line 1: there are no rows."),
        (b"\x89PNG\x00", "Line 1: this is not a CSV text file."),
        (b"x" * 20_000_001, "Line 1: the file is larger than 20 MB."),
        (b"a,b\n\xff", "Line 2: the text is not UTF-8; save the file as “CSV UTF-8”."),
    ],
)
def test_what_is_no_file_of_allocations_is_explained(
    ready: Operator, tmp_path: Path, content: bytes, said: str
) -> None:
    """Empty, binary, far too large, another encoding."""
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    result = ready.does("import-allocations", str(path))
    assert (result.exit_code, result.stderr.splitlines()[1:]) == (1, [said])


def test_a_folder_is_no_file(ready: Operator, tmp_path: Path) -> None:
    """What cannot be read is said in one sentence."""
    result = ready.does("import-allocations", str(tmp_path))
    assert (result.exit_code, result.stderr) == (1, "This file cannot be read: Is a directory.\n")


def test_accounts_are_made_and_get_passwords(ready: Operator) -> None:
    """With a password from a pipe, or none; a second account of one address is refused."""
    made = ("add-worker", "Jo@West.example", "--name", "Jo Bright", "--team", "West")
    assert ready.must(*made, given=PASSWORD + "\n") == operators.WORKER_ADDED + "\n"
    again = ready.does(*made, given=PASSWORD + "\n")
    assert (again.exit_code, again.stderr) == (
        1,
        "email: There is an account with this e-mail address already.\n",
    )
    asleep = ("add-worker", "al@x.example", "--name", "Al", "--role", "administrator")
    assert ready.must(*asleep, "--no-password") == operators.WORKER_ADDED_ASLEEP + "\n"
    said = ready.must("reset-password", "al@x.example", given="another paper boat\r\n")
    assert said == operators.PASSWORD_SET + "\n"


def test_lost_factors_are_taken_away(ready: Operator) -> None:
    """By the account's address; of an unknown one a sentence says so."""
    ready.must("add-worker", "al@x.example", "--name", "Al", "--team", "West", "--no-password")
    assert ready.must("take-factors", "al@x.example") == operators.FACTORS_TAKEN + "\n"
    result = ready.does("take-factors", "no@west.example")
    assert (result.exit_code, result.stderr) == (
        1,
        "email: There is no account with this e-mail address.\n",
    )


def test_every_fault_of_an_account_is_said(ready: Operator) -> None:
    """Each field with its sentence, and never the password."""
    result = ready.does("add-worker", "nowhere", "--name", "", "--role", "police", given="s3cret\n")
    assert result.exit_code == 1
    assert {line.partition(":")[0] for line in result.stderr.splitlines()} == {
        "email",
        "name",
        "role",
        "team",
        "password",
    }
    assert "s3cret" not in result.output


def test_a_reset_of_nobody_is_refused(ready: Operator) -> None:
    """The operator learns that there is no such account."""
    result = ready.does("reset-password", "no@west.example", given=PASSWORD + "\n")
    assert (result.exit_code, result.stderr) == (
        1,
        "email: There is no account with this e-mail address.\n",
    )


def test_the_demonstration_is_made_once(ready: Operator) -> None:
    """Its sign-ins are printed each time; beside real cases it is refused, or passed over."""
    first = ready.must("demo", "--if-empty")
    assert first.startswith(operators.DEMO_MADE)
    assert "sam@demo.example" in first
    assert ready.must("demo", "--if-empty") == first.replace(
        operators.DEMO_MADE, operators.DEMO_THERE
    )


def test_there_is_no_demonstration_beside_real_cases(ready: Operator) -> None:
    """`make run` passes it over in silence; `peermap demo` says why not."""
    ready.must("import-allocations", str(SAMPLE))
    assert ready.must("demo", "--if-empty") == ""
    result = ready.does("demo")
    assert (result.exit_code, result.stderr.strip()) == (
        1,
        "The database holds cases already, so no demonstration cases were made.",
    )


NO_UTF8 = "caf\u00e9 boats in June\n".encode("latin-1")


@pytest.mark.parametrize(
    "arguments",
    [
        ("reset-password", "jo@west.example"),
        ("add-worker", "al@west.example", "--name", "Al Bright", "--team", "West"),
    ],
)
def test_a_password_that_is_no_text_is_refused(ready: Operator, arguments: tuple[str, ...]) -> None:
    """One sentence and status 1; nothing of the password, and the old one stays."""
    ready.must("add-worker", "jo@west.example", "--name", "Jo", "--team", "West", "--no-password")
    result = ready.does(*arguments, given=NO_UTF8)
    assert (result.exit_code, result.output) == (1, operators.PASSWORD_NOT_TEXT + "\n")


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONUTF8": "1"}]
)
def test_no_locale_lets_a_broken_password_through(tmp_path: Path, locale: dict[str, str]) -> None:
    """Whether the machine would refuse the bytes or smuggle them in: one sentence, no traceback."""
    done = command(tmp_path, "reset-password", "jo@west.example", given=NO_UTF8, **locale)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (
        1,
        b"",
        operators.PASSWORD_NOT_TEXT + "\n",
    )


EVERY = [
    ("migrate",),
    ("demo",),
    ("import-allocations", str(SAMPLE)),
    ("reset-password", "jo@west.example"),
    ("add-worker", "jo@west.example", "--name", "Jo", "--team", "West"),
    ("verify-record",),
    ("record-head",),
    ("rotate-key",),
]


@pytest.mark.parametrize("arguments", EVERY, ids=lambda arguments: arguments[0])
@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("postgresql://peermap:s3cret@127.0.0.1:1/peermap", "OperationalError"),
        ("postgresql://peermap:s3cret@127.0.0.1:1/peermap?s3cret=1", "ProgrammingError"),
        ("sqlite:///{folder}", "unable to open database file"),
        ("sqlite:///{folder}/none/peermap.db", "unable to open database file"),
        ("sqlite:///{folder}/other.db", "file is not a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], url: str, what: str
) -> None:
    """Away, no file, another file: no traceback, status 1, and never the database's password."""
    (tmp_path / "other.db").write_bytes(b"This is not a database. " * 400)
    environ = {
        "PEERMAP_VAR": str(tmp_path / "var"),
        "PEERMAP_DATABASE_URL": url.format(folder=tmp_path),
    }
    result = Operator(environ).does(*arguments, given=PASSWORD + "\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == operators.NO_DATABASE.format(what=what) + "\n"
    assert "s3cret" not in result.output


@pytest.mark.parametrize(
    "url", ["postgresql://peermap:s3cret@host:s3cret/x", "postgresql:peermap:s3cret@host"]
)
def test_an_address_that_is_none_is_one_sentence(tmp_path: Path, url: str) -> None:
    """A part of a password that reads as a port is not repeated."""
    done = command(tmp_path, "migrate", PEERMAP_DATABASE_URL=url)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (
        1,
        b"",
        operators.NO_ADDRESS + "\n",
    )


def test_a_database_without_what_it_should_hold_is_one_sentence(
    ready: Operator, database_url: str
) -> None:
    """A statement that fails is told by its kind: never the statement, nor what stood in it."""
    by_hand(database_url, "ALTER TABLE worker RENAME TO workers")
    made = ("add-worker", "jo@west.example", "--name", "Jo Bright", "--team", "West")
    result = ready.does(*made, given=PASSWORD + "\n")
    what = "no such table: worker" if "sqlite" in database_url else "UndefinedTable"
    assert (result.exit_code, result.output) == (1, operators.NO_DATABASE.format(what=what) + "\n")


def test_a_key_is_new_each_time(operator: Operator) -> None:
    """As the settings take it: 32 bytes as base64."""
    assert operator.must("new-key") != operator.must("new-key")
    assert len(operator.must("new-key").strip()) == 44


def test_it_runs_as_a_module_too(tmp_path: Path) -> None:
    """`python -m peermap_app.cli`, as `make run` calls it; its files are its owner's alone."""
    var = tmp_path / "var"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "peermap_app.cli", "migrate"],
        env={"PATH": os.environ["PATH"], "PEERMAP_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, operators.MIGRATED + "\n", "")
    assert {oct(path.stat().st_mode & 0o077) for path in var.iterdir()} == {"0o0"}


def test_deliveries_are_counted_at_the_line(ready: Operator) -> None:
    """Figures and sentences, in a house where nothing was delivered yet."""
    assert ready.must("deliveries").splitlines() == [
        delivery_lines.NONE_YET,
        delivery_lines.NO_DEAD_ENDS,
        delivery_lines.NOTHING_WAITS,
    ]
