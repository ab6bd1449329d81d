"""What the command line says to an operator: refusals, rows of a file, and results."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from peermap_app.words import errors
from peermap_app.words.errors import Refused

VERSION = "2026-11-24"

REFUSALS: Mapping[str, str] = {
    "email_shape": "This is not an e-mail address.",
    "email_ascii": "Type the address of a new account in plain letters a to z, without accents.",
    "phone_shape": "This is not a phone number; use figures, spaces and a leading + only.",
    "password_short": "The password needs at least {least} characters.",
    "password_long": "The password may have at most {most} characters.",
    "password_common": (
        "The password is easy to guess: use a few words that have nothing to do with its owner, "
        "their work or one another."
    ),
    "role_unknown": (
        "There is no such role. Use practitioner, supervisor, data_protection or administrator."
    ),
    "worker_exists": "There is an account with this e-mail address already.",
    "no_such_worker": "There is no account with this e-mail address.",
    "import_refused": "Nothing was imported: the file has problems.",
    "no_day_closed": "No day of the access record is closed yet: the first ends at midnight, UTC.",
    "head_shape": "A line of the file is not a signed head, as `peermap record-head` prints it.",
    "key_unknown": (
        "A key of this database was wrapped by another master key than PEERMAP_MASTER_KEY and "
        "PEERMAP_MASTER_KEY_BEFORE: what was wrapped anew so far stays, the rest was not touched."
    ),
    "demo_not_empty": "The database holds cases already, so no demonstration cases were made.",
    "demo_public": "Demonstration cases have known passwords: they are not made with PUBLIC_URL.",
}
"""For codes that only an operator meets; `words.errors` has the others."""

UNFIT: Mapping[str, str] = {
    "no_store": (
        "There is no store of keys beside this database, or it is a copy from before an update. "
        "See that PEERMAP_KEYS_URL is right, and give back the newest copy of it "
        "(docs/operating.md)."
    ),
    "demo_accounts": (
        "This database holds demonstration accounts, whose password is known to everybody: "
        "with PUBLIC_URL use a database (or a PEERMAP_VAR) of its own."
    ),
    "no_keys": (
        "The store of keys is not that of this database: cases have no key. Give back the "
        "newest copy of it (PEERMAP_KEYS_URL, docs/operating.md)."
    ),
    "other_keys": (
        "This database does not open with PEERMAP_MASTER_KEY and PEERMAP_LOOKUP_KEY: "
        "it was made with other keys."
    ),
}
"""Why a server for others does not start."""

ROWS: Mapping[str, str] = {
    "import_too_large": "the file is larger than {most} MB",
    "import_not_csv": "this is not a CSV text file",
    "import_not_utf8": "the text is not UTF-8; save the file as “CSV UTF-8”",
    "import_empty": "there are no rows",
    "import_heading": "the first line must hold the headings that docs/import.md lists",
    "import_column_missing": "this column is missing",
    "import_column_unknown": "column {number} is not one that PeerMap reads; take it out",
    "import_column_twice": "this column is there twice",
    "import_columns": "this line has more than {most} columns; take out what PeerMap does not read",
    "import_too_many": "the file has more than {most} lines, with empty ones; split it",
    "import_cells_many": "this line has more than {most} cells; what follows was not read",
    "import_cells": "the row has {count} cells and needs {expected}",
    "import_quotes": "a quotation mark is not closed, or stands in the wrong place",
    "import_formula": "this begins like a spreadsheet formula",
    "import_control": "this holds a sign that cannot be printed",
    "import_year": "this must be a year, such as 2010",
    "import_year_far": "the year of birth must be from {least} to {most}",
    "import_day": "this must be a day, as 2026-03-31 or 31/03/2026",
    "day_far": "this must be a day within {years} years of today",
    "import_to_before_from": "this day is before the day in “from”",
    "import_differs": "this differs from what line {other} says",
    "import_role": "this account’s role cannot be allocated to a case or supervise one",
    "import_inactive": "this account is closed",
    "reference_missing": "the case reference is missing",
    "reference_shape": "a case reference has 3 to 20 letters A to Z, figures, dashes or slashes",
    "initials_empty": "the initials are missing",
    "initials_too_long": "use initials, three letters at most",
    "initials_letters": "use letters only",
    "email_shape": "this is not an e-mail address",
    "email_ascii": "write the address of a new account in plain letters a to z, without accents",
    "phone_shape": "this is not a phone number; use figures, spaces and a leading + only",
    "missing": "this is missing",
    "not_text": "this is not text",
    "too_long": "this is too long; use {most} characters at most",
}
"""What is wrong with a row of an allocations file. Never repeats what stands in it."""

NOTHING_IMPORTED = "Nothing was imported. What must be put right first:"
DEMO_MADE = "Demonstration cases were made. Sign in with any of these:"
DEMO_THERE = "The demonstration cases are there. Sign in with any of these:"
MIGRATED = "The database is up to date."
ROLE_SHAPE = "The name of an account of PostgreSQL is written in small letters, figures and _."
WORKER_ADDED = "The account was made."
WORKER_ADDED_ASLEEP = (
    "The account was made. Nobody can sign in to it before `peermap reset-password`."
)
FACTORS_TAKEN = (
    "Their codes, passkeys and recovery codes are gone, and they are signed out everywhere. "
    "They are told by mail where a mail server is set."
)
PASSWORD_SET = "The password was set, and every open session of this account has ended."  # noqa: S105
MORE_PROBLEMS = "… and {more} more."
NO_FILE = "This file cannot be read: {why}."
NO_DATABASE = (
    "The database cannot be used ({what}): see that it runs, that PEERMAP_DATABASE_URL (with its "
    "user and password) is right, and that a database file may be opened and written."
)
NO_ADDRESS = (
    "PEERMAP_DATABASE_URL is not an address, such as postgresql://user:password@host/name: "
    "signs like @, / and : in a password are written as %40, %2F and %3A."
)
PASSWORD_NOT_TEXT = "The password is not UTF-8 text, so it was not used."  # noqa: S105
NOT_MIGRATED = "The database is not up to date: run `peermap migrate` first."
ASK_PASSWORD = "New password"  # noqa: S105 - a question, not a password
ASK_AGAIN = "The same again"


RECORD_FAULTS: Mapping[str, str] = {
    "changed": "this row was changed",
    "missing": "a row is missing here or just before",
    "order": "this row stands in the wrong place",
    "unreadable": "this row, or one soon after it, cannot be read; what follows was not checked",
}
"""What is wrong with a chain of the access record."""
RECORD_CUT = (
    "All chains together: newest rows or a whole chain are gone, or the count of them was changed."
)
RECORD_WIPED = (
    "The record that was here is gone: what the store of keys says of its first row, or of a day "
    "that was closed, is not in it. Rows of an older backup that were put back read like this too."
)
RECORD_ANCHOR = (
    "What the store of keys says of the record's first row and closed days is gone, or was changed."
)
RECORD_COUNTED = (
    "All rows were counted together anew on {at} (UTC): right after an update of PeerMap, and else "
    "somebody took the count away."
)

KEY_ROTATED = "{anew} keys were wrapped anew; the master key of today now wraps all {now}."
PUSH_KEY = "Pushes to phones are signed by the key: {key}"
PUSH_CONTACT = "Push services are told to write to: {contact}"
PUSH_ASLEEP = (
    "Phones that were added under another key and take no pushes until they are added again: "
    "{count}. With the key of before they take them at once (docs/operating.md)."
)
CASES_WITHOUT_KEY = (
    "Cases without a key, which nobody can open and no list shows: {count}. The store of keys is "
    "older than the database: give back the newest copy of it (docs/operating.md)."
)
KEYS_WITHOUT_CASE = (
    "Keys of cases that are not there: {count}. The database is older than the store of keys, or "
    "cases were taken out of it by hand (docs/operating.md)."
)
RECORD_CHECKED = "The access record was checked: {chains} chains, {rows} rows, faults: {faults}."

DAYS_CHECKED = "Closed days: {days}, faults: {faults}."
DAY_FAULTS: Mapping[str, str] = {
    "changed": "what was closed was changed",
    "missing": "it, or the day closed before it, is missing",
    "unsigned": "its signature is not of this PeerMap",
    "cut": "rows that stood in the record then are gone or changed",
    "unreadable": "the closed days cannot be read, and were not checked",
}
"""What is wrong with a closed day of the access record."""
KEPT_HEADS: Mapping[str, str] = {
    "holds": "holds",
    "foreign": "was not signed by this PeerMap",
    "gone": "is not in the record any more",
    "changed": "is not what the record says now",
}
"""What became of a signed head that was kept elsewhere."""


def day_fault(day: date | None, what: str) -> str:
    """One closed day that does not hold."""
    return f"Day {day or 'unknown'}: {DAY_FAULTS[what]}."


def kept_head(day: str, verdict: str) -> str:
    """What became of one kept head."""
    return f"The kept head of {day} {KEPT_HEADS[verdict]}."


def keys_found(bare: int, lone: int) -> list[str]:
    """What does not fit together of the database and its store of keys."""
    told = ((CASES_WITHOUT_KEY, bare), (KEYS_WITHOUT_CASE, lone))
    return [sentence.format(count=count) for sentence, count in told if count]


def push_keys(public: str, contact: str, asleep: int) -> list[str]:
    """The public key of pushes, whom push services write to, and how many phones it is none of."""
    told = [PUSH_KEY.format(key=public), PUSH_CONTACT.format(contact=contact)]
    return [*told, PUSH_ASLEEP.format(count=asleep)] if asleep else told


def record_fault(chain: str, number: int, what: str) -> str:
    """One fault of the access record: "Chain house, row 7: this row was changed."."""
    of_all = {"cut": RECORD_CUT, "wiped": RECORD_WIPED, "anchor": RECORD_ANCHOR}
    if what in of_all:
        return of_all[what]
    # Who changed a chain's name may have put signs into it that a terminal would obey.
    named = chain if chain.isprintable() else ascii(chain)
    return f"Chain {named}, row {number}: {RECORD_FAULTS[what]}."


def sentence(refusal: Refused) -> str:
    """One plain sentence for a refusal on the command line."""
    own = REFUSALS.get(refusal.code)
    return own.format_map(refusal.data) if own else errors.sentence(refusal)


def role(code: str) -> str:
    """A role in words."""
    return code.replace("_", " ")


def row(line: int, column: str, code: str, data: Mapping[str, int]) -> str:
    """One problem of a file: "Line 7, from: this must be a day, …"."""
    where = f"Line {line}, {column}: " if column else f"Line {line}: "
    return where + ROWS[code].format_map(dict(data)) + "."


def imported(figures: Mapping[str, int]) -> tuple[str, ...]:
    """What an import did, one plain sentence each."""
    return (
        f"Cases: {figures['cases_new']} new, {figures['cases_changed']} changed.",
        f"Allocations: {figures['allocations_new']} new, "
        f"{figures['allocations_changed']} changed; {figures['ended']} of these are over.",
        f"Accounts: {figures['workers_new']} new (nobody can sign in to them before "
        f"`peermap reset-password`), {figures['workers_changed']} changed.",
        f"Rows that changed nothing: {figures['unchanged']}.",
    )
