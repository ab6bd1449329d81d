"""A flag that is half written, and when it is looked at again."""

REVIEW = "Look at this flag again on"
GO_ON = "Go on with it"
THROW_AWAY = "Throw this away"
THROW_AWAY_WHAT = "What is written here was not sent to anybody, and goes for good."
THROW_AWAY_NOW = "Throw it away now"
KEPT = {
    "kept": "Kept as you write, for 7 days. Only you see it until you send it.",
    "sent": "",
    "elsewhere": "You have another flag half written on this case, and it is kept. This one is not "
    "kept as you write: send it, or open this page again to go on with the other.",
}


def half_written(when: str) -> str:
    """On the case, and above the form."""
    return f"A flag is half written, from {when}"
