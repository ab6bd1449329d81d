"""Somebody at the command line of PeerMap's machine, and what they could do by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text
from typer.testing import CliRunner, Result

from peermap_app import cli
from peermap_app.storage import migrations

SAMPLE = Path(__file__).parents[3] / "docs" / "sample-allocations.csv"
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
