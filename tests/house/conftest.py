"""What tests of the source itself need."""

import fcntl
from collections.abc import Iterator

import pytest

from tests.house.code import ROOT


@pytest.fixture
def no_build() -> Iterator[None]:
    """Pages are not being built: until a build ends, its npm lock names a registry's host."""
    with (ROOT / ".build.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
