"""What waits for somebody who is no case's own worker: kinds of things, and whose each is."""

from enum import StrEnum

from .cases import Role


class Kind(StrEnum):
    """One kind of thing that waits. Each has a page of its own, where it is answered."""

    TEMPORARY = "temporary"
    """A worker asks for a case for some hours: a young person may be waiting."""
    RECOVERY = "recovery"
    """Somebody cannot sign in, or has no password yet."""
    ALLOCATION = "allocation"
    """An administrator asks to give a case to a worker."""
    COVER = "cover"
    """An administrator asks that somebody covers for a colleague who is away."""
    IMPORT = "import"
    """A file of allocations for one's team."""
    SHARING = "sharing"
    """A worker asks to share without agreement: a child may be at risk."""
    LINK = "link"
    """One worker has both cases of a link."""
    BEYOND = "beyond"
    """A worker asks for a link beyond the six of a case."""
    COLLEAGUE = "colleague"
    """A worker does not know a friend's worker: one asks other supervisors by word of mouth."""
    CLOSING = "closing"
    """A worker asks to close a case."""
    NOBODY = "nobody"
    """Open cases of one's team that nobody works with today."""
    DUE = "due"
    """What is due to be erased, and not held."""
    LEFT = "left"
    """Open cases whose workers have left."""
    LEADERLESS = "leaderless"
    """Teams with open cases and no supervisor: nobody can agree to anything of theirs."""


KINDS: dict[Role, tuple[Kind, ...]] = {
    Role.SUPERVISOR: (
        Kind.SHARING,
        Kind.TEMPORARY,
        Kind.RECOVERY,
        Kind.ALLOCATION,
        Kind.COVER,
        Kind.IMPORT,
        Kind.LINK,
        Kind.BEYOND,
        Kind.COLLEAGUE,
        Kind.CLOSING,
        Kind.NOBODY,
    ),
    Role.DATA_PROTECTION: (Kind.RECOVERY, Kind.DUE),
    Role.ADMINISTRATOR: (Kind.RECOVERY, Kind.LEFT, Kind.LEADERLESS),
}
"""What may wait for whom, the most pressing first. For a practitioner nothing does: alerts do."""
