"""The house of the service tests, for what delivers on their behalf."""

from tests.services.conftest import clock, hints, house, slow

__all__ = ["clock", "hints", "house", "slow"]
