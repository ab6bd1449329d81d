"""Password hashes that cost next to nothing, for tests that drive services in their own process.

A hash takes a tenth of a second and 64 MB by design, and services make and check thousands of them
in a run. Algorithm, form and every step around it are the true ones, also that unknown accounts
cost what known ones do; the hashes name their own cost, so one of either kind is read by both.
What asks for `true_hashes` has the true cost: where tries race each other while a hash is made, and
what says what a hash costs. So has every server in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from peermap_app.services import passwords

_LEAST = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
_TRUE = passwords._context, passwords.NO_ONES
_QUICK = passwords._context.copy(**_LEAST)
_QUICK_NO_ONES = str(_QUICK.hash("what nobody ever typed"))


@pytest.fixture(scope="module", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Of every module that imports this into its conftest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_context", _QUICK)
        patch.setattr(passwords, "NO_ONES", _QUICK_NO_ONES)
        yield


@pytest.fixture
def true_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The true cost, for this test."""
    context, no_ones = _TRUE
    monkeypatch.setattr(passwords, "_context", context)
    monkeypatch.setattr(passwords, "NO_ONES", no_ones)
