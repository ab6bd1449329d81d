"""Links beyond six of a case: a supervisor's reason comes first (rule 7)."""

SECTION = "Beyond six links"
TITLE = "A link beyond six"
ASK_NOTE = (
    "This case has six links or more, asks counted. Your supervisor reads this and decides before "
    "anything is asked."
)
ACCEPT_NOTE = (
    "Your case has six links or more. Your supervisor reads this and decides before the cases are "
    "linked."
)
SEND_ON = "Ask your supervisor"
ANSWER_WAITS = (
    "You want to accept. Your case has six links or more, so your supervisor decides first. "
    "Nothing is shared before."
)
SEE_WAITS = "See how it stands"
SECOND_LEAD = (
    "This goes beyond six links of one case. Read what is written, and decide whether one more "
    "helps this young person. You see the sharing record, not the map. Nothing is shared before "
    "you agree."
)
WHY = "Why linking helps"
LINKS = "Links of this case"
REASON_FOR_BOTH = (
    "It also goes beyond six links of this case. If you say yes, your reason stands for that too."
)


def links_beside(count: int) -> str:
    """How many there are without the one that is decided on."""
    return "1 beside this one" if count == 1 else f"{count} beside this one"
