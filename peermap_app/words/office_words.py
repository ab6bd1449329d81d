"""What administrators read: accounts, teams and allocations; and what a supervisor agrees to."""

ADMINISTRATION = "Administration"
PARTS = "Parts of the administration"
ACCOUNTS = "Accounts"
ACCOUNTS_LEAD = (
    "Who works with PeerMap. A new account has no password: its owner sets one by "
    "“Forgotten?” on the sign-in page. You never see it."
)
ADD_ACCOUNT = "Add an account"
ADD = "Add"
NAME = "Name"
EMAIL = "E-mail address"
PHONE = "Phone"
PHONE_HINT = "Colleagues of linked cases see it, and young people in My map."
ROLE = "Role"
TEAM = "Team"
TEAM_HINT = "Practitioners and supervisors have one."
NO_TEAM = "No team"
GONE = "A worker who left"
"""In the place of a name whose period is over."""
ROLES = {
    "practitioner": "Practitioner",
    "supervisor": "Practice supervisor",
    "data_protection": "Data protection lead",
    "administrator": "Administrator",
}
OPEN = "Open"
CLOSED = "Closed"
NEVER_SIGNED_IN = "No password yet"
STANDING = "Account"
_FIRST_BY = {
    "supervisor": "A supervisor of this team agrees to its first password.",
    "data_protection": "Another data protection lead agrees to its first password.",
    "administrator": "An administrator who did not make it agrees to its first password.",
}
_FIRST_BY_OPERATOR = (
    "Nobody in PeerMap may agree to its first password: whoever runs its machine sets it there, "
    "with “peermap reset-password”."
)
FIELDS = {"name": NAME, "email": EMAIL, "phone": PHONE, "role": ROLE, "team": TEAM}
BACK_TO_ACCOUNTS = "Back to Accounts"
ACCOUNT = "Account"
CHANGE = "Change role or team"
CHANGE_NOTE = (
    "Another role signs them out everywhere at once. A supervisor who is new or new to a team, a "
    "new data protection lead and a new administrator need a new password and a new second step: "
    "they ask by “Forgotten?” on the sign-in page, and somebody agrees who has that role already."
)
SAVE = "Save"
SAVED = "Saved."
CLOSE_ACCOUNT = "Close the account"
CLOSE_WHY = (
    "They are signed out everywhere at once and cannot sign in. Their cases are listed under "
    "Allocations until somebody has them."
)
OPEN_ACCOUNT = "Open the account again"
OPEN_WHY = (
    "It has the role and the team that it had, and begins anew: no password and no second step. "
    "Its owner asks by “Forgotten?” on the sign-in page."
)
OWN = "This is your own account. Another administrator changes it."

TEAMS = "Teams"
TEAMS_LEAD = (
    "A team’s supervisors agree to its allocations. Make somebody its supervisor under Accounts: "
    "role “Practice supervisor”, and the team."
)
SUPERVISORS = "Supervisors"
NO_SUPERVISOR = "Nobody: its allocations cannot be agreed to"
MEMBERS = "Open accounts"
TEAM_NAME = "Name of the team"
ADD_TEAM = "Add a team"
RENAME = "Another name"
RENAME_HINT = "Another name for this team"
NO_TEAMS = "No team yet"
NO_TEAMS_WHY = "Add one, then accounts of it."

ALLOCATIONS = "Allocations"
ALLOCATIONS_LEAD = (
    "Ask to give a case to a worker. A supervisor of the case’s team agrees first. "
    "An administrator or a data protection lead never has a case."
)
ASK_ALLOCATION = "Ask for an allocation"
REFERENCE = "Case reference"
WORKER_EMAIL = "E-mail address of the worker"
STARTS = "From"
ENDS = "Until"
ENDS_HINT = "The day on which it is over. Leave it empty while it lasts."
ASK = "Ask"
ASKED = "Asked. It waits for a supervisor of the team."
WAITING = "Waits for a supervisor"
NOTHING_WAITS = "Nothing waits"
NOTHING_WAITS_WHY = "What you ask for stands here until it is answered."
LEFT = "Cases whose workers have left"
NOBODY_LEFT = "None"
NOBODY_LEFT_WHY = "Every open case has a worker whose account is open."
HAD_BY = "Worker who left"
SUPERVISOR = "Supervisor"
NOBODY = "Nobody"
WORKER = "Worker"
CASE_TEAM = "Team of the case"
FROM_TO = "When"
ASKED_BY = "Asked by"
ALLOCATION_FIELDS = {
    "reference": REFERENCE,
    "email": WORKER_EMAIL,
    "starts": STARTS,
    "ends": ENDS,
}

AGREE_TITLE = "Allocations to agree"
AGREE_LEAD = (
    "An administrator asks to give a case of your team to a worker. It counts only when you agree. "
    "Nobody agrees to a case of their own."
)
AGREE = "Agree"
REFUSE = "Refuse"
AGREED = "Agreed. The worker has the case from that day on."
REFUSED = "Refused. Nothing changes."
NOTHING_TO_AGREE = "Nothing to agree to"
NOTHING_TO_AGREE_WHY = "When an administrator asks for an allocation in your team, it stands here."
OWN_CASE = "This case would be yours: another supervisor agrees."


def first(role: str | None) -> str:
    """Who agrees to an account's first password: somebody of this role, or an operator."""
    return _FIRST_BY[role] if role else _FIRST_BY_OPERATOR


def members(count: int) -> str:
    """How many open accounts a team has."""
    return str(count) if count else NOBODY


def lasts(starts: str, ends: str) -> str:
    """From when to when."""
    return f"From {starts} until {ends}" if ends else f"From {starts} on"


def asked(name: str, day: str) -> str:
    """Who asked, and when."""
    return f"{name}, {day}"


def gets(worker: str, reference: str) -> str:
    """The title of an ask."""
    return f"{reference} for {worker}"
