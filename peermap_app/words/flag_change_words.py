"""A flag after it was sent: corrected, added to, closed, withdrawn; for both sides."""

TITLES = {"flag_change": "Change a flag"}
CHANGES = "What changed"
CHANGE_IT = "Change this flag"
WITHDRAWN_KIND = "Flag withdrawn"
DO = {
    "correct": "Correct it",
    "update": "Say what is new",
    "close": "It is over",
    "withdraw": "It was sent in error",
}
LEADS = {
    "correct": "Whoever was told reads the new text, when it was corrected and what was wrong. "
    "They have it to do again. What it said before stays readable on your case.",
    "update": "What was said stands, and this is added. Whoever was told has it to do again.",
    "close": "Whoever was told reads how it went. It asks them for nothing more.",
    "withdraw": "Whoever was told sees that it was sent in error, and no longer what it said. "
    "What was read before cannot be unread.",
}
TEXT = {
    "correct": "What does the other worker need to know?",
    "update": "What is new?",
    "close": "How did it go?",
    "withdraw": "",
}
TEXT_HINT = "No full names. Only what they need."
WHY = {
    "correct": "What was wrong?",
    "update": "",
    "close": "",
    "withdraw": "Why was it an error?",
}
WHY_HINT = {
    "correct": "Whoever was told reads this too.",
    "update": "",
    "close": "",
    "withdraw": "Only workers of this case read this.",
}
SEND = {
    "correct": "Send the correction",
    "update": "Send what is new",
    "close": "Close this flag",
    "withdraw": "Withdraw this flag",
}
FIELDS = {"text": "The text", "why": "Why"}
SENT_IN_ERROR = "It was sent in error. Nothing of it counts."
OVER = {
    "closed": "Over: it was closed or has lapsed, and asks nothing any more.",
    "withdrawn": "Withdrawn: whoever was told no longer reads what it said.",
}
BACK = "The flag"
_DONE = {
    "correct": "Corrected",
    "update": "Something new",
    "close": "Closed",
    "withdraw": "Withdrawn",
}


def done(what: str, when: str, by: str) -> str:
    """What was done, when and by whom."""
    return f"{_DONE[what]} · {when} · {by}"


def before(text: str) -> str:
    """On its own side: what a correction replaced."""
    return f"Before, it said: {text}"


def seen_until(told: int, seen: int) -> str:
    """On its own side: how far it had come before this change."""
    if not told:
        return ""
    return f"Until then seen by {seen} of {told} who were told."
