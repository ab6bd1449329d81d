"""Words about being e-mailed when something waits."""

VERSION = "2026-11-30"

TITLE = "E-mail when something waits"
WHAT_IT_SAYS = "A mail says only that something waits in PeerMap, and where to sign in."
ALSO = "Also e-mail me"
NOT_ALSO = "Stop e-mailing me at once"
_ALSO_ON = "You get a mail at once, whatever else reaches you."
_ALSO_OFF = "You get a mail when nothing else has reached you for {minutes}."


def how(*, chosen: bool, minutes: int) -> str:
    """What is so now."""
    long = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return _ALSO_ON if chosen else _ALSO_OFF.format(minutes=long)
