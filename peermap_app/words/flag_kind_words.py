"""Kinds of flag: what they are called before anybody set them, and the pages that set them."""

WORDS = {
    "missing": "Went missing",
    "hurt_or_at_risk": "Hurt or at risk of harm",
    "plan_changed": "Plan changed",
    "placement_moving": "Placement moving",
    "good_news": "Something good to build on",
    "something_else": "Something else",
}
TITLE = "Kinds of flag"
TITLES = {"flag_kinds": "Kinds of flag", "flag_kind": "Kind of flag"}
LEAD = (
    "What a worker chooses from when they flag a case, in this order. “Something else” can always "
    "be chosen, and at least one kind is something good."
)
ADD = "Add a kind"
ONE = "Kind of flag"
BACK = "Kinds of flag"
NAME = "What it is called"
NAME_HINT = "A few words, no names. Flags that were sent keep the words they were sent with."
SOON = "How soon others must know, unless the worker chooses otherwise"
SOON_TERM = "Proposes"
GOOD = "Is it something good to build on?"
OFF_THE_FORM = "Not on the form any more. Flags that were sent as this still say so."
ALWAYS_THERE = "Can always be chosen, and stands last."
TAKE_OFF = "Take it off the form"
PUT_BACK = "Put it back on the form"
SAVE = "Save"
NO = "No"
ON_THE_FORM = "On the form"
FIELDS = {"words": NAME, "urgency": "How soon", "good": "Something good"}


def short(words: str) -> str:
    """A kind in the middle of a sentence: "went missing". Capitals beyond the first stay (GP)."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
