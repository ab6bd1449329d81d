"""Working hours: what a team's supervisor reads and sets."""

TITLE = "Working hours"
TITLES = {"hours": "Working hours · PeerMap"}
LEAD = (
    "When {team} works. An alert that can wait counts in these hours. One that cannot goes to "
    "whoever is on duty outside them."
)
WEEK = "Hours of each day"
WEEK_WHY = "Leave both empty for a day on which the team does not work."
DAYS = {
    "monday": "Monday",
    "tuesday": "Tuesday",
    "wednesday": "Wednesday",
    "thursday": "Thursday",
    "friday": "Friday",
    "saturday": "Saturday",
    "sunday": "Sunday",
}
OPENS = "From"
CLOSES = "To"
OPENS_ON = "{day}, from"
CLOSES_ON = "{day}, to"
REGION = "Whose bank holidays does the team keep?"
REGIONS = {
    "england_and_wales": "England and Wales",
    "scotland": "Scotland",
    "northern_ireland": "Northern Ireland",
}
SAVE = "Save"
SAVED = "Saved."
CLOSED = "Days the team is closed"
BANK_HOLIDAYS = "Bank holidays of the next year"
ADD = "Add a closed day"
DAY = "Which day?"
ADD_IT = "Add it"
ADDED = "Added."
TAKE_AWAY = "Take it away"
TAKE_AWAY_NAMED = "Take it away: {day}"
TAKEN_AWAY = "Taken away."
FIELDS = {
    "region": REGION,
    **{f"opens_{day}": OPENS_ON.format(day=words) for day, words in DAYS.items()},
    **{f"closes_{day}": CLOSES_ON.format(day=words) for day, words in DAYS.items()},
}
CLOSED_FIELDS = {"closed": DAY}
