"""Covers: what supervisors and administrators read, and whoever is away or covers."""

TITLE = "Covers"
TITLES = {"covers": "Covers · PeerMap"}
LEAD = (
    "Who stands in for a colleague who is away. It opens no case: whoever needs one is given it "
    "for some hours. It ends by itself after the last day."
)
LEAD_ASKS = "A supervisor of the team agrees first."
NOW_AND_TO_COME = "Now and to come"
NONE = "Nobody covers"
NONE_WHY = "When you say who covers for whom, it stands here."
SET = "Who covers for whom?"
AWAY = "Who is away"
BY = "Who covers"
STARTS = "First day away"
ENDS = "Last day away"
SAVE = "Save"
ASK = "Ask"
SAVED = "Saved. Both can see it under Me."
ASKED = "Asked. It waits for a supervisor of the team."
END = "End it now"
END_NAMED = "End it now: {title}"
ENDED = "Ended."
AGREE = "Agree"
AGREE_NAMED = "Agree: {title}"
REFUSE = "Refuse"
REFUSE_NAMED = "Refuse: {title}"
AGREED = "Agreed. Both can see it under Me."
REFUSED = "Refused. Nothing changes."
WAITS = "Waits for a supervisor"
TODAY = "Today"
OWN = "Somebody else agrees to this: you asked for it, or you are named."
FIELDS = {"away": AWAY, "by": BY, "starts": STARTS, "ends": ENDS}
MINE = "Covers"
MINE_WHY = "A cover opens no case. If you need one, ask for it under My cases."


def title(by: str, away: str) -> str:
    """A cover in one line."""
    return f"{by} covers for {away}"


def days(starts: str, ends: str) -> str:
    """From when to when, both days counted."""
    return starts if starts == ends else f"{starts} to {ends}"


def mine(other: str, days: str, *, away: bool) -> str:
    """On Me: one of one's own."""
    return f"{other} covers for you: {days}" if away else f"You cover for {other}: {days}"


def asked(by: str) -> str:
    """Who asked for what waits."""
    return f"{by} asks"
