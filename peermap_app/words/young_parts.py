"""What the board's cards, trays and list say beside `young.BOARD`: looks, stickers, first moves.

The same rules as in `young.py`, whose `BOARD` holds these too.
"""

from typing import Final

PARTS: Final[dict[str, str]] = {
    # the first move of each question, on the board
    "first_1": "Add someone",
    "first_2": "Add a place",
    "first_3": "Show who",
    "first_4": "Tap someone",
    "first_5": "Tap someone",
    "first_6": "Add a grown-up",
    "first_7": "Show me",
    "hint_matter": "Tap who really matters.",
    "hint_someone": "Tap someone. Then tap a face.",
    "alone": "Not joined up yet: {who}.",
    "alone_nobody": "Everybody is joined up.",
    "done": "Done",
    # letters of our own, and someone without initials
    "keypad": "Letters",
    "keypad_use": "Pick letters here",
    "keypad_delete": "Take off the last letter",
    "nameless": "Someone without initials",
    "nameless_pick": "Pick a picture for them",
    # what the cards and the trays say
    "look": "Colour and shape",
    "look_shape": "Shape and picture",
    "look_place": "Colour and size",
    "look_size": "Size",
    "how_there": "How is it there?",
    "when": "When are you there?",
    "carries": "People move with it",
    "wider": "Wider",
    "taller": "Taller",
    "tool_sticker_label": "Put on a sticker",
    "hint_sticker": "Pick a sticker. Then tap your map.",
    "take_sticker_off": "Take it off",
    "join_stopped": "No line was made.",
    # adding from the list
    "add_line": "Add a line",
    "add_sticker": "Add a sticker",
    "line_first": "Pick one.",
    "line_second": "{who}. Now pick the other.",
    # few more fit
    "fits_places_1": "One more place fits.",
    "fits_places_2": "Two more places fit.",
    "fits_stickers_1": "One more sticker fits.",
    "fits_stickers_2": "Two more stickers fit.",
    # more that is told aloud
    "news_at": "{who}: {where}.",
    "news_off": "{who} is off the map.",
    "news_parted": "{a} and {b} are not joined now.",
    "news_rubbed": "Some ink is gone.",
}
