"""What is looked at again before it lapses: the question, its answers, and what came of it."""

AGAIN = "What to look at again"
AGAIN_SAID = "What was looked at"
FIELDS = {"answer": "Your answer", "why": "Why", "until": "Look at it again on"}

# The page of one question
TITLE = "Look at it again"
KEEP = {
    "map": "Yes, it is still right",
    "link": "Yes, it is still needed",
    "flag": "Yes, it still holds",
    "held": "Yes, it is still right",
}
END = {
    "map": "No, let it go",
    "link": "No, end the link",
    "flag": "No, close the flag",
    "held": "No, take it away",
}
TAKE_UP = "Take it up again"
WHY = "Why?"
WHY_HINT = "No full names."
UNTIL = "Look at it again on"
SAVE = "Save"
DRAW_AGAIN = "Or draw it again together"
LAPSED_FOR_GOOD = {
    "map": "This map has lapsed, and it cannot be taken up again. Draw together anew.",
    "link": "This link has lapsed. If it is needed, ask for it anew.",
    "flag": "This flag has lapsed. If it holds, flag the case anew.",
    "held": "It is gone. If your own record still holds it, add it anew.",
}
ANEW = {
    "map": "Draw together anew",
    "link": "If it is needed, ask for it anew",
    "flag": "If it holds, flag the case anew",
    "held": "If your own record still holds it, add it anew",
}
TO_CONFIRM = (
    "A worker before you agreed to this link. Open it from the case: confirm it there, or end it."
)
NO_MAP_NOW = "The map of this case has lapsed, and nobody opens it. Draw one together."
OVER = "Over: it lapsed or was closed, and asks nothing any more."
_SAID_AS = {"held": "What is already held"}
_ENDED = {"map": "let go", "link": "ended", "flag": "closed", "held": "taken away"}


def until_hint(most: int) -> str:
    """How far away the new day may be."""
    return f"Within {most} days." if most < 365 else "Within a year."


def thing(kind: str, version: int, reference: str, flag: str) -> str:
    """`Map 2`, `The link with HX-2041`, `The flag “Missing”`."""
    if kind == "map":
        return f"Map {version}"
    if kind == "link":
        return f"The link with {reference}" if reference else "The link"
    if kind == "held":
        return f"What is held of {reference}"
    return f"The flag “{flag}”"


def question(kind: str, named: str) -> str:
    """What is asked."""
    small = named[0].lower() + named[1:]
    ask = {
        "map": f"Is {small} still right?",
        "link": f"Is {small} still needed?",
        "held": f"Is {small} still right?",
    }
    return ask.get(kind, f"Does {small} still hold?")


def lead(kind: str, named: str, day: str) -> str:
    """When it lapses, and what that means."""
    means = {
        "map": "Then nobody opens it any more.",
        "link": "Then neither side sees anything of the other any more.",
        "flag": "Then nobody is asked about it any more.",
        "held": "Then it is gone.",
    }
    return f"{named} lapses on {day} unless it is answered here. {means[kind]}"


def lapsed_lead(named: str, day: str, until: str) -> str:
    """That a map lapsed, and until when it can be taken up again."""
    return f"{named} lapsed on {day}, and nobody opens it. You can take it up again before {until}."


def end_hint(kind: str, days: int) -> str:
    """What the answer No means; `days`: so long a map can be taken up again."""
    ends = {
        "link": "Neither side sees anything of the other any more.",
        "flag": "Whoever was told still reads it. It asks nothing any more.",
        "held": "It goes for good, with what it said before.",
    }
    return ends.get(kind) or let_go_hint(days)


def let_go_hint(days: int) -> str:
    """What letting a map go means."""
    return (
        f"Nobody opens it from now on. For {days} days you can take it up again; after that it is "
        "due to be erased."
    )


def asked_line(named: str, day: str) -> str:
    """On the case: it lapses on that day."""
    return f"{named} lapses on {day}"


def lapsed_line(named: str, day: str) -> str:
    """On the case: it lapsed."""
    return f"{named} lapsed on {day}: nobody had answered"


def taken_up_until(day: str) -> str:
    """The last day on which a lapsed map can be taken up again."""
    return f"It can be taken up again before {day}"


def to_look_at(count: int) -> str:
    """On the card of a case."""
    return "1 thing to look at again" if count == 1 else f"{count} things to look at again"


def lapsed_unanswered(count: int) -> str:
    """On the card of a case: lapsed, and nobody had answered."""
    return "1 thing lapsed" if count == 1 else f"{count} things lapsed"


def said(kind: str, what: str, version: int, *, by: str, day: str, until: str, why: str) -> str:
    """One line of what was said. `by` is empty where it lapsed by itself."""
    named = f"Map {version}" if kind == "map" else _SAID_AS.get(kind, kind.capitalize())
    if what == "lapsed":
        return f"{day}: {named} lapsed. Nobody had answered."
    if what == "end":
        return (
            f"{day}: {named} {_ENDED[kind]}. {by}: {why}"
            if why
            else f"{day}: {named} {_ENDED[kind]}. {by}."
        )
    verb = "taken up again" if what == "take_up" else "kept"
    return f"{day}: {named} {verb} until {until}. {by}: {why}"
