"""Words for workers: who was there in the young person's own word, and who else agreed."""

# On a kept map
OWN_WORD = "Who was there, as the young person said"
FINE_WITH_THEM = "Was it OK to choose with them there"
NOT_ASKED = "Not asked"
NOT_ANSWERED = "Asked, not answered"
HERE = {
    "worker_only": "just me and my worker",
    "parent_or_carer": "a parent or carer",
    "friend": "a friend",
    "someone_else": "someone else",
}
FINE = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}
OTHERS = "Who else agreed"
TO_NOTE = "Note it"
NOT_NEEDED = "Nobody else must agree on this case."
NOT_NOTED = "Not noted yet"

# The one task on the case
WHY = (
    "The young person’s own answers stand, whatever is noted here. "
    "Linking waits until it is noted. Keeping does not."
)
WHO = {
    "parent_or_carer": "A parent or carer",
    "parental_responsibility": "Someone else with parental responsibility",
    "local_authority": "The local authority",
    "not_asked": "Nobody was asked, because…",
}
WHEN = "When did they agree?"
BECAUSE = "Why was nobody asked?"
BECAUSE_HINT = "Such as: asking would not be safe. Initials only."
SAVE = "Note this"
FIELD_NAMES = {
    "agreed_who": "Who agreed",
    "agreed_on": "When",
    "agreed_because": "Why nobody was asked",
}


def question(initials: str, age: int) -> str:
    """The task: only the year of birth is known."""
    return f"{initials} may be under {age}: who else agreed?"


def noted(when: str, by: str) -> str:
    """When it was noted and by whom."""
    return f"noted {when} by {by}"


def agreed_on(who: str, day: str) -> str:
    """Who agreed, and when."""
    return f"{who}, {day}"


def nobody_asked(because: str) -> str:
    """Why nobody was asked."""
    return f"Nobody was asked, because: {because}"
