"""Days on which a worker is away: what they read and set, and their supervisor reads."""

TITLE = "Days I am away"
TITLES = {"absence": "Days I am away · PeerMap"}
LEAD = (
    "When you are away, whoever covers for you is told of alerts too. Where nobody covers, your "
    "supervisor is. Your supervisor sees these days. You still get your alerts."
)
NOW_AND_TO_COME = "Now and to come"
NONE = "You have said none"
NONE_WHY = "When you say that you are away, it stands here."
SAY = "I am away"
STARTS = "First day away"
ENDS = "Last day away"
SAVE = "Save"
SAVED = "Saved."
TAKE_BACK = "Take it back"
TAKE_BACK_NAMED = "Take it back: {days}"
TAKEN_BACK = "Taken back."
FIELDS = {"away_from": STARTS, "away_to": ENDS}
BACK = "Back to Me"
AWAY = "Away"


def away(name: str, days: str) -> str:
    """One of the team's, for their supervisor."""
    return f"{name}: {days}"
