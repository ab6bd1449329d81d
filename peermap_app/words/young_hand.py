"""What the board says of what a hand does to it, beside `young.BOARD`, which holds these too.

The same rules as in `young.py`.
"""

from typing import Final

HAND: Final[dict[str, str]] = {
    "hint_join": "Tap one, then the other. Or draw a line.",
    # a ring drawn round people, with Join
    "lasso_few": "Draw a ring round two people or more.",
    "lasso_many": "That is a lot at once. Try a smaller ring.",
    "lasso_joined": "They are all joined now.",
    "lasso_full": "There is no room for so many lines.",
    "lasso_done": "You joined {most} people.",
}
