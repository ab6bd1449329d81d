"""A colleague whom the worker does not know: ask a supervisor, and what came of it (rule 4)."""

TITLE = "I don’t know the colleague"
TITLES = {
    "finding": "I don’t know the colleague · PeerMap",
    "finding_answer": "A colleague is looked for · PeerMap",
}
"""In the browser's own bar: nothing of a case (rule 11)."""
TO_ASK = "I don’t know the colleague"
LEAD = (
    "Your supervisor asks other supervisors by word of mouth. PeerMap looks nothing up. What they "
    "find waits in your form “Ask to link”: you still ask, and the other worker still decides."
)
HELPS = "What helps to find them?"
HELPS_HINT = (
    "What the young person or your record says, such as a school year or an area. "
    "No names; initials are not needed."
)
ASK = "Ask my supervisor"
ASK_NOTE = "It ends after 14 days, or when the young person’s answer changes."
FIELDS = {"helps": HELPS}

LOOKED_FOR = "Colleagues looked for"
FULL = "Three of this case wait for your supervisor already. Wait for an answer."
WAITS = "Waits for your supervisor"
LAPSED = "Nobody answered for 14 days. You can ask again."
NOT_FOUND = "Nobody was found"
FOUND_BEFORE_YOU = "told whoever asked before you. Ask again, and it is told to you."
TOLD = {
    "found": "A colleague was found",
    "not_found": "A colleague was not found",
    "lapsed": "Nobody answered about a colleague",
}
"""On the card of a case in My cases."""

ANSWER_TITLE = "A colleague is looked for"
ANSWER_LEAD = (
    "Ask other supervisors by word of mouth. Say no more than you must, and no name of a young "
    "person. PeerMap looks nothing up and does not check what you write here."
)
ASKED_BY, ASKED, ABOUT, SAYS = "Asked by", "Asked", "Whose case", "What helps"
FOUND = "Did you find the colleague?"
FOUND_YES, FOUND_NO = "Yes", "No"
REFERENCE = "The other case’s reference"
REFERENCE_HINT = "As the other supervisor told it to you."
WHY = "Say so in one sentence"
SAVE = "Tell the worker"
ANSWER_SAID = "The worker can read what you wrote in."
"""How it went, above what still waits."""
SETTLED = "This was answered, or is not asked any more."
ANSWER_FIELDS = {"found": FOUND, "reference": REFERENCE, "why": WHY}


def found_by(name: str, reference: str) -> str:
    """What was written in, on the case's page; without it for whoever came after who asked."""
    return f"{name} found out: {reference}" if reference else f"{name} {FOUND_BEFORE_YOU}"


def not_found_by(name: str, why: str) -> str:
    """That nobody was found, and why."""
    return f"{NOT_FOUND}. {name}: {why}"


def asked(when: str, helps: str) -> str:
    """Below it: since when, and what was said."""
    return f"Asked {when} · {helps}"
