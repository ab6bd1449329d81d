"""Checking the access record, its kept heads, and another master key, at the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from peermap_app import bootstrap, cli
from peermap_app.settings import new_key
from peermap_app.storage import key_store
from peermap_app.words import operators
from tests.services.cli.at_the_line import SAMPLE, Operator, by_hand, let_change


def test_a_record_that_nobody_touched_is_whole(ready: Operator) -> None:
    """Chains and rows are counted, and nothing of them is told; the check adds no row."""
    assert ready.must("verify-record") == (
        "The access record was checked: 0 chains, 0 rows, faults: 0.\nClosed days: 0, faults: 0.\n"
    )
    ready.must("import-allocations", str(SAMPLE))
    said = ready.must("verify-record")
    assert said.startswith("The access record was checked: 5 chains, 5 rows, faults: 0.\n")
    assert ready.must("verify-record") == said


def store_of_keys(url: str) -> tuple[str, str]:
    """Its address, and what stands before the name of a table there."""
    if url.startswith("sqlite"):
        return f"sqlite:///{key_store.keys_file(url)}", ""
    return url, f"{key_store.SCHEMA}."


def test_a_store_of_keys_that_is_older_is_told(ready: Operator, database_url: str) -> None:
    """A case without its key is in no list: the check counts it, and keys without a case."""
    ready.must("import-allocations", str(SAMPLE))
    url, schema = store_of_keys(database_url)
    one = f"(SELECT min(case_id) FROM {schema}case_key)"
    by_hand(url, f"UPDATE {schema}case_key SET case_id = 'gone' WHERE case_id = {one}")
    result = ready.does("verify-record")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[2:] == operators.keys_found(1, 1)
    assert "older than the database" in result.stderr


def test_without_a_store_of_keys_the_database_is_not_blamed(
    ready: Operator, database_url: str
) -> None:
    """A store that is lost, or of before an update: one sentence about it, from every command."""
    ready.must("import-allocations", str(SAMPLE))
    url, schema = store_of_keys(database_url)
    by_hand(url, f"DROP TABLE {schema}record_anchor")
    for arguments in (("verify-record",), ("record-head",), ("import-allocations", str(SAMPLE))):
        result = ready.does(*arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.splitlines() == [operators.UNFIT["no_store"]]


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


def test_rows_cut_off_an_open_day_are_missed(ready: Operator, database_url: str) -> None:
    """With their heads set back, or gone with a whole young chain: each chain fits together, and
    status 1 all the same."""
    ready.must("import-allocations", str(SAMPLE))
    ready.must("import-allocations", str(SAMPLE))
    let_change(database_url)
    by_hand(
        database_url,
        "UPDATE record_head SET number = 1, mac = (SELECT previous FROM access_record "
        "WHERE chain = 'house' AND number = 2) WHERE chain = 'house'",
        "DELETE FROM access_record WHERE chain = 'house' AND number = 2",
    )
    result = ready.does("verify-record")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == operators.RECORD_CUT


def test_a_count_that_began_late_is_told(ready: Operator, database_url: str) -> None:
    """After an update `migrate` begins it, the check names the moment, and has no fault."""
    ready.must("import-allocations", str(SAMPLE))
    by_hand(database_url, "DELETE FROM record_head WHERE chain = ''")
    assert operators.RECORD_CUT in ready.does("verify-record").stderr
    ready.must("migrate")
    said = ready.must("verify-record").splitlines()
    assert said[0].startswith("The access record was checked: 5 chains, 6 rows, faults: 0.")
    assert said[-1].startswith("All rows were counted together anew on 20")


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


def test_the_key_of_pushes_is_shown_and_a_changed_one_said(
    ready: Operator, database_url: str
) -> None:
    """The public key alone; phones that were added under another one are counted."""
    said = ready.must("push-keys").splitlines()
    assert said == operators.push_keys(said[0].rpartition(" ")[2], "https://localhost", 0)
    assert len(said[0].rpartition(" ")[2]) == 87
    ready.must(
        "add-worker", "sam@west.example", "--name", "Sam O", "--team", "West", "--no-password"
    )
    by_hand(
        database_url,
        "INSERT INTO push_phone (id, worker_id, phone_hash, kind, key, wrapped, sealed, created_at,"
        " failures) SELECT 'p', id, 'h', 'mac', 'another', '', '', created_at, 0 FROM worker",
    )
    assert ready.must("push-keys").splitlines() == [*said, operators.PUSH_ASLEEP.format(count=1)]
