"""The sharing record and what it rests on in law; sharing without agreement (rule 5)."""

LAWFUL = "Lawful basis"
LAWFUL_HINT = "What lets you share this?"
LAWFUL_BASES = {
    "agreement": "The young person agreed",
    "s17": "Help for a child in need (s17)",
    "s47": "Finding out whether a child is being harmed (section 47)",
    "safeguarding": "Keeping a child safe from harm",
}
"""Plain words for a fixed list. It is no legal advice: the council's own adviser confirms this list
and its words before PeerMap is used (docs/data-protection.md)."""
FIELDS = {
    "lawful": LAWFUL,
    "held": "What is already held",
    "position": "What they said",
    "urgent": "Whether it is urgent now",
    "send_why": "Why you send it now",
    "agree": "Your answer",
}
"""What the fields are called in a summary of faults."""
FIELDS_WITHOUT = {**FIELDS, "why": "Why it is necessary"}

OPENS_WITHOUT = ("no_answer", "talk_not_yes", "agreed_first")
"""Why a link cannot rest on agreement: then it may be shared without it, by two people."""
TO_WITHOUT = "A child may be at risk: share without agreement"
TITLE = "Share without agreement"
TITLES = {
    "without": "Share without agreement · PeerMap",
    "sharing": "A sharing · PeerMap",
    "sharing_second": "A sharing waits · PeerMap",
}
"""In the browser's own bar: nothing of a case (rule 11)."""
LEAD = (
    "Only where a child may be at risk. Your supervisor reads this and decides before anything is "
    "shared. At night the duty supervisor can decide too."
)
BY_AGREEMENT = "They agreed, so this is shared by agreement."
TO_AGREEMENT = "Ask by agreement"
ACCEPT_AGREEMENT = "Accept by agreement"
POSITION = "What does the young person say?"
POSITIONS = {
    "given": "They agree, but it is not in PeerMap",
    "refused": "They do not agree",
    "not_sought": "They were not asked",
}
CONSENT_HINT = "What did they say? Or why were they not asked?"
NECESSARY = "Why is it necessary?"
PROPORTIONALITY_HINT = "Why is this the least you can share?"
REVIEW_HINT = "A day soon. By then it ends, or two people agree anew."
URGENT = "Is it urgent now?"
URGENT_HINT = "Yes: if nobody decides in 15 minutes, you can send it yourself."
URGENT_NOW = "Urgent now"
NO = "No"
SEND_ON = "Ask your supervisor"
SEND_NOTE = "You are asked once more who you are. Nothing is shared yet."

SHARINGS = "Shared without agreement"
AN_ANSWER = "A colleague’s ask to link"
AN_ASK = "A case that a worker before you asked to link with"
STANDINGS = {
    "waits": "Waits for your supervisor. Nothing is shared.",
    "undecided": "Nobody decided in time, so it ended.",
    "lapsed": "Nobody decided for two weeks. Nothing was shared.",
    "overtaken": "They said Yes since, and it went on by agreement.",
    "withdrawn": "They no longer agree, or it was declined, before anybody decided. Nothing is "
    "shared.",
}
SAY_YES_NOW = {
    "ask": "They say Yes now. Ask by agreement.",
    "answer": "They say Yes now. Accept by agreement.",
}
"""Nobody asked or accepted by agreement yet."""
SHARING = "A sharing without agreement"
ABOUT = "What it is about"
STATE = "How it stands"
ASKED_BY, ASKED_AT = "Asked by", "Asked"
OTHER_CASE = "Other case"
FOR_ASK = "To be accepted from"
REASON = "Their reason"
SENT_BECAUSE = "Sent by you, because"
SENT_BY_WORKER = "Sent by the worker, because"
SEND_NOW = "Send it now with my reason"
SEND_WHY = "Why can it not wait?"
SEND_WHAT = (
    "Nobody has decided yet. You can share it now. Your supervisor decides by the end of the next "
    "working day, and it ends then unless they agree."
)
WAIT_WHAT = "If nobody decides in 15 minutes, you can send it here with your reason."
REFUSED_BEFORE = (
    "This, or another sharing of this case, was refused or not agreed to in the last two weeks. "
    "You cannot send it yourself: a second person decides first."
)
SECOND_LEAD = (
    "Read what would be shared, and decide. You see the sharing record, not the map. Nothing is "
    "shared before you agree, unless its worker had to send it."
)
SECOND_AGREE = "Should this be shared?"
SECOND_ANSWERS = {"yes": "Yes, share it", "no": "No, do not share it"}
SECOND_WHY = "Why?"
SECOND_HINT = "The worker reads your reason."
SAVE = "Save"
SECOND_SAID = {
    True: "You agreed. The worker can read that, and your reason.",
    False: "You did not agree, so nothing is shared. The worker can read that, and your reason.",
}
"""How it went, above what still waits."""
SECOND_ENDED = (
    "You did not agree, so it is not shared any more. The worker can read that, and your reason."
)
"""The same, of what its worker had sent."""
OWN = "You asked for this, or work with one of its cases, so somebody else decides."


def stands_until(when: str) -> str:
    """Sent by its worker's own reason."""
    return f"Shared for now. It ends {when} unless your supervisor agrees."


def decided(standing: str, by: str, *, stood: bool = False) -> str:
    """A second person answered. `stood`: its worker had sent it."""
    if standing == "agreed":
        return f"{by} agreed."
    ended = "It is not shared any more." if stood else "Nothing is shared."
    return f"{by} did not agree. {ended}"


def not_told(because: str) -> str:
    """Whether the young person knows."""
    return f"Not yet: {because}"


def said_yes_on(initials: str, on: str) -> str:
    """The part "Consent", as far as PeerMap knows it; `on`: the day in words."""
    return f"{initials} said yes on {on}"


def they_learn(initials: str) -> str:
    """The part "Privacy", as far as PeerMap knows it."""
    return f"They learn that {initials} and their young person are friends. Nothing else."
