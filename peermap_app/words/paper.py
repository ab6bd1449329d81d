"""Every word on what is printed for the case file."""

TITLE = "Peer map record"
"""Also the PDF's own title, which a window shows: nothing of a case (rule 11)."""
FILE = "record.pdf"
COPY_FILE = "picture"
CASE = "Case"
YOUNG_PERSON = "Young person"
VERSION = "Version"
KEPT = "Kept"
PURPOSE = "Purpose"
LIST = "The map in words"
SAID = "What the young person said"
KEEP = "Keep this map in my file?"
PLAN = "Use it to plan how I stay safe?"
TALK = "Can our workers talk together?"
NEWEST = "Newest answers, which hold now"
MARK = "Their own mark"
SQUIGGLE = "The squiggle that the young person drew"
TICK = "The tick button"
WORDING = "Words that they saw"
NOTED = "Noted while they chose"
NEXT = "What happens next"
STEP = "Protective step"
NO_STEP = "No step needed, because"
REVIEW = "Review date"
NOTHING_YET = "Nothing is said yet."
NOT_FOR_PLANNING = "Not agreed for planning. It starts no plan and no step."
ANSWERS = {"yes": "Yes", "no": "No", "not_sure": "Not sure", None: "Not asked"}
LANGUAGES = {"en": "English"}


def lead(initials: str) -> str:
    """Below the title."""
    return f"Drawn and agreed by {initials}. Friends are initials, never names."


def version(number: int, newest: bool) -> str:
    """Which kept map this is, on the day it is printed."""
    return f"Map {number}, the newest" if newest else f"Map {number}; a newer one was kept since"


def wording(version: str, language: str) -> str:
    """The catalogue's version and its language."""
    return f"{version}, {LANGUAGES.get(language, language)}"


def foot(name: str, moment: str) -> str:
    """At the foot of every page: who took it out, and when."""
    return f"Confidential. Printed by {name}, {moment}. Printing it is recorded."


def step_line(text: str, name: str, day: str) -> str:
    """A step, who said it, and when."""
    return f"{text} ({name}, {day})"


def of_map(number: int) -> str:
    """What was said after another version."""
    return f"After map {number}"


def alt(initials: str) -> str:
    """The picture, for someone who does not see it."""
    return f"The map that {initials} drew. The same stands below in words."
