"""The sharing record and what it rests on in law; sharing without agreement (rule 5)."""

LAWFUL = "Lawful basis"
LAWFUL_HINT = "What lets you share this?"
LAWFUL_BASES = {
    "agreement": "The young person agreed",
    "s17": "Help for a child in need (s17)",
    "s47": "Finding out whether a child is being harmed (section 47)",
    "safeguarding": "Keeping a child safe from harm",
}
"""Plain words for a fixed list. It is no legal advice: the council's own adviser confirms this list
and its words before PeerMap is used (docs/data-protection.md)."""
FIELDS = {
    "lawful": LAWFUL,
}


def said_yes_on(initials: str, on: str) -> str:
    """The part "Consent", as far as PeerMap knows it; `on`: the day in words."""
    return f"{initials} said yes on {on}"


def they_learn(initials: str) -> str:
    """The part "Privacy", as far as PeerMap knows it."""
    return f"They learn that {initials} and their young person are friends. Nothing else."
