"""Every word on a worker's page. The field's own words; plain, short, nothing that says too much.

What stands still. Sentences that hold a value stand in worker_sentences.py.
"""

VERSION = "2026-11-24"

# Everywhere
PEERMAP = "PeerMap"
SKIP = "Skip to the content"
PLACES = "Main"
LOADING = "Loading…"
OFFLINE = "No connection. Stay on this page and nothing you typed is lost. Trying again…"
LAST_FRESH = "No connection. Last up to date at {when}."
CATCHING_UP = "Catching up. Last up to date at {when}."
ON_DAY = "{time} on {day}"
LOST_TAP = "The connection broke. Your last tap may not have gone through: look, and tap it again."
CHOOSE = "Choose one"
YES = "Yes"
NOT_HERE = "This is not here"
NOT_HERE_WHY = "It may have moved, or it is not one of yours."
NOT_FOUND = "Not found"
BROKEN = "This page did not load"
BROKEN_WHY = "Something went wrong on this device. What was kept is still there."
BROKEN_AGAIN = "Load it again"
TO_START = "Go to the start"
FAULTS = "There is a problem"
BADGE_TO_DO = " to do"

# Places
ALERTS = "Alerts"
MY_CASES = "My cases"
ME = "Me"
BACK_TO_ALERTS = "Back to Alerts"
BACK_TO_CASES = "Back to My cases"
BACK_TO_CASE = "Back to the case"
OPEN_CASE = "Open the case"

# Titles in the browser's own bar: nothing of a case (rule 11)
TITLES = {
    "alerts": "Alerts · PeerMap",
    "alert": "Alert · PeerMap",
    "cases": "My cases · PeerMap",
    "case": "Case · PeerMap",
    "map": "Map · PeerMap",
    "take": "PeerMap",
    "draw": "Draw together · PeerMap",
    "link_ask": "Ask to link · PeerMap",
    "who_agreed": "Who else agreed · PeerMap",
    "review": "Look at it again · PeerMap",
    "link_answer": "Link asked for · PeerMap",
    "flag": "Flag · PeerMap",
    "flag_sent": "Flag sent · PeerMap",
    "locked": "Locked copies · PeerMap",
    "close_case": "Close a case · PeerMap",
    "closings": "Cases to close · PeerMap",
    "due": "What is due · PeerMap",
    "record": "Access record · PeerMap",
    "accounts": "Accounts · PeerMap",
    "account": "Account · PeerMap",
    "teams": "Teams · PeerMap",
    "allocations": "Allocations · PeerMap",
    "imports": "Bring in a file · PeerMap",
    "settings": "Settings · PeerMap",
    "agree": "Allocations to agree · PeerMap",
    "me": "Me · PeerMap",
    "recovery": "Who cannot sign in · PeerMap",
    "tablet": "PeerMap",
    "not_found": "Not found · PeerMap",
}

# Alerts
TO_DO = "To do"
SEEN = "Seen"
ALL = "All"
WHICH_ALERTS = "Which alerts to show"
NO_ALERTS = "No alerts"
NO_ALERTS_WHY = "When a linked case is flagged, it shows here at once."
NOTHING_TO_DO = "Nothing to do"
NOTHING_TO_DO_WHY = "You have seen every alert."
NOTHING_SEEN = "Nothing here yet"
NOTHING_SEEN_WHY = "Alerts move here when you press “I have seen this”."
LINKED_CASE_FLAGGED = "Linked case flagged"
LINK_ASKED_FOR = "Link asked for"
ALERT = "Alert"
CALL = "Call"
EMAIL = "Email"
I_HAVE_SEEN_THIS = "I have seen this"
WE_HAVE_BEEN_IN_TOUCH = "We have been in touch"
TELL_THEM = "Tell them"
FLAGGED_BY = "Flagged by"
WHEN = "When"
HOW_SOON_TERM = "How soon"
THRESHOLD = "Threshold"
WHAT_TO_KNOW = "What to know"
SHARED_BECAUSE = "Shared because"
YOUNG_PERSON_TOLD = "Young person told"
ASKED_BY = "Asked by"
TEAM = "Team"
YOUR_CASE = "Your case"

NOBODY_TO_TALK_TO = "Nobody works with that case at the moment"

# My cases and a case
CASE = "Case"
NO_CASES = "No cases yet"
NO_CASES_WHY = "A case shows here when it is allocated to you in your case system."
YOUNG_PERSON = "Young person"
ALLOCATED = "Allocated"
SUPERVISOR = "Supervisor"
NOT_RECORDED = "Not recorded"
DRAW_TOGETHER = "Draw together"
DRAWING_GOES_ON = "Back to the drawing"
MAP = "Map"
NO_MAP = "No map is kept yet. Draw one together."
MAP_AS_LIST = "The map as a list"
OPEN_MAP = "Open this map"
OLDER_MAPS = "Older maps"
DRAW_FROM_MAP = "Draw again from this map"
DRAW_FROM_WHY = (
    "A new drawing starts with a copy. This map stays as it is, and they may start empty instead."
)
WHAT_CHANGED = "What has changed?"
NOTHING_CHANGED = "Nobody came, went or moved closer or further, and nothing feels different."
RINGS = {"really_close": "really close", "close": "close", "further": "further out"}
CHANGES = {
    "matters": "{label} really matters now",
    "matters_not": "{label} is not marked as really mattering now",
    "closer": "{label} is closer: {now}, was {was}",
    "further": "{label} is further away: {now}, was {was}",
    "person_new": "{label} is new: {now}",
    "person_gone": "{label} is not on the map now",
    "person_renamed": "{label} was {was}",
    "feeling": "{label}{other}: {now}, was {was}",
    "joined": "{label}{other}: joined now{feels}",
    "parted": "{label}{other}: no line now",
    "place_new": "{label} is a new place{feels}",
    "place_gone": "{label} is not on the map now",
    "place_feeling": "{label}: {now}, was {was}",
}
"""What is different between two kept maps, by `domain.changes`."""
NO_FEELING = "nothing said"
AND_WITH = " and {other}"
AND_FEELS = ", {now}"
WHAT_HAPPENS_NEXT = "What happens next"
LINKED_CASES = "Linked cases"
NO_LINKS = "No linked cases."
FLAGS_SENT = "Flags sent"
FLAG_THIS_CASE = "Flag this case"
ASK_TO_LINK = "Ask to link"
PURPOSE = "Purpose"
DRAWN_WITH = "Who was there"
TABLETS_JOINED = "Tablets that joined"
UNDERSTANDING = "How understanding was checked"
KEPT_ON = "Kept"
TAKE_OUT = "On paper"
TAKE_OUT_WHY = "Opening either of these is recorded. What is printed is yours to look after."
RECORD_PDF = "Record for the file (PDF)"
YOUNG_COPY = "A copy for the young person"
ADD_LATER = "Add who was there"
ADD_LATER_WHY = "What you add now is dated as added today. What was noted then stays as it is."
ADD_WHO = "Who was there when they chose?"
ADD_WAYS = "How was understanding checked?"
ADD = "Add"
ADDED = "Added."
STEP_QUESTION = "Does this map lead to a step?"
STEP_HINT = "Every map kept for planning leads to a step, or to a reason why none is needed."
STEP_YES = "Yes, a protective step"
STEP_TEXT = "What will happen?"
STEP_TEXT_HINT = "Build on what is good. Initials only."
STEP_NONE = "No step needed, because…"
STEP_NONE_WHY = "Why is no step needed?"
SAVE_STEP = "Save"
STEP_SAVED = "Saved."
REVIEW_DATE = "Review date"
NEXT_IS_OPEN = "Say what happens next"
NO_MAP_NO_PLAN = "Nothing yet. A map that is kept for planning leads to a step."
NO_PLAN = (
    "The young person has not agreed to use this map for planning. It starts no plan and no step."
)

EMPTY_MAP = "Nothing is on this map."
WHEN_THERE = {"day": "by day", "night": "at night", "both": "day and night"}
MAP_PICTURES = {
    "star": "star",
    "sun": "sun",
    "moon": "moon",
    "bolt": "lightning",
    "leaf": "leaf",
    "paw": "paw",
    "ball": "ball",
    "music": "music",
    "game": "game",
    "book": "book",
    "cloud": "cloud",
    "crown": "crown",
    "heart": "heart",
    "smile": "happy face",
    "sad": "sad face",
    "thumb": "thumbs up",
    "question": "question mark",
}
"""What a small picture or a sticker shows; what it means, the young person says."""
MAP_SHAPES = {"square": "square", "flower": "flower", "diamond": "diamond"}
MAP_ME = "ME"
MAP_GROWN_UP = "grown-up"
FEELINGS = {"good": "good", "up_and_down": "up and down", "tricky": "tricky"}
PURPOSES = {
    "plan": "To plan safety with the young person",
    "coordinate": "To coordinate work with linked young people",
}
PRESENT = {
    "worker_only": "only the worker",
    "parent_or_carer": "a parent or carer",
    "friend": "a friend",
    "other_worker": "another worker",
    "someone_else": "someone else",
}
WAYS = {
    "own_words": "in their own words",
    "pictures": "with pictures",
    "pointing": "by pointing",
    "not_checked": "not checked",
}
PLACE_KINDS = {
    "home": "home",
    "school": "school",
    "park": "park",
    "shop": "shop",
    "bus": "bus",
    "online": "online",
    "club": "club",
    "skate": "skate park",
    "other": "a place",
}
ANSWERS = {"yes": "yes", "no": "no", "not_sure": "not sure", None: "not asked"}
LINKED_CASE = "A linked case"
LINK_STATES = {
    "asked": "Asked",
    "lapsed": "Lapsed without an answer",
    "not_renewed": "Lapsed on its review date",
    "waits_confirm": "Waits for the next worker",
    "waits_second": "Waits for the supervisor",
    "ended": "Ended",
}
FLAG_OVER = "Over"
ASK_ANSWERED = {"accepted": "You accepted", "declined": "You declined"}
NOBODY_ASKED = (
    "Linking is not open. Nobody has asked yet: the young person answers “our workers can talk "
    "together” when they keep a map."
)
NO_LINK_WHY = {
    "no_answer": "Linking is not open: no map is kept, so “our workers can talk together” has no "
    "answer.",
    "agreed_first": "Linking is not open: note first who else agreed to the map being kept.",
    "talk_not_yes": "Linking is not open: the newest answer to “our workers can talk together” is "
    "not Yes.",
    "links_full": "Linking is not open: all twelve links that a case can have are taken or asked "
    "for.",
}
NO_ACCEPT_WHY = {
    "no_answer": "You cannot accept: no map is kept on your own case, so “our workers can talk "
    "together” has no answer.",
    "agreed_first": "You cannot accept yet: note first on your own case who else agreed to the map "
    "being kept.",
    "talk_not_yes": "You cannot accept: your own young person’s newest answer to “our workers can "
    "talk together” is not Yes.",
    "links_full": "You cannot accept: your case has twelve linked cases, and no case has more.",
}

# Links
OTHER_REFERENCE = "Case reference"
OTHER_REFERENCE_HINT = "You must already know it. You cannot search."
CONSENT = "Consent"
CONSENT_HINT = "What did the young person say, and when?"
PRIVACY = "Privacy"
PRIVACY_HINT = "What will the other worker learn by this?"
PROPORTIONALITY = "Proportionality"
PROPORTIONALITY_HINT = "Why is this the least you can share?"
REVIEW_HINT = "A day within a year. What is not renewed lapses."
ASK = "Ask"
ASK_NOTE = "You will see “Asked” until they answer. A wrong reference looks the same."
ACCEPT = "Accept the link"
DECLINE_OPEN = "I do not want to link"
DECLINE = "Decline"
DECLINE_NOTE = (
    "They go on seeing “Asked” until it lapses. They are not told why. It cannot be taken back."
)
LAPSES = "Lapses on"
ASK_SETTLED = {
    "accepted": "You accepted. The cases are linked.",
    "declined": "You declined.",
    "lapsed": "This lapsed without an answer.",
    "ended": "This can no longer be answered.",
}

# Flags
IN_DANGER_NOW = "In danger now? Phone 999, then the worker. This is not an emergency line."
FLAG_HEADING = "Flag"
WHAT_HAPPENED = "What has happened?"
NEED_TO_KNOW = "What does the other worker need to know?"
NEED_TO_KNOW_HINT = "No full names. Only what they need."
HOW_SOON = "How soon must they know?"
NOT_YET = "Not yet, because…"
NOT_YET_BECAUSE = "Why not yet?"
WHO_WILL_BE_TOLD = "Who will be told"
NOBODY_LINKED = "No case is linked, so nobody is told. The flag stays on this case."
LEAVE_OUT = "Leave out, because…"
LEAVE_OUT_BECAUSE = "Why leave them out?"
SEND_FLAG = "Send flag"
FLAG_SENT = "Flag sent"
WHO_WAS_TOLD = "Who was told"
NOBODY_TOLD = "Nobody. The flag stays on this case."
LEFT_OUT = "Left out"
NO_LONGER_LINKED = "No longer linked"
NO_WORKER_NOW = "No worker at the moment"
URGENCIES = {"now": "Now", "today": "Today", "this_week": "This week"}
THRESHOLDS = {
    "1": "Level 1 · universal",
    "2": "Level 2 · early help",
    "3": "Level 3 · targeted",
    "4": "Level 4 · acute",
}
ACKS = {
    "sent": "has not said that they saw it",
    "seen": "has seen this",
    "in_touch": "has been in touch",
}

# Each field's name in the summary of faults
FIELD_NAMES = {
    "kind": "What has happened",
    "need_to_know": "What the other worker needs to know",
    "urgency": "How soon",
    "threshold": THRESHOLD,
    "told": "Whether the young person knows",
    "not_told_because": "Why not yet",
    "screened_reason": "Why it must stay",
    "reference": OTHER_REFERENCE,
    "why": "Why linking helps",
    "consent": CONSENT,
    "privacy": PRIVACY,
    "proportionality": PROPORTIONALITY,
    "review": REVIEW_DATE,
    "text": "What will happen",
    "because": "Why no step is needed",
}

# Screening
FOUND = "This may say who somebody is"
FOUND_WHAT_NOW = "Take it out, or say why it must stay."
FOUND_REASON = "Why must it stay?"
FOUND_REASON_HINT = "A few words."
FOUND_REASON_HINT_FLAG = "A few words. The flag is not held up by this."
FOUND_KINDS = {
    "name": "a full name",
    "phone": "a phone number",
    "email": "an e-mail address",
    "handle": "a social handle",
    "address": "an address",
}

# Me
SIGN_OUT = "Sign out"
NAME = "Name"
ROLE = "Role"
EMAIL_TERM = "E-mail"
ROLES = {
    "practitioner": "Practitioner",
    "supervisor": "Practice supervisor",
    "data_protection": "Data protection lead",
    "administrator": "Administrator",
}
DRAWING_OPEN = "A drawing is open"
DRAWING_OPEN_WARNING = (
    "Signing out ends it. What was drawn is gone unless the young person has kept it."
)
INSTALL = "Put PeerMap on your home screen"
INSTALL_HOW = (
    "In your browser’s menu choose “Install app” or “Add to Home screen”. "
    "Alerts then open like any other app."
)

# Times
JUST_NOW = "just now"
YESTERDAY = "yesterday"
TODAY = "Today"
YESTERDAY_AT = "Yesterday"
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
