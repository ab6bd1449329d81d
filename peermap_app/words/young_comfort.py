"""The words of the Comfort menu and of the practice board; `young.PAGES` holds them."""

COMFORT: dict[str, str] = {
    "open": "Comfort",
    "title": "Comfort",
    "lead": "Pick what feels good. It is for this map only.",
    "close": "Close",
    "big": "Bigger text",
    "calm": "Calm colours",
    "dark": "Dark screen",
    "spaced": "More space",
    "left": "Left hand",
    "still": "Keep it still",
    "sound": "Soft sounds",
}
"""The menu of comforts; each row is a switch that says on or off."""

ON_THE_BOARD: dict[str, str] = {
    "comfort": "Comfort",
    "comfort_label": "Comfort: text, colours, sounds",
    "practice_only": "Just practice. Nobody sees or keeps it.",
    "practice_back": "Go back",
    "practice_tries": "Things to try",
    "practice_count": "Try {at} of {of}",
    "practice_next": "Next thing to try",
    "practice_before": "Thing before",
    "practice_1": "Drag the fox. How close should it be?",
    "practice_2": "Tap the owl. How is it with the owl?",
    "practice_3": "Tap Join. Then tap the fox and the owl.",
    "practice_4": "Tap Person. Add a bear, by two letters.",
    "practice_5": "Tap Hide. Then come back.",
    "practice_den": "the den",
    "practice_pond": "the pond",
}
"""Part of `young.BOARD`: the button, and the line above the practice board."""
