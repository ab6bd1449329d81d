"""Every word on a young person's screens. One catalogue with a version: consent points at it.

Rules (product.md, "Words for young people"): at most 15 words a sentence, one idea, active voice,
no jargon, Flesch-Kincaid grade at most 4 over each page; `tests/house/` measures all of it. A
sentence's id is its page and key (`PAGES`), such as `start.title`. `{worker}` is a first name. Each
line of a tuple is shown and read aloud on its own, beside the picture or sign that is named first.
"""

VERSION = "en-2026-11-24"
"""Changes whenever a word of the start page or of Your map, your say does; kept with consent."""
LANGUAGE = "en"

# The two fixed sentences (product.md)
POLICE = ("Police cannot use this app.", "A court can make us share.")
WHO_SEES = ("Workers on your case, their manager and our records checker can see it.",)
FIXED = (" ".join(POLICE), " ".join(WHO_SEES))

# On more than one screen
YES = "Yes"
NO = "No"
NOT_SURE = "Not sure"
READ_IT = "Read it to me"
STOP_READING = "Stop reading"
OFFLINE = "No connection. Your map is safe here. Carry on drawing."
BACK_ONLINE = "You are connected again."

# Joining: the plain pages at /join
JOIN: dict[str, str] = {
    "page": "Join · PeerMap",
    "title": "Join a drawing",
    "lead": "Your worker has a code for you.",
    "code": "Type the code",
    "code_hint": "Six letters and numbers, like 7KD 4QM.",
    "join": "Join",
    "link_title": "Ready to draw?",
    "link_lead": "Tap the button. Your worker then says yes to this tablet.",
    "link_join": "Join the drawing",
    "problem": "There is a problem",
}

# The board: handed to the canvas component as it is
BOARD: dict[str, str] = {
    "title": "Your map",
    "board": "Your map",
    "me": "ME",
    "me_label": "Me, in the middle",
    "not_saved": "Not saved yet",
    "finished": "I’m finished",
    "hide": "Hide",
    "hide_label": "Hide the map",
    "show_again": "Show my map",
    "cover": "A calm picture. Your map is hidden.",
    "back_label": "Back",
    # the questions, the good ones first
    "questions": "Questions to help you",
    "question_1": "Who do you like spending time with?",
    "question_2": "Where do you spend time together?",
    "question_3": "Who really matters to you?",
    "question_4": "What is good about it?",
    "question_5": "What is tricky?",
    "question_6": "Who would you go to if something was wrong?",
    "question_7": "Is there anyone who isn’t joined up with anyone?",
    "question_count": "Question {at} of {of}",
    "question_next": "Next question",
    "question_back": "Question before",
    "read_aloud": "Read this aloud",
    # tools
    "tools": "Tools",
    "tool_person": "Person",
    "tool_person_label": "Add a person",
    "tool_place": "Place",
    "tool_place_label": "Add a place",
    "tool_join": "Join",
    "tool_join_label": "Join two people",
    "tool_draw": "Draw",
    "tool_draw_label": "Draw on your map",
    "tool_sticker": "Sticker",
    "tool_undo": "Undo",
    "tool_undo_label": "Undo what I did",
    "tool_redo": "Redo",
    "tool_redo_label": "Do it again",
    "tool_list": "List",
    "tool_list_label": "See your map as a list",
    "pens": "Pens",
    "ink_ink": "black",
    "ink_coral": "red",
    "ink_teal": "green",
    "ink_sky": "blue",
    "ink_sun": "yellow",
    "ink_lilac": "purple",
    "size_1": "thin",
    "size_2": "middle",
    "size_3": "thick",
    "rub_label": "Rub out",
    "zoom": "Look closer or see more",
    "zoom_in": "Look closer",
    "zoom_out": "See more",
    "zoom_fit": "See all of it",
    # adding and naming
    "who_is_it": "Who is it?",
    "friend": "Friend",
    "grown_up": "Grown-up",
    "initials": "Initials",
    "initials_hint": "One to three letters. No full names.",
    "initials_missing": "Type one to three letters.",
    "too_long": "Three letters at most. Use initials.",
    "letters_only": "Use letters only.",
    "is_that_a_name": "Is that a name? Use initials.",
    "not_a_name": "It is not a name",
    "add": "Add",
    "change": "Change",
    "cancel": "Cancel",
    "close": "Close",
    "rename": "Change initials",
    "roles": "Or pick who it is",
    "role_mum": "mum",
    "role_dad": "dad",
    "role_nan": "nan",
    "role_grandad": "grandad",
    "role_brother": "brother",
    "role_sister": "sister",
    "role_cousin": "cousin",
    "role_carer": "carer",
    "role_coach": "coach",
    "role_teacher": "teacher",
    "role_youth_worker": "youth worker",
    "role_worker": "worker",
    "role_someone_else": "someone else",
    # people
    "how_is_it": "How is it with {who}?",
    "how_between": "How is it between {a} and {b}?",
    "feeling_good": "good",
    "feeling_up_and_down": "up & down",
    "feeling_tricky": "tricky",
    "colour": "Colour",
    "colour_sky": "blue",
    "colour_sun": "yellow",
    "colour_lilac": "purple",
    "colour_mint": "green",
    "colour_peach": "peach",
    "colour_rose": "pink",
    "matters": "Really matters to me",
    "matters_short": "Really matters",
    "join_someone": "Join to someone",
    "join_hint": "Tap one, then the other.",
    "put_in_place": "Put in a place",
    "no_place": "In no place",
    "new_place": "A new place",
    "closer": "Closer",
    "closer_who": "Move {who} closer",
    "further": "Further",
    "further_who": "Move {who} further",
    "move": "Move",
    "move_hint": "Tap where it goes.",
    "take_off": "Take off my map",
    "take_off_who": "Take {who} off my map",
    "joined_to": "Joined to {who}",
    "in_place": "In {place}",
    "ring_really_close": "really close",
    "ring_close": "close",
    "ring_further": "further out",
    # places
    "place_home": "home",
    "place_school": "school",
    "place_park": "park",
    "place_shop": "shop",
    "place_bus": "bus",
    "place_online": "online",
    "place_club": "youth club",
    "place_skate": "skate park",
    "place_other": "somewhere else",
    "place_own": "Or your own words",
    "place_missing": "Type a word for the place.",
    "place_reason": "Why must it stay?",
    "place_named": "{place}, a place",
    "add_place": "Add",
    "rename_place": "Change the word",
    "bigger": "Bigger",
    "smaller": "Smaller",
    # lines
    "line": "Line",
    "tie_title": "{a} and {b}",
    "take_line_off": "Take the line off",
    # the list
    "list_title": "Your map as a list",
    "list_people": "People",
    "list_no_people": "Nobody yet. Add someone you like.",
    "list_places": "Places",
    "list_no_places": "No places yet.",
    "list_lines": "Lines",
    "list_no_lines": "No lines yet.",
    "list_drawings": "Drawings",
    "list_no_drawings": "No drawings yet.",
    "drawing_n": "Drawing {n}, {ink}",
    # what is told aloud when the other device changed something
    "news_added": "{who} is on the map.",
    "news_moved": "{who} moved.",
    "news_changed": "{who} changed.",
    "news_removed": "Somebody came off the map.",
    "news_place": "{place} is on the map.",
    "news_joined": "{a} and {b} are joined.",
    "news_drawn": "There is a new drawing.",
    "news_other": "The map changed.",
    "hint_join_first": "Tap one person.",
    "hint_join_second": "{who}. Now tap the other.",
    # beginnings, ends, connection
    "empty": "Tap Person to add someone you like.",
    "nearly_full": "Nearly full. You can add {left} more.",
    "offline": OFFLINE,
    "online": BACK_ONLINE,
    "sending": "Sending your last changes.",
    "undo_dropped": "That changed since. There is nothing to undo.",
    "still": "Your map stays still while you choose.",
}

# Waiting for the worker to say "That's our tablet"
WAITING_TITLE = "Nearly there"
WAITING_LINES = (
    "Your worker checks that this is the right tablet.",
    "Hold on. The next page opens by itself.",
)

# Before drawing (screens/tablet-start.png)
START_TITLE = "This is your map"
START_LEAD = ("You draw the people and places that matter to you.", "{worker} is your worker.")
START_CARDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("together", ("It helps you and {worker} plan how you stay safe.",)),
    ("initials", ("Use initials.", "No full names.")),
    ("watching", ("{worker} sees it while you draw.",)),
    (
        "tell",
        (
            "If someone may get hurt, {worker} may have to tell.",
            "They will tell you first if they can.",
        ),
    ),
    ("skip", ("Skip anything.", "Stop when you like.")),
    ("yours", ("Nothing is kept unless you say yes at the end.",)),
)
START_DRAWING = "Start drawing"
NOT_TODAY = "Not today"
BIGGER = "Bigger text"

# Your map, your say (screens/tablet-consent.png)
SAY_TITLE = "Your map, your say"
SAY_LEAD = "This is what you drew. It stays still while you choose."
PICTURE_NUMBER = "Picture"
GO_BACK = "Go back and change it"
SAY_NOTES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("people", WHO_SEES),
    ("shield", POLICE),
    ("again", ("You can change your mind.", "Some things can’t be undone.")),
    (
        "speech",
        (
            "If someone may get hurt, your worker may have to tell.",
            "They will tell you first if they can.",
        ),
    ),
    ("ring", ("You get the same help if you say no.",)),
)
ASKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "keep": (
        "Keep this map in my file?",
        (
            "Workers on my case can look at it again.",
            "If a big decision used it, a locked copy stays.",
        ),
    ),
    "plan": ("Use it to plan how I stay safe?", ("My worker and I choose what goes in.",)),
    "talk": (
        "Can our workers talk together?",
        (
            "Mine and my friends’.",
            "They will know we are friends.",
            "They can warn each other.",
            "They do not see this map.",
        ),
    ),
}
NOT_SURE_LATER = "Not sure? You can finish later."
CLOSED = "You said no to keeping it. So we do not ask this."
OPEN_COUNTS = "No answer counts as Not sure."
MAKE_YOUR_MARK = "Make your mark. Any squiggle is fine."
CLEAR_MARK = "Rub out and try again"
USE_A_TICK = "Use a tick instead"
DONT_KEEP = "Don’t keep anything"
KEEP = "Keep what I said yes to"
FINISH_LATER = "Finish later"

# Finish later asks for the young person's own Yes before anything waits (rule 3)
FINISH_LATER_TITLE = "Finish later?"
FINISH_LATER_NOT_SURE = ("Not sure is fine. We keep nothing for now.",)
FINISH_LATER_LINES = (
    "Your map waits until {worker} signs out. Then it goes.",
    "It is not in your file.",
    "Nobody will ask you about it again.",
)
FINISH_LATER_YES = "Yes, finish later"
FINISH_LATER_NO = "No, go back"
LATER_TITLE = "Your map waits"
LATER_LINES = (
    "It waits until {worker} signs out. Then it goes.",
    "It is not in your file.",
)
CARRY_ON = "Carry on drawing"

# How it ended: Ending -> (picture, title, lines)
_HELP = "You get the same help."
_SEEN = "{worker} has seen it and may remember."
_BACK = "You can give the tablet back now."
OVER: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "kept": (
        "kept",
        "Your map is in your file",
        (
            "We use it only for what you said yes to.",
            "You can change your mind. Tell {worker}.",
            "Some things can’t be undone.",
            _BACK,
        ),
    ),
    "not_kept": ("gone", "Nothing was kept", ("Your map has gone.", _SEEN, _HELP, _BACK)),
    "not_today": ("bye", "Not today is fine", ("Nothing was kept.", _HELP, _BACK)),
    "ended_by_worker": ("gone", "This drawing has ended", ("Nothing was kept.", _SEEN, _BACK)),
    "signed_out": ("gone", "This drawing has ended", ("Nothing was kept.", _SEEN, _BACK)),
    "expired": ("gone", "This drawing has ended", ("Nothing was kept.", _SEEN, _BACK)),
}
OVER_TITLE = "This drawing has ended"
OVER_LINES = ("To draw again, ask for a new code.",)


def _ids(**said: str | tuple[object, ...]) -> dict[str, str]:
    """Key -> sentence(s); a tuple's lines are numbered, what names a picture is left out."""
    ids: dict[str, str] = {}
    for key, value in said.items():
        lines = (value,) if isinstance(value, str) else tuple(_lines(value))
        for number, line in enumerate(lines, 1):
            ids[key if len(lines) == 1 else f"{key}_{number}"] = line
    return ids


def _lines(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    assert isinstance(value, tuple)
    return [line for part in value for line in _lines(part)]


PAGES: dict[str, dict[str, str]] = {
    "join": JOIN,
    "waiting": _ids(title=WAITING_TITLE, line=WAITING_LINES),
    "start": _ids(
        title=START_TITLE,
        lead=START_LEAD,
        card=tuple(said for _, said in START_CARDS),
        read=READ_IT,
        stop=STOP_READING,
        bigger=BIGGER,
        start=START_DRAWING,
        not_today=NOT_TODAY,
    ),
    "board": BOARD,
    "say": _ids(
        title=SAY_TITLE,
        lead=SAY_LEAD,
        picture=PICTURE_NUMBER,
        go_back=GO_BACK,
        note=tuple(said for _, said in SAY_NOTES),
        keep=ASKS["keep"],
        plan=ASKS["plan"],
        talk=ASKS["talk"],
        yes=YES,
        no=NO,
        not_sure=NOT_SURE,
        not_sure_later=NOT_SURE_LATER,
        closed=CLOSED,
        open_counts=OPEN_COUNTS,
        mark=MAKE_YOUR_MARK,
        clear=CLEAR_MARK,
        tick=USE_A_TICK,
        dont_keep=DONT_KEEP,
        keep_button=KEEP,
        later=FINISH_LATER,
    ),
    "finish_later": _ids(
        title=FINISH_LATER_TITLE,
        not_sure=FINISH_LATER_NOT_SURE,
        line=FINISH_LATER_LINES,
        yes=FINISH_LATER_YES,
        no=FINISH_LATER_NO,
    ),
    "later": _ids(title=LATER_TITLE, line=LATER_LINES, dont_keep=DONT_KEEP, carry_on=CARRY_ON),
    **{ending: _ids(title=title, line=said) for ending, (_, title, said) in OVER.items()},
    "over": _ids(title=OVER_TITLE, line=OVER_LINES),
}
"""Every page of a young person by its id; a page's text as a whole is measured for reading age."""


def fill(text: str, **parts: str) -> str:
    """A sentence with its `{parts}` filled in; nothing else in it is touched."""
    for name, value in parts.items():
        text = text.replace("{" + name + "}", value)
    return text
