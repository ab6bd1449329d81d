"""The two purposes of PeerMap, and no third (rule 1); the two levels of the guidance."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why something is read or shared. Checked on every read and share, not only recorded."""

    PLAN_TOGETHER = "plan"
    """Plan safety together with this young person: drawing a map and planning from it."""
    COORDINATE = "coordinate"
    """Coordinate work with linked young people from what is already held: links and flags."""


class Level(StrEnum):
    """Contextual Safeguarding's levels of work. Never to be confused with a threshold."""

    ONE = "level_1"
    """One young person."""
    TWO = "level_2"
    """A friendship or peer group, or a place."""
