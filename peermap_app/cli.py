"""`peermap …` for operators. Every result and every refusal is a plain sentence; status 1 when
something was refused.

Imports stand inside the commands: `make run` calls two of them, and each would pay for all.
"""

# ruff: noqa: PLC0415 - see above
from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from peermap_app.domain.errors import Problems, Refusal
from peermap_app.settings import Settings
from peermap_app.settings import new_key as made_key
from peermap_app.words import delivery_lines, errors, operators

if TYPE_CHECKING:
    from peermap_app.bootstrap import House
    from peermap_app.services import imports

T = TypeVar("T")

MOST_FAULTS = 200
"""How many faults of the record are named: with another key every row of it is one."""

app = typer.Typer(
    help="PeerMap, for operators. docs/operating.md says more.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show local variables: passwords, references
)


@app.command()
def migrate() -> None:
    """Bring the database up to date; data stays."""
    from peermap_app.storage import migrations

    with _database() as settings:
        migrations.upgrade(settings.database_url, keys_url=settings.keys_url)
        uncounted = migrations.uncounted(settings.database_url, settings.keys_url)
    if uncounted:
        from peermap_app.services.record_check import begin_count

        _in_house(begin_count)
    print(operators.MIGRATED)


@app.command()
def print_grants(role: str) -> None:
    """SQL for the owner to run: what a PostgreSQL account of the server needs, and no more."""
    from peermap_app.storage import grants

    if not grants.ROLE.fullmatch(role):
        _refuse(operators.ROLE_SHAPE)
    print("\n".join(grants.statements(role)))


@app.command()
def demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Refuse nothing when real cases are there.")
    ] = False,
) -> None:
    """Make demonstration cases in an empty database, and print their sign-ins."""
    from peermap_app.services import demo as demonstration

    report = _in_house(lambda house: demonstration.demonstrate(house, if_empty=if_empty))
    if report is None:
        return
    print(operators.DEMO_MADE if report.made else operators.DEMO_THERE)
    for line in report.sign_ins:
        print(f"  {line.email}  {report.password}  ({line.name}, {operators.role(line.role)})")


@app.command()
def add_worker(
    email: str,
    *,
    name: Annotated[str, typer.Option(help="First name and surname.")],
    role: Annotated[
        str, typer.Option(help="practitioner, supervisor, data_protection or administrator.")
    ] = "practitioner",
    team: Annotated[str, typer.Option(help="Name of the team; made when there is none.")] = "",
    phone: Annotated[str, typer.Option(help="For colleagues on linked cases.")] = "",
    no_password: Annotated[
        bool, typer.Option("--no-password", help="Ask for none: nobody can sign in yet.")
    ] = False,
) -> None:
    """Make an account. Asks for its password; a pipe may give it as one line."""
    from peermap_app.services import accounts
    from peermap_app.services.unit import OPERATOR

    password = None if no_password else _ask_password()
    _in_house(
        lambda house: accounts.add_worker(
            house,
            OPERATOR,
            email=email,
            name=name,
            role=role,
            team=team,
            phone=phone,
            password=password,
        )
    )
    print(operators.WORKER_ADDED if password else operators.WORKER_ADDED_ASLEEP)


@app.command()
def deliveries() -> None:
    """How alerts are delivered: counts by channel, the oldest that waits, dead ends. No content."""
    from peermap_app.services import delivery_counts

    print("\n".join(delivery_lines.lines(_in_house(delivery_counts.standing))))


@app.command()
def reset_password(email: str) -> None:
    """Set the password of an account and end its sessions. Asks for it; a pipe may give it."""
    from peermap_app.services import accounts
    from peermap_app.services.unit import OPERATOR

    password = _ask_password()
    _in_house(
        lambda house: accounts.reset_password(house, OPERATOR, email=email, password=password)
    )
    print(operators.PASSWORD_SET)


@app.command()
def take_factors(email: str) -> None:
    """Take every second factor of an account away, for whoever lost all of them; ends sessions."""
    from peermap_app.services import recovery_links
    from peermap_app.services.unit import OPERATOR

    _in_house(lambda house: recovery_links.take_by_operator(house, OPERATOR, email))
    print(operators.FACTORS_TAKEN)


@app.command()
def import_allocations(file: Path) -> None:
    """Bring in cases and allocations from a CSV file (docs/import.md): all of it or nothing."""
    from dataclasses import asdict

    from peermap_app.services.import_file import MOST_BYTES

    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as problem:
        _refuse(operators.NO_FILE.format(why=problem.strerror or "unknown"))
    report = _in_house(lambda house: _import(house, raw))
    for line in operators.imported(asdict(report)):
        print(line)


@app.command()
def verify_record(heads: Annotated[Path | None, typer.Argument()] = None) -> None:
    """Check every chain and closed day of the access record; status 1 when something is not whole.

    It also counts cases without a key and keys without a case: status 1 when there is any.

    HEADS: a file of signed heads that were kept elsewhere, one a line (`peermap record-head`).
    """
    from peermap_app.services.fitness import check_keys
    from peermap_app.services.record_check import check_record
    from peermap_app.services.record_days import check_days

    kept = _lines(heads) if heads else []
    checked = _in_house(check_record)
    days = _in_house(lambda house: check_days(house, kept))
    keys = _in_house(check_keys)
    said = [
        operators.RECORD_CHECKED.format(
            chains=checked.chains, rows=checked.rows, faults=len(checked.faults)
        ),
        operators.DAYS_CHECKED.format(days=days.days, faults=len(days.faults)),
    ]
    said += [operators.RECORD_COUNTED.format(at=f"{at:%Y-%m-%d %H:%M}") for at in checked.counted]
    wrong = [
        *operators.keys_found(keys.bare, keys.lone),
        *(operators.record_fault(chain, each.number, each.what) for chain, each in checked.faults),
        *(operators.day_fault(each.day, each.what) for each in days.faults),
    ]
    told = [operators.kept_head(str(day), verdict) for day, verdict in days.kept]
    if not wrong and all(verdict == "holds" for _, verdict in days.kept):
        print(*said, *told, sep="\n")
        return
    more = len(wrong) - MOST_FAULTS
    rest = [operators.MORE_PROBLEMS.format(more=more)] if more > 0 else []
    _refuse(*said, *told, *wrong[:MOST_FAULTS], *rest)


@app.command()
def record_head() -> None:
    """Print the signed head of the last closed day of the access record, to be kept elsewhere."""
    from peermap_app.services.record_days import signed_head

    print(_in_house(signed_head))


def _lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeError) as problem:
        why = getattr(problem, "strerror", None) or "unknown"
        _refuse(operators.NO_FILE.format(why=why))


@app.command()
def rotate_key() -> None:
    """Wrap the key of every case by PEERMAP_MASTER_KEY, from PEERMAP_MASTER_KEY_BEFORE."""
    from dataclasses import asdict

    from peermap_app.services.rotation import rotate_key as rotate
    from peermap_app.services.unit import OPERATOR

    done = _in_house(lambda house: rotate(house, OPERATOR))
    print(operators.KEY_ROTATED.format(**asdict(done)))


@app.command()
def new_key() -> None:
    """Print a fresh key for PEERMAP_MASTER_KEY or PEERMAP_LOOKUP_KEY."""
    print(made_key())


@app.command()
def push_keys() -> None:
    """Print the public key that signs pushes to phones, and whom push services can write to."""
    from peermap_app.services.web_push import key_of, phones_of_another_key

    async def asked(house: House) -> list[str]:
        asleep = await phones_of_another_key(house)
        return operators.push_keys(key_of(house).public, house.settings.push.contact, asleep)

    print("\n".join(_in_house(asked)))


def main() -> None:
    """The `peermap` command."""
    from peermap_app import logs

    os.umask(0o077)
    logs.set_up()
    app()


def _settings() -> Settings:
    return Settings.from_env(os.environ)


@contextmanager
def _database() -> Iterator[Settings]:
    """The settings, and one sentence for whatever their database does.

    A traceback of it would show its address with the password, and what stood in a statement:
    names, addresses.
    """
    from peermap_app.storage import trouble

    settings = _settings()
    if not trouble.readable(settings.database_url):
        _refuse(operators.NO_ADDRESS)
    try:
        yield settings
    except trouble.TROUBLE as problem:
        _refuse(operators.NO_DATABASE.format(what=trouble.kind(problem)))


def _ask_password() -> str:
    """A password that is not shown, or a pipe's first line; `ps` would show an argument."""
    try:
        if not sys.stdin.isatty():
            # The bytes: what is no UTF-8 would be guessed at in the encoding of the machine.
            return sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
        asked = typer.prompt(
            operators.ASK_PASSWORD, hide_input=True, confirmation_prompt=operators.ASK_AGAIN
        )
        # A terminal hands over stray bytes as signs that nothing can encode.
        return str(asked).encode().decode()
    except UnicodeError:
        _refuse(operators.PASSWORD_NOT_TEXT)


def _in_house(job: Callable[[House], Awaitable[T]]) -> T:
    """Do one job in a house of its own; a refusal becomes its sentences and status 1."""
    from peermap_app import bootstrap
    from peermap_app.services import waking
    from peermap_app.services.fitness import has_store
    from peermap_app.storage import migrations

    async def work(settings: Settings) -> T:
        # Without Redis the server reads what is left for it; the bus would bring all of Reflex in.
        left = waking.Left() if settings.redis_url is None else None
        house = await bootstrap.build_house(settings, hints=left)
        try:
            if not await has_store(house):
                _refuse(operators.UNFIT["no_store"])
            return await job(house)
        finally:
            if left is not None:
                await left.settle(house)
            await bootstrap.close_house(house)

    with _database() as settings:
        if not migrations.up_to_date(settings.database_url):
            _refuse(operators.NOT_MIGRATED)
        try:
            return asyncio.run(work(settings))
        except Refusal as refusal:
            _refuse(*_sentences(refusal))


async def _import(house: House, raw: bytes) -> imports.ImportReport:
    from peermap_app.services import imports

    return await imports.import_allocations(house, raw)


def _sentences(refusal: Refusal) -> list[str]:
    """What to say about a refusal: one sentence, or one a problem."""
    from peermap_app.services.import_file import ImportRefused

    if isinstance(refusal, ImportRefused):
        rows = [operators.row(p.line, p.column, p.code, dict(p.data)) for p in refusal.problems]
        more = [operators.MORE_PROBLEMS.format(more=refusal.more)] if refusal.more else []
        return [operators.NOTHING_IMPORTED, *rows, *more]
    faults = refusal.problems if isinstance(refusal, Problems) else (refusal,)
    return [_with_field(errors.field_of(fault), operators.sentence(fault)) for fault in faults]


def _with_field(field: str | None, said: str) -> str:
    return f"{field}: {said}" if field else said


def _refuse(*lines: str) -> NoReturn:
    for line in lines:
        print(line, file=sys.stderr)
    raise typer.Exit(1)


if __name__ == "__main__":
    main()
