"""What supervisors read in My team, and workers of a case that is given for some hours."""

MY_TEAM = "My team"
PARTS = "More of my team"
NO_TEAM = "No cases in your team yet"
NO_TEAM_WHY = "A case shows here when it comes to your team in your case system."
NOBODY_HAS_IT = "Nobody is allocated today"
MORE = "Show the next ones"
FIRST = "Back to the first ones"
BACK_TO_TEAM = "Back to My team"
WAITS = "Somebody asks for this case"
FOR_SOME_HOURS = "For some hours"
NOBODY_COVERS = "Nobody has this case for some hours."
GIVE = "Give this case for some hours"
GIVE_WHY = (
    "They can read the case, add a step and flag it. They cannot draw, print or link. "
    "It ends by itself, and its own worker sees who had it and why."
)
GIVE_TO = "Work e-mail of the worker"
GIVE_TO_HINT = "Not your own."
HOURS = "For how long?"
HOUR_WORDS = "{n} hours"
WHY = "Why?"
WHY_HINT = "Its own worker reads this. No full names."
GIVE_IT = "Give it"
REFUSE = "Refuse"
GIVEN = "Given."
REFUSED = "Refused."
TAKE_BACK = "Take it back now"
TAKEN_BACK = "Taken back."
ANSWER = "Answer"
KEPT_MAPS = "Maps"
NO_MAPS = "No map is kept."
LOOK = "Look at a map"
LOOK_WHY = (
    "Each look needs its own reason. The young person’s worker sees that you looked, and why."
)
WHICH_MAP = "Which map?"
LOOK_NOW = "Look at it"
PUT_AWAY = "Put it away"
DUTY = "Duty"
ON_DUTY_NOW = "On duty now"
NOBODY_ON_DUTY = "Nobody is on duty for your team."
SET_DUTY = "Who is on duty from now?"
DUTY_EMAIL = "Work e-mail of the supervisor"
DUTY_HOURS = "For how long?"
SAVE_DUTY = "Save"
DUTY_SAVED = "Saved."
YOU_ARE_ON_DUTY = "You are on duty"
GIVE_ON_DUTY_WHY = (
    "Type the reference of the case and who needs it tonight. You see nothing of the case yourself."
)
NONE_OF_YOURS = "No case of a team that you are on duty for has this reference."
REFERENCE = "Case reference"
ASK_FOR_CASE = "Ask for a case for some hours"
ASK_WHY = (
    "When a young person needs you and their worker is not there. The supervisor of the case "
    "answers. A wrong reference looks the same."
)
ASK_IT = "Ask"
ASKED = "Asked. If there is such a case, its supervisor sees it now."
WHO_CAME = "Who else was here"
NEW = "New"
SOMEBODY_CAME = "Somebody else was here"
TITLES = {
    "team": "My team · PeerMap",
    "team_case": "Case of my team · PeerMap",
    "team_give": "Give a case · PeerMap",
    "team_look": "Look at a map · PeerMap",
    "duty": "Duty · PeerMap",
    "temporary_ask": "Ask for a case · PeerMap",
}
"""In the browser's own bar: nothing of a case (rule 11)."""


def until(when: str) -> str:
    """On the card of a case that one has for some hours."""
    return f"Yours until {when}"


def has_it_until(name: str, when: str) -> str:
    """A line of the supervisor's page."""
    return f"{name} has it until {when}"


def had_it_until(name: str, when: str) -> str:
    """The same once it is over."""
    return f"{name} had it until {when}"


def given_by(by: str, why: str) -> str:
    """Who gave it, and the reason in their own words."""
    return f"{by} gave it: {_ended(why)}"


def added(name: str, day: str, by: str) -> str:
    """Somebody was added to a case; `by` is empty when an import did it."""
    return f"{name} was added on {day} by {by or 'an import'}."


def covers(name: str, when: str, by: str, why: str) -> str:
    """Somebody has the case for some hours."""
    return f"{name} has this case until {when}. {given_by(by, why)}"


def covered(name: str, when: str, by: str, why: str) -> str:
    """The same once it is over."""
    return f"{name} had this case until {when}. {given_by(by, why)}"


def looked(name: str, version: int, when: str, why: str) -> str:
    """A supervisor looked at a map."""
    return f"{name} looked at map {version}, {when}, because: {_ended(why)}"


WHOLE = "Whole record made"


def whole_by(name: str, when: str) -> str:
    """By whom and when, for the supervisor."""
    return f"By {name}, the data protection lead, {when}"


def whole(name: str, when: str) -> str:
    """The data protection lead made the whole record of a case."""
    return f"{name}, the data protection lead, made the whole record of this case, {when}."


def on_duty(name: str, when: str) -> str:
    """Who is on duty for one's team."""
    return f"{name}, until {when}"


def for_team(team: str, when: str) -> str:
    """One of one's own duties."""
    return f"For {team}, until {when}"


def asks(name: str, team: str) -> str:
    """Who asks for a case."""
    return f"{name} ({team}) asks for this case" if team else f"{name} asks for this case"


def covered_by(count: int) -> str:
    """How many have a case for some hours."""
    return f"{count} has it for some hours" if count == 1 else f"{count} have it for some hours"


def _ended(why: str) -> str:
    return why if why.endswith((".", "!", "?")) else f"{why}."
