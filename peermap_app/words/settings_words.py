"""What counts as unusual reading, on the page of the access record; and the settings page."""

TITLE = "Settings"
USUAL = "What counts as usual reading"
USUAL_WHY = (
    "Set by the data protection lead, on the page of the access record, where what is unusual "
    "stands first."
)
SET = "What counts as unusual"
SET_WHY = (
    "What stands first above follows from these. Each change is recorded, and administrators see "
    "the figures."
)
NAMES: dict[str, str] = {
    "many_cases": "Cases in one hour that are still usual",
    "day_begins": "Hour at which work begins",
    "day_ends": "Hour at which work is over",
    "weekends": "Do you work at weekends?",
    "look_back": "Days that are looked at",
}
HINTS: dict[str, str] = {
    "many_cases": "More than this stands out.",
    "day_begins": "A full hour, from 0 to 12.",
    "day_ends": "A full hour, from 13 to 24.",
    "look_back": "From 1 to 31.",
}
WEEKENDS = {"1": "Yes", "0": "No"}
SAVE = "Save"
SAVED = "Saved. It counts when this page is opened again."
AT_THE_MACHINE = "Set at the machine"
AT_THE_MACHINE_WHY = "These are changed by whoever runs the server, and read when it starts."
ADDRESS = "Address"
DATABASE = "Database"
DATABASES = {"sqlite": "SQLite, a file on the server", "postgresql": "PostgreSQL"}
REDIS = "Shared by several processes"
REDIS_IS = {True: "Yes, through Redis", False: "No, one process"}
PROCESSES = "Processes"
HTTPS = "Reached by https"
YES_NO = {True: "Yes", False: "No"}
IDLE = "Signed out when nobody is there for"
LONGEST = "Signed out at the latest after"
FACTOR = "A second factor is shown by"
FACTOR_FOR = {True: "Everybody", False: "Supervisors, data protection leads, administrators"}
BACKUPS = "Backups are kept for"
ALONE = "Agrees alone from the age of"
HELP_LINES = "Help lines in My map"


def value(name: str, number: int) -> str:
    """A figure to be read."""
    return WEEKENDS[str(number)] if name == "weekends" else str(number)


def minutes(count: int) -> str:
    """A time."""
    return f"{count} minutes"


def days(count: int) -> str:
    """The longest one."""
    return f"{count} days"


def hours(count: int) -> str:
    """A longer one."""
    return f"{count} hours"


def changed(detail: str) -> str:
    """`many_cases 12 20`, as the access record holds it, in words."""
    name, _, rest = detail.partition(" ")
    before, _, after = rest.partition(" ")
    if name not in NAMES or not after:
        return ""
    if name == "weekends":
        before, after = WEEKENDS.get(before, before), WEEKENDS.get(after, after)
    asked = NAMES[name] if NAMES[name].endswith("?") else f"{NAMES[name]}:"
    return f"{asked} {before} before, {after} now"
