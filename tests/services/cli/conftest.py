"""Operators of a database of their own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import moulds
from tests.servers import Postgres
from tests.services.cli.at_the_line import Operator


@pytest.fixture
def postgres_url(postgres_url: str, postgres: Postgres) -> str:
    """An empty PostgreSQL database: `operator` migrates it, `ready` puts a copy there."""
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
def ready(operator: Operator, database_url: str) -> Operator:
    """An operator whose database was migrated: the tables are a copy, which `migrate` finds new."""
    moulds.fill(database_url)
    operator.must("migrate")
    return operator
