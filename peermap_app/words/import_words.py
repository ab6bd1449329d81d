"""Bringing in a file of allocations, in pages: for administrators, and for whoever agrees."""

TITLE = "Bring in a file"
LEAD = (
    "A file of allocations from your social-care system. Nothing changes until a supervisor of "
    "each team that it concerns has agreed. All of it comes in, or nothing."
)
FILE = "The file (CSV)"
FILE_HINT = "At most 20 MB. It is kept sealed until it is answered, and then thrown away."
SEND = "See what it changes"
WAITS = "Waits to be agreed"
WAITS_FILE = "A file of allocations"
NOTHING_WAITS = "No file waits"
NOTHING_WAITS_HERE = "When an administrator brings one in for your team, it stands here."
NOTHING_WAITS_WHY = "Choose one above. A newer file takes the place of one that waits."
ASKED_BY = "Asked by"
TEAMS = "Teams"
CASES = "Cases"
ALLOCATIONS = "Allocations"
ACCOUNTS = "Accounts"
UNCHANGED = "Lines that change nothing"
CHANGES = "What changes"
AGREE = "Agree for my team"
REFUSE = "Refuse the file"
REFUSE_NOTE = "Refusing refuses all of it, for every team."
OWN = "It gives something to you, or you asked for it: another supervisor of your team agrees."
ANSWERS = {
    "waiting": "Agreed for your team. It waits for the others.",
    "done": "Agreed. The file has come in.",
    "refused": "Refused. Nothing changes.",
    "changed": "Something changed since. Nobody has agreed to this yet: look at it again.",
}
FAULTY = "Nothing was taken of the file"
BACK = "Back to Bring in a file"
KINDS: dict[str, str] = {
    "case_new": "{reference}: a new case in {teams}",
    "case_changed": "{reference}: other initials or year of birth",
    "case_moves": "{reference}: moves to another team",
    "case_supervisor": "{reference}: another supervisor, who can read its maps",
    "case_closed": "{reference}: the case closes",
    "case_closes_later": "{reference}: the case is to close on a day that lies ahead",
    "case_stays": "{reference}: the case is not to close any more",
    "allocation_new": "{reference}: given to {email}",
    "allocation_changed": "{reference}: the end of what {email} has changes",
    "account_new": "{email}: a new account in {teams}, without a password",
    "account_new_supervisor": "{email}: a new supervisor in {teams}, without a password",
    "account_supervises": "{email}: becomes a supervisor",
    "account_changed": "{email}: another name or phone number",
}
"""What a line of the file changes."""


PARTS: dict[str, str] = {
    "supervisor": "Supervisor",
    "team": "Team",
    "initials": "Initials",
    "born": "Born",
    "worker": "Worker",
    "name": "Name",
    "phone": "Phone",
    "role": "Role",
    "starts": "From",
    "ends": "Until",
    "closes": "Closes",
}
"""What it changes of it."""
_EMPTY = {"ends": "No end", "closes": "No day"}
"""In the place of a part that is empty; "None" for every other."""
NOW = "Now: {words}"
WOULD_BE = "Would be: {words}"


def part(field: str, before: str | None, after: str) -> str:
    """A part of a change: as it is and as it would be, or what is new."""
    empty = _EMPTY.get(field, "None")
    would_be = after or empty
    if before is None:
        return would_be
    return "\n".join((NOW.format(words=before or empty), WOULD_BE.format(words=would_be)))


def agreed(team: str, by: str) -> str:
    """A team, and who agreed for it."""
    return f"{team}: {by} agreed" if by else f"{team}: not yet"


def cases(new: int, changed: int) -> str:
    """How many."""
    return f"{new} new, {changed} changed"


def allocations(new: int, changed: int, ended: int) -> str:
    """How many."""
    return f"{new} new, {changed} changed, {ended} of these over"


def more(count: int) -> str:
    """Those that have no room."""
    return f"And {count} more."
