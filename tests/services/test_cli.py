"""The operator's commands: plain sentences, status 1 for what was refused, nothing confidential."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from peermap_app import bootstrap, cli
from peermap_app.settings import new_key
from peermap_app.storage import migrations
from peermap_app.words import operators
from tests.servers import Postgres

SAMPLE = Path(__file__).parents[2] / "docs" / "sample-allocations.csv"
PASSWORD = "paper boats in June"


class Operator:
    """Somebody at the command line, on a database of their own."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._runner = CliRunner()
        self._environ = environ

    def does(self, *arguments: str, given: str | bytes | None = None) -> Result:
        """Run `peermap …`; `given` comes through a pipe."""
        result = self._runner.invoke(cli.app, list(arguments), input=given, env=self._environ)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    def must(self, *arguments: str, given: str | None = None) -> str:
        """The same, and it must go well."""
        result = self.does(*arguments, given=given)
        assert result.exit_code == 0, result.output
        return result.output


def command(
    folder: Path, *arguments: str, given: bytes = b"", **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """`peermap …` as a process of its own, with nothing but this environment."""
    base = {"PATH": os.environ["PATH"], "PEERMAP_VAR": str(folder / "var")}
    return subprocess.run(
        [sys.executable, "-m", "peermap_app.cli", *arguments],
        env={**base, **environ},
        input=given,
        capture_output=True,
        check=False,
    )


def by_hand(url: str, *statements: str) -> None:
    """What somebody with the database in hand could do."""
    engine = migrations.blocking_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def let_change(url: str) -> None:
    """Take the triggers away that let the access record only grow."""
    if url.startswith("sqlite"):
        by_hand(url, "DROP TRIGGER access_record_no_update", "DROP TRIGGER access_record_no_delete")
    else:
        by_hand(url, "ALTER TABLE access_record DISABLE TRIGGER USER")


@pytest.fixture
def postgres_url(postgres_url: str, postgres: Postgres) -> str:
    """An empty PostgreSQL database: these tests migrate it themselves."""
    postgres.create(postgres_url)
    return postgres_url


@pytest.fixture
def operator(tmp_path: Path, database_url: str) -> Operator:
    """An operator with an empty database."""
    environ = {
        "PEERMAP_VAR": str(tmp_path / "var"),
        "PEERMAP_DATABASE_URL": database_url,
        "PUBLIC_URL": "",
        "REFLEX_REDIS_URL": "",
    }
    return Operator(environ)


@pytest.fixture
def ready(operator: Operator) -> Operator:
    """An operator whose database was migrated."""
    operator.must("migrate")
    return operator


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


def test_a_record_that_nobody_touched_is_whole(ready: Operator) -> None:
    """Chains and rows are counted, and nothing of them is told; the check adds no row."""
    assert ready.must("verify-record") == (
        "The access record was checked: 0 chains, 0 rows, faults: 0.\nClosed days: 0, faults: 0.\n"
    )
    ready.must("import-allocations", str(SAMPLE))
    said = ready.must("verify-record")
    assert said.startswith("The access record was checked: 5 chains, 5 rows, faults: 0.\n")
    assert ready.must("verify-record") == said


def test_a_row_that_was_changed_is_named(ready: Operator, database_url: str) -> None:
    """By its chain and its number, with status 1; other chains are counted as before."""
    ready.must("import-allocations", str(SAMPLE))
    ready.must("import-allocations", str(SAMPLE))
    let_change(database_url)
    by_hand(
        database_url,
        "UPDATE access_record SET outcome = 'refused' WHERE chain = 'house' AND number = 2",
    )
    result = ready.does("verify-record")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "The access record was checked: 5 chains, 6 rows, faults: 1.",
        "Closed days: 0, faults: 0.",
        "Chain house, row 2: this row was changed.",
    ]


@pytest.mark.parametrize(
    ("statement", "counted", "said"),
    [
        (
            "DELETE FROM access_record WHERE chain = 'house'",
            "5 chains, 4 rows",
            "Chain house, row 1: a row is missing here or just before.",
        ),
        (
            "DELETE FROM record_head WHERE chain = 'house'",
            "5 chains, 5 rows",
            "Chain house, row 2: a row is missing here or just before.",
        ),
    ],
)
def test_a_chain_that_was_taken_away_is_named(
    ready: Operator, database_url: str, statement: str, counted: str, said: str
) -> None:
    """Its rows without its head and its head without its rows are both missed."""
    ready.must("import-allocations", str(SAMPLE))
    let_change(database_url)
    by_hand(database_url, statement)
    result = ready.does("verify-record")
    assert (result.exit_code, result.stderr.splitlines()) == (
        1,
        [
            f"The access record was checked: {counted}, faults: 1.",
            "Closed days: 0, faults: 0.",
            said,
        ],
    )


@pytest.mark.parametrize(
    "change", ["at = 'never'", "number = 'one'", "mac = x'00'", "detail = x'00'"]
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, change: str) -> None:
    """SQLite takes any value in any column: the check says where it stopped, and goes on."""
    url = f"sqlite:///{tmp_path / 'peermap.db'}"
    one = Operator({"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_DATABASE_URL": url})
    one.must("migrate")
    one.must("import-allocations", str(SAMPLE))
    let_change(url)
    by_hand(url, f"UPDATE access_record SET {change} WHERE chain = 'house'")
    result = one.does("verify-record")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0].startswith("The access record was checked: 5 chains, ")
    assert result.stderr.splitlines()[2:] == [
        operators.record_fault("house", 1, "unreadable"),
    ]


def test_a_record_with_other_keys_does_not_print_itself(
    ready: Operator, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row counts as changed; so many are named and the others counted."""
    ready.must("import-allocations", str(SAMPLE))
    monkeypatch.setattr(cli, "MOST_FAULTS", 2)
    other = Operator({"PEERMAP_VAR": str(tmp_path / "other"), "PEERMAP_DATABASE_URL": database_url})
    result = other.does("verify-record")
    lines = result.stderr.splitlines()
    assert (result.exit_code, len(lines)) == (1, 5)
    assert all(line.endswith(": this row was changed.") for line in lines[2:4])
    assert lines[4] == operators.MORE_PROBLEMS.format(more=3)


def test_a_head_is_printed_and_checked_again(
    ready: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before a day is over; then one line, which holds when it is given back, and one that was
    touched, a file that is none and one that is not there end with status 1."""
    ready.must("import-allocations", str(SAMPLE))
    early = ready.does("record-head")
    assert (early.exit_code, early.stdout) == (1, "")
    later = datetime.now(UTC) + timedelta(days=1)
    built = partial(bootstrap.build_house, clock=lambda: later)
    monkeypatch.setattr(bootstrap, "build_house", built)
    heads = tmp_path / "heads.txt"
    heads.write_text(ready.must("record-head") * 2)
    day = datetime.now(UTC).date()
    assert ready.must("verify-record", str(heads)).splitlines()[1:] == [
        "Closed days: 1, faults: 0.",
        *[f"The kept head of {day} holds."] * 2,
    ]
    heads.write_text(heads.read_text().replace('"rows": 5', '"rows": 6', 1))
    touched = ready.does("verify-record", str(heads))
    assert (touched.exit_code, touched.stderr.splitlines()[2:]) == (
        1,
        [
            f"The kept head of {day} was not signed by this PeerMap.",
            f"The kept head of {day} holds.",
        ],
    )
    for wrong in (SAMPLE, tmp_path / "none.txt"):
        assert ready.does("verify-record", str(wrong)).exit_code == 1


def test_another_master_key_takes_over(database_url: str, tmp_path: Path) -> None:
    """With the key before: all is wrapped anew, said with figures, and again: nothing is left to
    do. Without it: a sentence, and nothing was touched."""
    keys = {"PEERMAP_MASTER_KEY": new_key(), "PEERMAP_LOOKUP_KEY": new_key()}
    place = {"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_DATABASE_URL": database_url}
    before = Operator(place | keys)
    before.must("migrate")
    before.must("import-allocations", str(SAMPLE))
    fresh = keys | {"PEERMAP_MASTER_KEY": new_key()}
    without = Operator(place | fresh).does("rotate-key")
    assert (without.exit_code, without.stderr.splitlines()) == (
        1,
        [operators.REFUSALS["key_unknown"]],
    )
    both = Operator(place | fresh | {"PEERMAP_MASTER_KEY_BEFORE": keys["PEERMAP_MASTER_KEY"]})
    assert both.must("rotate-key") == operators.KEY_ROTATED.format(anew=4, now=4) + "\n"
    assert both.must("rotate-key") == operators.KEY_ROTATED.format(anew=0, now=4) + "\n"
    assert Operator(place | fresh).must("rotate-key").startswith("0 keys")


def test_no_name_of_a_chain_speaks_to_the_terminal() -> None:
    """Whoever changed it could have put signs into it that move the cursor."""
    assert "\x1b" not in operators.record_fault("a\x1b[2J", 1, "changed")


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
