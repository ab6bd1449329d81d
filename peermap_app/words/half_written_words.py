"""What is said of a form that is half written: a flag, or a sharing record."""

GO_ON = "Go on with it"
THROW_AWAY = "Throw this away"
THROW_AWAY_WHAT = "What is written here was not sent to anybody, and goes for good."
THROW_AWAY_NOW = "Throw it away now"
FLAG = {
    "kept": "Kept as you write, for 7 days. Only you see it until you send it.",
    "sent": "",
    "elsewhere": "You have another flag half written on this case, and it is kept. This one is not "
    "kept as you write: send it, or open this page again to go on with the other.",
}
SHARING = {
    **FLAG,
    "elsewhere": "You have this form half written on another device, and that is kept. This one is "
    "not kept as you write: send it, or open this page again to go on with the other.",
}
SHARINGS = {
    "ask": "An ask to link",
    "ask_without": "An ask to share without agreement",
    "accept": "An answer to a colleague’s ask to link",
    "accept_without": "An answer to a colleague, without agreement",
}
"""Each form of a sharing record, on the case's page."""


def half_written(when: str) -> str:
    """On the case, and above the form."""
    return f"A flag is half written · {when}"


def sharing_half_written(form: str, when: str) -> str:
    """On the case."""
    return f"{SHARINGS[form]} is half written · {when}"
