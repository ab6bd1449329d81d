"""What a worker reads about My map and about changes of mind: plain and short."""

YOUR_SAY_NOW = "What they say now"
CHANGED_MIND = "Changes of mind"
STATEMENTS = {"keep": "keep the map", "plan": "plan with it", "talk": "workers talk"}
IN_MY_MAP = "In their own My map."
FATES = {
    "destroyed": "The picture is gone.",
    "locked": "A step rests on the picture: a locked copy stays, which only the data protection "
    "lead can open.",
}
MY_MAP = "My map"
MY_MAP_WHY = "Where the young person sees what they said, and can change their mind."
NO_CARD = "My map was not handed out."
CARD_ENDINGS = {
    "not_now": "It was not taken.",
    "replaced": "A newer card took its place.",
    "by_young_person": "The young person ended it.",
    "by_worker": "A worker ended it.",
}
END_MY_MAP = "End My map"
END_MY_MAP_WHY = (
    "The card then opens nothing. End it when it was lost or found by somebody, or when they ask."
)
MY_MAP_ENDED = "My map is ended."
SAID_ALOUD = "They changed their mind out loud"
SAID_ALOUD_WHY = (
    "Write down what the young person told you. A Yes cannot be written down here: "
    "it comes from the young person alone. What rests on the old answer ends at once."
)
SAID_ALOUD_KEEP = (
    "Taking back “keep the map” destroys this picture for good. If a protective step rests on it, "
    "a locked copy stays that only the data protection lead can open."
)
SAID_WHAT = "What did they take back?"
SAID_STATEMENTS = {
    "talk": "“Our workers can talk together”",
    "plan": "“Use it to plan how I stay safe”",
    "keep": "“Keep this map in my file”",
}
SAID_ANSWER = "What do they say now?"
SAID_ANSWERS = {"no": "No", "not_sure": "Not sure"}
SAID_ON = "When did they say it?"
SAID_FIELDS = {
    "statement": "What they took back",
    "answer": "What they say now",
    "said_on": "The day on which they said it",
}
"""Each field's name in the summary of faults."""
SAID_WRITE = "Write it down"
SAID_WRITTEN = "Written down. It counts from now."

# Locked copies: the data protection lead's page
LOCKED = "Locked copies"
LOCKED_WHY = (
    "When a young person takes a map out of their file, its copy stays locked where a protective "
    "step rests on it. You alone can open it, one at a time. Each opening is recorded with its "
    "reason, on the case."
)
LOCKED_REFERENCE = "Case reference"
LOCKED_REFERENCE_HINT = "The whole reference: there is no search."
LOCKED_VERSION = "Number of the map"
LOCKED_REASON = "Why do you open it?"
LOCKED_REASONS = {
    "theirs": "The young person asks for what is held of them",
    "court": "A court order",
    "complaint": "A complaint",
    "review": "A review of the decision that rests on it",
}
LOCKED_OPEN = "Open the locked copy"
LOCKED_NONE = "There is no locked copy under this reference and number."
LOCKED_RESTS = "What rests on it"
LOCKED_PUT_AWAY = "Put it away"


def locked_since(day: str) -> str:
    """When the young person took it back."""
    return f"Taken out of the file by the young person on {day}. The copy is locked since."


def locked_step(text: str, by: str, day: str) -> str:
    """A protective step that rests on the map."""
    return f"{text} (said by {by}, {day})"
