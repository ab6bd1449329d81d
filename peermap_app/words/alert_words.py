"""Alerts: why somebody was told, who was told when, and what stands where nobody has seen it."""

BECAUSE_YOU = {
    "allocated": "",
    "covers": "because you cover for {name}",
    "on_duty": "because you are on duty",
    "nobody": "because nobody is allocated",
    "all_away": "because everybody who works with it is away and nobody covers",
    "unseen_covers": "because you cover for {name} and nobody has seen it",
    "unseen_allocated": "because nobody has seen it since you came to the case",
    "unseen": "because nobody has seen it",
}
"""Why the reader was told, by the code of `domain.alerting.Why`."""
BECAUSE = {
    "allocated": "",
    "covers": "covers for {name}",
    "on_duty": "on duty",
    "nobody": "supervises, nobody is allocated",
    "all_away": "supervises, all are away",
    "unseen_covers": "covers for {name}, nobody had seen it",
    "unseen_allocated": "came to the case, nobody had seen it",
    "unseen": "supervises, nobody had seen it",
}
"""Why somebody else was told."""
SOMEBODY = "a colleague"
"""Whom they stand in for, where the name is not shown any more."""
WHO_WAS_TOLD = "Who was told when"
ALONE = (
    "You see this alert {because}. It opens neither case. It ends when the flag ends. "
    "Opening it is recorded."
)
ALSO_TOLD = "Also told now: {names}."
ALSO_IF_NOW = "If it is for now, also told: {names}."
WORKS_WITH = "Works with {reference}"
NOBODY_WORKS = "Nobody is allocated to {reference} today"
IS_LINKED = "{other} is linked with {own}"


def because_you(why: str, name: str | None) -> str:
    """Why the reader was told; "" for whoever works with the case."""
    return BECAUSE_YOU[why].format(name=name or SOMEBODY)


def because(why: str, name: str | None) -> str:
    """Why somebody else was told; "" for whoever works with the case."""
    return BECAUSE[why].format(name=name or SOMEBODY)


def told_because(name: str, why: str) -> str:
    """Somebody who would be told, and why."""
    return f"{name} ({why})"


def told(when: str, said: str, why: str) -> str:
    """One line of who was told: what they said since, when they were told, and why."""
    told_at = f"told {when[:1].lower()}{when[1:]}"  # "Today 14:02", within a sentence
    return " · ".join(part for part in (said, told_at, why) if part)


def linked_alone(own: str, ago: str, why: str) -> str:
    """Second line of an inbox card of an alert that one has alone."""
    return f"linked with {own} · {ago} · {why}"


def unseen(count: int) -> str:
    """On My team: a case to which alerts came that nobody has seen."""
    return "An alert that nobody has seen" if count == 1 else f"{count} alerts that nobody has seen"
