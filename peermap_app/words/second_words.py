"""A link whose two cases one worker has: what its supervisors read and say."""

TITLE = "A link of one worker"
TITLES = {"link_second": "A link waits · PeerMap"}
"""In the browser's own bar: nothing of a case (rule 11)."""
LEAD = (
    "A link is two people agreeing. Here one worker has both cases, or answered for both, so "
    "nothing crosses it until a supervisor of each case agrees."
)
WORKER = "Worker on both sides"
CASE = "Case of your team"
SINCE = "Asked"
WHY_LINKED = "Why they are linked"
CONSENT, PRIVACY, PROPORTIONALITY = "Consent", "Privacy", "Proportionality"
AGREE = "Should this link stand?"
ANSWERS = {"yes": "Yes, the link stands", "no": "No, the link ends"}
WHY = "Why?"
WHY_HINT = "No full names."
SAVE = "Save"
SAID = {
    True: "You agreed. The link stands once a supervisor of each case has agreed.",
    False: "You did not agree, so the link has ended.",
}
"""How it went, above what still waits."""
YOURS = "You are on both sides yourself, so another supervisor decides."
FIELDS = {"agree": "Your answer", "why": "Why"}
WAITS = (
    "You accepted. One worker is on both sides, so the link waits until a supervisor of each case "
    "agrees."
)
