"""The house of the service tests, for what delivers on their behalf."""

from tests.one_thread import one_thread
from tests.services.conftest import clock, hints, house, people, postgres_url, slow

__all__ = ["clock", "hints", "house", "one_thread", "people", "postgres_url", "slow"]
