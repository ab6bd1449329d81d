"""Every word on a young person's screens. One catalogue with a version: consent points at it.

Rules (product.md, "Words for young people"): at most 15 words a sentence, one idea, active voice,
no jargon, Flesch-Kincaid grade at most 4 over each page; `tests/house/` measures all of it. A
sentence's id is its page and key, such as `start.nothing_kept`. `{worker}` is a first name.
"""

from . import young_copy, young_say
from .my_map import PAGES as _MY_MAP_PAGES
from .young_comfort import COMFORT, ON_THE_BOARD
from .young_hand import HAND

COPY, HERE = young_copy.COPY, young_say.HERE
STEPS, WHAT_IF = young_say.STEPS, young_say.WHAT_IF

VERSION = "en-2026-11-24-chrome"
"""Changes whenever a sentence of START, CONSENT, STEPS, WHAT_IF or HERE does; kept with every
consent."""
LANGUAGE = "en"

POLICE = "Police cannot use this app. A court can make us share."
WHO_SEES = "Workers on your case, their manager and our records checker can see it."
FIXED = (POLICE, WHO_SEES)
"""The two fixed sentences of product.md."""

COMMON: dict[str, str] = {
    "read_to_me": "Read it to me",
    "read_aloud": "Read this aloud",
    "stop_reading": "Stop reading",
    "yes": "Yes",
    "no": "No",
    "not_sure": "Not sure",
    "go_back": "Go back",
    "offline": "No connection. Your map is safe here. Carry on drawing.",
    "lost_tap": "We lost touch. Look, and tap that again.",
    "loading": "One moment.",
    "no_script": "This page needs JavaScript. Ask your worker for help.",
    "language": "Language",
}

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
    "go_on": "Go on with your drawing",
}

WAIT: dict[str, str] = {
    "title": "Nearly there",
    "lead": "Your worker checks that this is the right tablet.",
    "hint": "Hold on. The next page opens by itself.",
}

START: dict[str, str] = {
    "title": "This is your map",
    "lead": "You draw the people and places that matter to you.",
    "your_worker": "{worker} is your worker.",
    "helps": "It helps you and {worker} plan how you stay safe.",
    "sees": "{worker} sees it while you draw.",
    "skip": "Skip anything. Stop when you like.",
    "initials": "Use initials. No full names.",
    "must_tell": (
        "If someone may get hurt, {worker} may have to tell. They will tell you first if they can."
    ),
    "nothing_kept": "Nothing is kept unless you say yes at the end.",
    "start": "Start drawing",
    "not_today": "Not today",
    "try_first": "Try it first",
}


BOARD: dict[str, str] = {
    "title": "Your map",
    "board_label": "Your map. You are in the middle.",
    "still_label": "Your map, standing still",
    "me": "ME",
    "me_label": "Me, in the middle",
    "not_saved": "Not saved yet",
    "finished": "I’m finished",
    "hide": "Hide",
    "hide_label": "Hide the map",
    "show_again": "Show my map",
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
    "sure_initials": "Are these initials? Then tap again.",
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
    "hint_join_second": "{who}. Now tap the other.",
    "put_in_place": "Put in a place",
    "no_place": "In no place",
    "new_place": "A new place",
    "closer": "Closer",
    "closer_who": "Move {who} closer",
    "further": "Further",
    "further_who": "Move {who} further",
    "move": "Move",
    "hint_move": "Tap where it goes.",
    "hint_rub": "Tap or rub what you drew.",
    "take_off": "Take off my map",
    "take_off_who": "Take {who} off my map",
    "joined_to": "Joined to {who}",
    "in_place": "In {place}",
    "ring_really_close": "really close",
    "ring_close": "close",
    "ring_further": "further out",
    # shapes and pictures: they mean what the young person says they mean
    "shape": "Shape",
    "shape_round": "circle",
    "shape_square": "square",
    "shape_flower": "flower",
    "shape_diamond": "diamond",
    "picture": "Picture",
    "picture_none": "no picture",
    "picture_star": "star",
    "picture_sun": "sun",
    "picture_moon": "moon",
    "picture_bolt": "lightning",
    "picture_leaf": "leaf",
    "picture_paw": "paw",
    "picture_ball": "ball",
    "picture_music": "music",
    "picture_game": "game",
    "picture_book": "book",
    "picture_cloud": "cloud",
    "picture_crown": "crown",
    # stickers
    "sticker_heart": "heart",
    "sticker_star": "star",
    "sticker_smile": "happy face",
    "sticker_sad": "sad face",
    "sticker_thumb": "thumbs up",
    "sticker_bolt": "lightning",
    "sticker_question": "question mark",
    "sticker_music": "music",
    "sticker_sun": "sun",
    "sticker_cloud": "cloud",
    "sticker_crown": "crown",
    "sticker_paw": "paw",
    "sticker_named": "A sticker: {sticker}",
    "news_sticker": "There is a new sticker: {sticker}.",
    "list_stickers": "Stickers",
    "list_no_stickers": "No stickers yet.",
    "no_stickers_full": "The map is full. It holds 40 stickers.",
    # places
    "when_day": "by day",
    "when_night": "at night",
    "when_both": "day and night",
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
    "place_too_long": "That is too long. Use 24 letters at most.",
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
    "news_undone": "Undone.",
    "news_redone": "Done again.",
    # beginnings, ends, connection
    "empty": "Tap Person to add someone you like.",
    "fits_1": "One more person fits.",
    "fits_2": "Two more people fit.",
    "offline": "No connection. Your map is safe here. Carry on drawing.",
    "sending": "Sending your last changes.",
    "undo_gone": "That changed since. There is nothing to undo.",
    "not_connected": "No connection. Your map is safe here. Carry on drawing.",
    # why something could not be done, said on the device itself
    "no_people_full": "The map is full. It holds 20 people.",
    "no_places_full": "The map is full. It holds 12 places.",
    "no_ties_full": "The map is full. It holds 80 lines.",
    "no_strokes_full": "The page is full of ink. Rub some out first.",
    "no_already_joined": "They are joined now.",
    "no_gone": "That is not on the map any more.",
    "no_other": "That did not work. Try again.",
    "still": "Your map stays still while you choose.",
    **ON_THE_BOARD,
    **HAND,
}

CONSENT: dict[str, str] = {
    "title": "Your map, your say",
    "still": "This is what you drew. It stays still while you choose.",
    "version": "This is picture {number}.",
    "change_it": "Go back and change it",
    "who_sees": WHO_SEES,
    "police": POLICE,
    "change_mind": "You can change your mind. Some things can’t be undone.",
    "must_tell": (
        "If someone may get hurt, your worker may have to tell. "
        "They will tell you first if they can."
    ),
    "same_help": "You get the same help if you say no.",
    "keep": "Keep this map in my file?",
    "keep_more": (
        "Workers on my case can look at it again. If a big decision used it, a locked copy stays."
    ),
    "plan": "Use it to plan how I stay safe?",
    "plan_more": "My worker and I choose what goes in.",
    "talk": "Can our workers talk together?",
    "talk_more": (
        "Mine and my friends’. They will know we are friends. "
        "They can warn each other. They do not see this map."
    ),
    "yes": "Yes",
    "no": "No",
    "not_sure": "Not sure",
    "unanswered": "No answer counts as Not sure.",
    "closed": "You said no to keeping it. So we do not ask this.",
    "mark": "Make your mark. Any squiggle is fine.",
    "mark_label": "A box to draw your mark in",
    "mark_again": "Rub out and try again",
    "mark_done": "Your mark is there.",
    "tick": "Use a tick instead",
    "keep_button": "Keep what I said yes to",
    "dont_keep_button": "Don’t keep anything",
    "later_button": "Finish later",
}
"""Your map, your say. Its wording is what VERSION stands for."""

NOT_SURE: dict[str, str] = {
    "title": "Not sure is fine",
    "lead": "We keep nothing for now.",
    "later_offer": "You can finish later. Or choose again.",
    "later_button": "Finish later",
    "choose_again": "Choose again",
    "dont_keep_button": "Don’t keep anything",
}
"""Shown when "Keep what I said yes to" was tapped and the first answer is Not sure."""

AGAIN: dict[str, str] = {
    "lead": "We can start from your map of {day}.",
    "stays": "The old one stays as it is.",
    "start": "Start from my map",
    "empty": "Start with an empty map",
    "before": "Your map before",
    "before_is": "This is your map of {day}. It stays as it is.",
    "before_label": "The map you had before. It stands still.",
    "close": "Close",
}
"""A drawing that starts from a kept map, and the earlier one beside it."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Whole words, for they are read aloud."""

HANDED: dict[str, str] = {
    "waits": "Your map waits a few hours at most. Then it goes.",
    "done": "Give this device back to {worker}.",
    "back_to_work": "Back to work: sign in",
}
"""On a worker's own device that was handed over: nobody signs out of it. The link is theirs."""

DONT_KEEP: dict[str, str] = {
    "title": "Keep nothing?",
    "lead": "We throw this map away. You can’t get it back.",
    "remember": "{worker} has seen it and may remember.",
    "yes": "Yes, keep nothing",
    "no": "No, go back",
}

FINISH_LATER: dict[str, str] = {
    "title": "Finish later?",
    "lead": "Your map waits until {worker} signs out. Then it goes.",
    "not_file": "It is not in your file.",
    "no_reminder": "Nobody will ask you about it again.",
    "yes": "Yes, finish later",
    "no": "No, go back",
}
"""Asks for the young person's own Yes before anything waits (rule 3)."""

LATER: dict[str, str] = {
    "title": "Your map waits",
    "lead": "It waits until {worker} signs out. Then it goes.",
    "not_file": "It is not in your file.",
    "carry_on": "Carry on drawing",
    "dont_keep": "Don’t keep anything",
}

KEPT: dict[str, str] = {
    "title": "Your map is in your file",
    "thanks": "Thank you for your say.",
    "said": "This is what you said.",
    "keep_yes": "Keep it: Yes.",
    "plan_yes": "Plan with it: Yes.",
    "plan_no": "Plan with it: No. So nobody plans with it.",
    "plan_not_sure": "Plan with it: Not sure. So nobody plans with it.",
    "talk_yes": "Workers can talk: Yes.",
    "talk_no": "Workers can talk: No. So they do not talk because of this map.",
    "talk_not_sure": "Workers can talk: Not sure. So they do not talk because of this map.",
    "change_mind": "You can change your mind. Some things can’t be undone.",
    "ask": "To change it, tell {worker}.",
    "done": "You can give the tablet back now.",
}

NOT_KEPT: dict[str, str] = {
    "title": "Nothing was kept",
    "lead": "Your map has gone.",
    "remember": "{worker} has seen it and may remember.",
    "same_help": "You get the same help.",
    "done": "You can give the tablet back now.",
}

NOT_TODAY: dict[str, str] = {
    "title": "Not today is fine",
    "lead": "Nothing was drawn. Nothing was kept.",
    "same_help": "You get the same help.",
    "done": "You can give the tablet back now.",
}

ENDED: dict[str, str] = {
    "title": "This drawing has ended",
    "lead": "Nothing was kept.",
    "remember": "{worker} has seen it and may remember.",
    "again": "To draw again, ask for a new code.",
    "done": "You can give the tablet back now.",
}
"""Ended by the worker, by signing out, or because the day's session was over."""

PAGES: dict[str, dict[str, str]] = {
    "common": COMMON,
    "join": JOIN,
    "wait": WAIT,
    "start": START,
    "comfort": COMFORT,
    "board": BOARD,
    "consent": CONSENT,
    "steps": STEPS,
    "what_if": WHAT_IF,
    "here": HERE,
    "not_sure": NOT_SURE,
    "dont_keep": DONT_KEEP,
    "finish_later": FINISH_LATER,
    "later": LATER,
    "kept": KEPT,
    "not_kept": NOT_KEPT,
    "not_today": NOT_TODAY,
    "ended": ENDED,
    "copy": COPY,
    "again": AGAIN,
    "handed": HANDED,
    **_MY_MAP_PAGES,
}
"""Every page by its id; `start.title` is PAGES["start"]["title"]."""


def fill(text: str, **parts: str) -> str:
    """A sentence with its `{parts}` filled in; nothing else in it is touched."""
    for name, value in parts.items():
        text = text.replace("{" + name + "}", value)
    return text
