"""Words of the card and of My map, for young people: `young.PAGES` counts them among its pages.

The door says nothing of what is behind it: somebody else may have found the card. The same rules as
in `young.py`: at most 15 words a sentence, grade at most 4, never a promise of secrecy.
"""

CARD: dict[str, str] = {
    "safe_title": "Is it safe to take this?",
    "safe_what": "You can have a card. It opens your map on a phone.",
    "safe_found": "Somebody could find the card. It asks for a PIN that you choose.",
    "safe_seen": "Somebody could see your screen, or make you open it.",
    "safe_later": "Not now is fine. You can ask for one when you draw again.",
    "safe_yes": "Yes, make a card",
    "safe_no": "Not now",
    "pin_title": "Choose a PIN",
    "pin_lead": "Use 4 to 8 numbers. Choose ones that are hard to guess.",
    "pin_own": "Type it so that nobody sees. Do not tell anyone.",
    "pin_easy": "That PIN is easy to guess. Choose another one.",
    "again_title": "Type your PIN again",
    "again_lead": "So that we both know it is right.",
    "pin_pad": "Numbers",
    "pin_typed": "Numbers typed: {n}",
    "pin_rub": "Rub out",
    "pin_next": "Next",
    "pin_make": "Make my card",
    "card_title": "Your card",
    "card_scan": "Scan this with your own phone.",
    "card_qr": "A code to scan with your phone",
    "card_or": "Or open this page and type your words.",
    "card_words": "Your words",
    "card_once": "You see this card one time. Scan it or write it down.",
    "card_pin": "It asks for your PIN. We can’t look it up.",
    "card_done": "I have it",
}

DOOR: dict[str, str] = {
    "page": "My page",
    "problem": "Nearly. Look again.",
    "shut": "It does not open now.",
    "link_title": "Type your PIN",
    "title": "Type your words and your PIN",
    "words": "Your four words",
    "pin": "Your PIN",
    "open": "Open",
    "closed": "This page is closed. You can open it again.",
}
"""Before the PIN nothing tells what this is."""

MY_MAP: dict[str, str] = {
    "page": "My page",
    "title": "My map",
    "lead": "This is what you drew and what you said.",
    "said": "What I said",
    "now": "This is what counts now.",
    "keep": "Keep my map",
    "plan": "Use it to plan how I stay safe",
    "talk": "Our workers can talk together",
    "yes": "Yes",
    "no": "No",
    "not_sure": "Not sure",
    "change": "Change my mind",
    "change_what": "Change my mind: {what}",
    "when": "When I said it",
    "chose": "{day}: I kept map {number}.",
    "changed": "{day}: I changed “{what}” to {answer}.",
    "aloud": "{day}: I said “{answer}” to “{what}”. A worker wrote it down.",
    "talk_ended": "If that Yes let workers talk together, it stopped then.",
    "keep_ended": "If it was my last map, planning and talking stopped too.",
    "looked": "Who looked",
    "looked_lead": "At work, these people looked at your map or your file.",
    "looked_days": "See the days",
    "looked_worker": "{day}: A worker looked.",
    "looked_manager": "{day}: A worker’s manager looked.",
    "looked_checker": "{day}: Our records checker looked.",
    "looked_nobody": "Nobody has looked yet.",
    "map": "My map",
    "older": "My older maps",
    "number": "Map {number}, kept {day}",
    "until": ("Your worker looks at this map again before {day}. If nobody does, it closes then."),
    "lapsed": (
        "Map {number} closed on {day}. Nobody can see it now. Your worker can open it again for a "
        "while. You can still take it out of your file."
    ),
    "gone": "Map {number} is gone. You said so.",
    "locked": (
        "Map {number} is gone from your file. A big decision used it. "
        "So a locked copy stays. Only our records checker can open it."
    ),
    "picture": "The map that I drew",
    "in_words": "This map in words",
    "no_map": "There is no map any more.",
    "take": "Take a copy of this map",
    "take_phone": "Your phone keeps the copy when you close this page.",
    "take_back": "Take this map out of my file",
    "words": "The words I saw",
    "words_of": "Map {number}",
    "words_old": "We do not have these words any more.",
    "talk_to": "Who to talk to",
    "nobody": "Ask for your worker when you need one.",
    "call": "Call {worker}",
    "text": "Text {worker}",
    "help": "Help lines",
    "help_lead": "They can help you too. They do not see your map.",
    "danger": "In danger now? Call 999.",
    "close": "Close this page",
    "end": "End this page for good",
    "read": "Read it to me",
    "stop": "Stop reading",
    "cut": "No connection. Nothing was sent. Try again soon.",
}

MIND: dict[str, str] = {
    "title": "Change my mind",
    "now": "Now you say: {answer}.",
    "to_yes": "Say Yes",
    "to_no": "Say No",
    "to_not_sure": "Say Not sure",
    "leave": "Leave it as it is",
    "keep_title": "Take map {number} out of my file?",
    "keep_gone": "We throw this map away. You can’t get it back.",
    "keep_locked": (
        "If a big decision used it, a locked copy stays. Only our records checker can open it."
    ),
    "keep_last": "If this is your last map, planning and talking stop too.",
    "keep_seen": "Workers who saw it may remember.",
    "keep_yes": "Yes, take it out",
    "plan_title": "Use it to plan how I stay safe?",
    "plan_stop": "If you say No or Not sure, nobody plans with your map.",
    "plan_ends": "Steps you made with it end. What was done stays done.",
    "plan_again": "If you say Yes later, old steps do not come back.",
    "talk_title": "Can our workers talk together?",
    "talk_what": (
        "Mine and my friends’. They will know we are friends. "
        "They can warn each other. They do not see this map."
    ),
    "talk_stop": "If you say No or Not sure, they stop because of your map.",
    "talk_told": "What they told each other can’t be untold.",
    "talk_tell": "If someone may get hurt, your worker may still have to tell.",
}
"""Before each change: what happens, and what can not be undone."""

MIND_DONE: dict[str, str] = {
    "title": "You changed your mind",
    "day": "This was on {day}.",
    "said": "To “{what}” you say {answer} now.",
    "out": "Map {number} is out of your file now.",
    "talk_ended": (
        "If your Yes let workers talk together, that has stopped. "
        "If someone may get hurt, they may still have to tell."
    ),
    "keep_ended": (
        "If it was your last map, planning and talking stopped too. "
        "If someone may get hurt, workers may still have to tell."
    ),
    "undone": "Some things can’t be undone. Workers may remember what they saw.",
    "keep_this": "It is on your page too. You can look it up there.",
    "back": "Back to my map",
}

END: dict[str, str] = {
    "title": "End this page for good?",
    "lead": "The card does not open it any more.",
    "stays": "Your map and what you said stay as they are.",
    "new": "You can ask for a new card when you draw again.",
    "yes": "Yes, end it",
    "no": "No, go back",
    "ended": "This page has ended",
    "ended_lead": "You can throw the card away.",
}

PAGES: dict[str, dict[str, str]] = {
    "card": CARD,
    "my_map_door": DOOR,
    "my_map": MY_MAP,
    "mind": MIND,
    "mind_done": MIND_DONE,
    "my_map_end": END,
}
