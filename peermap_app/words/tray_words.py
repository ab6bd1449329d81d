"""What waits, in one list: for supervisors, data protection leads and administrators."""

TITLE = "Waiting for you"
PLACE = "Waiting"
"""In the bar of places."""
TITLES = {"tray": "Waiting for you · PeerMap"}
"""In the browser's own bar: nothing of a case (rule 11)."""
HOW_MANY = " waiting for you"
"""For screen readers, behind the number in the bar."""
BACK = "Back to Waiting for you"
GONE = "There is nothing to decide here"
GONE_WHY = "It was decided or has ended, or it is for somebody else to decide."
"""The same for whoever may not know whether there ever was something."""
NONE = "Nothing waits for you"
NONE_WHY = {
    "supervisor": (
        "What workers and administrators ask of your team’s supervisor stands here at once."
    ),
    "data_protection": "When a period is over, what is due stands here.",
    "administrator": "Cases whose workers have left, and teams without a supervisor, stand here.",
}
LOOK_AT_RECORD = "What is unusual in the access record"

_ASKS = {
    "temporary": "{by} asks for a case for some hours",
    "recovery": "{for_whom} cannot sign in",
    "allocation": "{by} asks to give a case to {for_whom}",
    "cover": "{by} asks for a cover for {for_whom}",
    "import": "{by} brings in a file of allocations for your team",
    "sharing": "{by} asks to share without agreement",
    "link": "A link waits: one worker is on both sides",
    "beyond": "{by} asks for a link beyond six",
    "colleague": "{by} does not know a friend’s worker",
    "closing": "{by} asks to close a case",
}
_SOME = {
    "nobody": ("1 case of your team has no worker", "{n} cases of your team have no worker"),
    "due": (
        "1 thing is due to be erased or held",
        "{n} things are due to be erased or held",
    ),
    "left": ("The worker of 1 case has left", "The workers of {n} cases have left"),
    "leaderless": (
        "1 team has cases and no supervisor",
        "{n} teams have cases and no supervisor",
    ),
}
_ABOUT = {
    "temporary": "A young person may be waiting.",
    "recovery": "Say whether it is them who asks.",
    "allocation": "It counts only when you agree.",
    "cover": "It counts only when you agree.",
    "import": "See what it would change, and agree or refuse.",
    "sharing": "A second person decides. A child may be at risk.",
    "link": "Nothing crosses it until you agree.",
    "beyond": "Nothing is shared until you agree.",
    "colleague": "Ask other supervisors, and write in what they say.",
    "closing": "Once you agree, it stays closed.",
    "nobody": "They stand first in My team.",
    "due": "Nothing goes by itself.",
    "left": "They are listed until somebody has them.",
    "leaderless": "Nobody can agree to anything of theirs.",
}


def title(kind: str, *, by: str, for_whom: str, things: int) -> str:
    """What waits, in one line."""
    if kind in _SOME:
        one, more = _SOME[kind]
        return one if things == 1 else more.format(n=things)
    return _ASKS[kind].format(by=by, for_whom=for_whom)


def about(kind: str, when: str) -> str:
    """Below it: since when, and what it is about."""
    return f"{when} · {_ABOUT[kind]}" if when else _ABOUT[kind]
