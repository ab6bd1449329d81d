"""Working together over one link: its page, and how its end is said."""

TITLE = "Working together"
TITLES = {"together": "Working together · PeerMap"}
"""In the browser's own bar: nothing of a case (rule 11)."""
YOUR_CASE = "Your case"
LINKED_WITH = "Linked with"
COLLEAGUE = "Works with them"
NOBODY = "Nobody is allocated now"
SINCE = "Agreed"
WHY = "Why you linked"
YOUR_REVIEW = "Your review"
THEIR_REVIEW = "Their review"
REVIEW_NOW = "Say whether it is still needed"
STANDS = {
    "ended": "This link ended.",
    "not_renewed": "This link lapsed on its review date.",
    "waits": "This link waits for a supervisor. Nothing crosses it until they agree.",
}
OVER_MEANS = "Neither side sees anything of the other any more. If it is needed, ask for it anew."
END = "End this link"
END_WHAT = (
    "It ends at once, for both sides. You no longer see each other’s case reference, name, flags "
    "or alerts. It cannot be taken up again: you would ask anew."
)
END_THEY_SEE = "The other side sees that it ended and when. Your reason stays on your own case."
END_WHY = "Why does it end?"
END_WHY_HINT = "A few words. No full names."
FIELDS = {"why": "Why does it end"}
UNDER_REVIEW = "Under review"


def since(day: str) -> str:
    """On the case page, beside a link that is over."""
    return f"since {day}"


def ended_on(day: str) -> str:
    """Beside a link that is over: since when."""
    return f"Since {day}. {OVER_MEANS}"


def contact(team: str, phone: str, email: str) -> str:
    """Where a colleague is reached, in the order in which one tries."""
    return " · ".join(part for part in (team, phone, email) if part)
