"""Closing a case, and what is due to be erased: words for whoever asks, agrees and erases."""

# A worker asks
CLOSE_THIS_CASE = "Close this case"
CLOSE_WHY = (
    "Your supervisor agrees before it closes. Then nobody opens it here any more, and its links "
    "and drawings end. The young person’s card opens My map until the case is erased."
)
CLOSE_REASON = "Why can it close?"
CLOSE_REASONS = {
    "done": "The work has come to an end",
    "moved": "The young person moved away",
    "grown": "The young person is grown up",
    "other": "Something else",
}
REASON = "Reason"
ASK_TO_CLOSE = "Ask to close it"

# A supervisor agrees
CLOSINGS = "Cases to close"
CLOSINGS_WHY = "A worker of your team asks. Once you agree, the case is closed and stays closed."
CLOSINGS_NONE = "Nothing waits for you"
CLOSINGS_NONE_WHY = "When a worker of your team asks to close a case, it stands here."
AGREE = "Agree: close it"
NOT_YET = "Not yet"
YOURS = "You asked for this yourself, so another supervisor agrees."
AGREED = "Closed."
LEFT_OPEN = "It stays open."

# What is due: the data protection lead
DUE = "What is due"
DUE_WHY = (
    "What has been kept for as long as your council said. Nothing goes by itself: tick what is to "
    "be erased, or hold a case with a reason. Each case that is shown here is recorded."
)
DUE_NONE = "Nothing is due"
DUE_NONE_WHY = "When a period is over, it stands here and waits for you."
DUE_MORE = "There is more than fits here: it comes once these are done."
TICK = "Erase"
ERASE_WARNING = (
    "What is erased cannot be brought back. A case loses its key, and nobody can read anything "
    "of it again. The access record stays: it holds no names."
)
ERASE = "Erase what is ticked"
NOTHING_ERASED = "Nothing was erased: it is not due any more, or it is held."
HOLD = "Hold a case"
HOLD_WHY = (
    "Nothing of it is erased until the day that you set. Then you decide anew. It need not be due."
)
HOLD_CASE = "Case reference"
HOLD_CASE_HINT = "The whole reference: there is no search."
HELD = "Held, and nothing due yet"
NOT_DUE = "Nothing of it is due."
HOLD_REASON = "Why is it kept longer?"
HOLD_REASON_HINT = "Such as a complaint, a court, a review. No names."
HOLD_REVIEW = "Look at it again on"
HOLD_SAVE = "Hold it"
HELD_NOW = "Held."
LET_GO = "End the hold"
LET_GONE = "The hold has ended."
NOTES = "Erased, and still in backups"
NOTES_NONE = "Nothing that was erased can still be in a backup."
SUBJECT_ACCESS = "Give a young person what is held of them"
FIELDS = {"reference": "Case reference", "reason": "Reason", "review": "Day"}

_KINDS = {
    "case": ("A closed case", "closed cases"),
    "maps": ("1 map that is older or lapsed", "maps that are older or lapsed"),
    "flags": ("1 flag", "flags"),
    "links": ("1 link that is over", "links that are over"),
}


def asked(by: str, day: str) -> str:
    """That closing was asked for."""
    return f"{by} asked to close this case on {day}. It waits for the supervisor."


def closing(reference: str, initials: str) -> str:
    """A case that waits to be closed."""
    return f"{reference} · {initials}"


def asked_why(by: str, day: str, reason: str) -> str:
    """Who asked, when, and why."""
    return f"{by} asked on {day}: {CLOSE_REASONS[reason].lower()}."


def things(kind: str, count: int) -> str:
    """So many of a kind."""
    one, many = _KINDS[kind]
    return one if count == 1 else f"{count} {many}"


def due_line(kind: str, count: int, reference: str) -> str:
    """What a line of the page is about; links name no case."""
    said = things(kind, count)
    return f"{reference}: {said[0].lower()}{said[1:]}" if reference else said


def since(kind: str, day: str) -> str:
    """Since when it is over."""
    return f"Closed on {day}" if kind == "case" else f"The oldest is from {day}"


def held(by: str, until: str, reason: str, *, over: bool) -> str:
    """Why it is held."""
    when = f"was held until {until}. Decide anew" if over else f"is held until {until}"
    return f"It {when}. {by}: {reason}"


def erased(count: int) -> str:
    """How much was erased."""
    return "Erased." if count == 1 else f"Erased: {count} lines."


def note(kind: str, count: int, day: str, until: str) -> str:
    """An erasing that a backup could still undo."""
    return f"{things(kind, count)}, erased on {day}: backups could hold it until {until}"
