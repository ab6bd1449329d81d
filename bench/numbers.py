"""Medians and percentiles of what was measured."""

import math
import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` per cent of the values do not exceed, between neighbours.

    Raises:
        ValueError: nothing was measured.
    """
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    place = (len(ordered) - 1) * share / 100
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Figure by figure, the median over runs."""
    names = {name for run in runs for name in run}
    return {
        name: statistics.median(run[name] for run in runs if name in run) for name in sorted(names)
    }
