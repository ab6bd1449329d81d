"""What a worker reads when a file changed their phone number."""

TITLE = "Your phone number was changed"
NONE = "none"
WHY = (
    "Colleagues of linked cases see it, and young people in My map. If it is not yours, tell your "
    "supervisor today."
)
_BY = "By a file that {by} agreed to, {day}. It is now: {phone}."
_BY_OPERATOR = "By whoever looks after PeerMap, {day}. It is now: {phone}."


def changed(phone: str, by: str, day: str) -> str:
    """By whom, when, and what it is now."""
    return (_BY if by else _BY_OPERATOR).format(by=by, day=day, phone=phone or NONE)
