"""What a case's own record already holds of connections: the list on the case, and one of them."""

TITLES = {"held_connection": "What is already held"}
TITLE = "What is already held"
LEAD = (
    "Connections that this case’s own social-care record holds. It is not a map: the map is the "
    "young person’s. It stays on this case, and goes after 90 days unless somebody looks again."
)
NONE = "Nothing is listed."
ADD = "Add what is held"
ONE = "What is already held"
WHO = "Their initials"
WHO_HINT = "One to three letters. Or choose a sign below."
NOT_A_NAME = "These are initials, not a name"
SYMBOL = "Or a sign instead of initials"
NO_SYMBOL = "No sign"
SYMBOLS = {
    "star": "★ Star",
    "moon": "☾ Moon",
    "leaf": "Leaf",
    "kite": "Kite",
    "boat": "Boat",
    "bird": "Bird",
}
KNOWN = "What is known"
KNOWN_HINT = (
    "Only what this case’s own social-care record holds. No full names, and nothing that came from "
    "police or another agency’s systems."
)
WEIGHT = "What it means for {initials}"
WEIGHTS = {"strength": "A strength", "unsure": "Not sure", "worry": "A worry"}
SOURCE = "Where our record holds it"
SOURCES = {
    "case_note": "A case note",
    "assessment": "An assessment",
    "plan": "A plan",
    "review": "A review",
    "family_said": "Their family said so",
    "young_person_said": "They said so themselves",
    "other_council": "Another council’s social care",
}
SOURCE_DAY = "Date of that record"
NATURE = "Is it a fact or an opinion?"
NATURES = {"fact": "A fact", "opinion": "Somebody’s opinion"}
YES = "Yes"
NO = "Not yet, because…"
SHOWN_ON = "Shown on"
SHOWN_BY = "Who showed it?"
SHOWERS = {"me": "I did", "colleague": "A colleague did"}
BECAUSE = "Why not?"
REVIEW = "Look at that again on"
SAVE = "Save"
TAKE_AWAY = "Take this away"
TAKE_AWAY_WHAT = "It goes for good, with what it said before."
TAKE_AWAY_NOW = "Take it away now"
SUPPORT = "What is already held that supports this"
SUPPORT_HINT = (
    "Tick what you rest it on. It stays with your side’s sharing record and never crosses the link."
)
SUPPORTS = "Rests on what is held"
FIELDS = {
    "initials": "Initials",
    "symbol": "Sign",
    "known": "What is known",
    "weight": "What it means",
    "source": "Where it is held",
    "source_day": "Date of that record",
    "nature": "Fact or opinion",
    "shown": "Was it shown",
    "shown_on": "Shown on",
    "shown_by": "Who showed it",
    "not_shown_because": "Why not",
    "review": "Look at that again on",
}


def shown_label(initials: str) -> str:
    """Whether the young person knows."""
    return f"Was this shown to {initials}?"


def weight_label(initials: str) -> str:
    """The label of that choice."""
    return WEIGHT.format(initials=initials)


def named(who: str) -> str:
    """Initials as they are, a sign by its name."""
    return SYMBOLS.get(who, who)


def source_line(source: str, day: str, nature: str) -> str:
    """Where it is held, since when, and what kind of knowledge it is."""
    return f"{SOURCES[source]}, {day} · {NATURES[nature]}"


def shown_line(initials: str, day: str, by: str) -> str:
    """That it was shown."""
    who = "by their worker" if by == "me" else "by a colleague"
    return f"Shown to {initials} on {day} {who}"


def not_shown_line(initials: str, why: str) -> str:
    """That it was not, and why."""
    return f"Not shown to {initials} yet: {why}"


def stands_until(day: str, by: str, corrected: int) -> str:
    """When it is looked at again, and who wrote it."""
    times = (
        f", corrected {corrected} times" if corrected > 1 else ", corrected" if corrected else ""
    )
    return f"Goes on {day} unless somebody looks again · {by}{times}"


def support_gone(count: int) -> str:
    """What a sharing rested on as well and is held no more."""
    what = "1 thing that it rested on is" if count == 1 else f"{count} things that it rested on are"
    return f"{what} no longer held: it lapsed or was taken away."
