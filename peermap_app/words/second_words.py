"""A link whose two cases one worker has: what its supervisors read and say."""

TITLE = "A link of one worker"
TITLES = {"link_second": "A link waits · PeerMap"}
"""In the browser's own bar: nothing of a case (rule 11)."""
LEAD = (
    "A link is two people agreeing. Here one worker has both cases, so nothing crosses it until a "
    "supervisor of each case agrees."
)
WORKER = "Worker with both cases"
CASE = "Case of your team"
SINCE = "Asked"
WHY_LINKED = "Why they are linked"
CONSENT, PRIVACY, PROPORTIONALITY = "Consent", "Privacy", "Proportionality"
AGREE = "May this worker have both cases of the link?"
ANSWERS = {"yes": "Yes, the link stands", "no": "No, the link ends"}
WHY = "Why?"
WHY_HINT = "No full names."
SAVE = "Save"
YOURS = "You have both cases yourself, so another supervisor decides."
FIELDS = {"agree": "Your answer", "why": "Why"}
WAITS = (
    "You accepted. You work with both cases, so the link waits until a supervisor of each case "
    "agrees."
)
