"""Working together over one link: its page, and how its end is said."""

TITLE = "Working together"
GO_ON = "Go on to Working together"
"""From the page on which a link was accepted."""
TITLES = {
    "together": "Working together · PeerMap",
    "link_end": "End a link · PeerMap",
    "whom": "Who is whom · PeerMap",
}
"""In the browser's own bar: nothing of a case (rule 11)."""
YOUR_CASE = "Your case"
LINKED_WITH = "Linked with"
COLLEAGUE = "Works with them"
NOBODY = "Nobody is allocated now"
TALK = "Talk to each other"
SINCE = "Agreed"
WHY = "Why you linked"
YOUR_REVIEW = "Your review"
THEIR_REVIEW = "Their review"
REVIEW_NOW = "Say whether it is still needed"
STANDS = {
    "ended": "This link ended.",
    "not_renewed": "This link lapsed on its review date.",
    "own": "This link waits for you to confirm.",
    "other": "This link waits for the next worker of the linked case. Nothing crosses it until "
    "they confirm it.",
    "second": "This link waits for a supervisor. Nothing crosses it until they agree.",
}
OVER_MEANS = "Neither side sees anything of the other any more. If it is needed, ask for it anew."
NOTE = "Shared note"
NOTE_WRITE = "Change it or add to it"
NOTE_HINT = "Short. Both sides write it and both read it. No full names."
NOTE_NONE = "Nothing is written yet."
NOTE_OLDER = "Earlier versions"
NOTE_SAVE = "Save the note"
NOTE_SAVED = "The note is saved. The other side sees it."
MEETINGS = "Meetings"
MET = "We met on"
MET_SAVE = "Save"
MET_SAVED = "It is written down. The other side sees it."
NEXT = "We meet next on"
FLAGS = "Open flags"
YOU_FLAGGED = "Your case"
END = "End this link"
BACK = "Back to the link"
END_WHAT = (
    "It ends at once, for both sides. You no longer see each other’s case reference, name, flags "
    "or alerts. It cannot be taken up again: you would ask anew."
)
END_THEY_SEE = "The other side sees that it ended and when. Your reason stays on your own case."
END_WHY = "Why does it end?"
END_WHY_HINT = "A few words. No full names."
FIELDS = {"why": "Why does it end", "note": NOTE, "met": MET, "next": NEXT}
TO_CONFIRM = "A link waits for you to confirm"
TO_CONFIRM_TAG = "Link to confirm"
CONFIRM_WHY = (
    "A worker before you agreed to this link. Nothing crosses it until you confirm that it is "
    "still needed. This is your side of its sharing record."
)
CONFIRM = "Confirm the link"
NO_LONGER = "If it is not needed any more, end it below."
UNDER_REVIEW = "Under review"
TAKE_BACK = "Take back this ask"
TAKE_BACK_WHAT = (
    "It ends at once, and nobody can accept it any more. It counts among your links until two "
    "weeks after you asked. You can ask again."
)
TAKE_BACK_NOW = "Take it back now"
TAKEN_BACK = "The ask is taken back."


WHOM = "Who is it on your map?"
WHOM_LABEL = "On the map it is"
WHOM_HINT = "Only your side sees this. It never crosses the link."
WHOM_NOBODY = "Nobody on this map"
WHOM_NOBODY_YET = "Nobody is marked."
WHOM_NO_MAP = "There is no map with friends on it that can be opened now."
WHOM_SAVE = "Save"
WHOM_SAVED = "It is saved, for your side alone."
WHOM_FIELDS = {"person": WHOM_LABEL}


def whom_lead(reference: str, version: int) -> str:
    """What is chosen, and from which map."""
    return f"Which friend on map {version} is the young person of {reference}?"


def whom_now(label: str) -> str:
    """Who is marked."""
    return f"Marked now: {label}"


def since(day: str) -> str:
    """On the case page, beside a link that is over."""
    return f"since {day}"


def agreed_before(day: str) -> str:
    """On the case page: since when a link that waits was agreed."""
    return f"agreed {day}, by a worker before you"


def confirm_by(day: str) -> str:
    """The last day on which it can be confirmed."""
    return f"It ends if nobody confirms it by {day}."


def met_on(day: str, by: str) -> str:
    """One meeting, and who wrote it down."""
    return f"Met on {day} · written down by {by}"


def next_on(day: str, *, come: bool) -> str:
    """The next meeting, and what is to be said once its day has come."""
    return f"You meant to meet on {day}. Say when you met." if come else f"Next: {day}"


def meet_now(count: int) -> str:
    """On the card of a case: the day of a meeting has come."""
    many = f"{count} meetings with linked workers"
    return "1 meeting with a linked worker" if count == 1 else many


def ended_on(day: str) -> str:
    """Beside a link that is over: since when."""
    return f"Since {day}. {OVER_MEANS}"


def of_team(name: str, team: str) -> str:
    """A colleague of the linked case."""
    return f"{name}, {team}" if team else name
