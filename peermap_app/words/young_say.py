"""Words of "Your map, your say" that stand around the three statements: its steps, a look at what
a Yes leads to, and who is here. `young` gathers them; the same rules hold (see there).
"""

STEPS: dict[str, str] = {
    "look": "Look again",
    "know": "What it means",
    "choose": "Choose",
    "mark": "Make your mark",
}
"""The order of the screen, each a heading with its number."""

WHAT_IF: dict[str, str] = {
    "title": "What happens if you say yes?",
    "lead": "Tap a picture to find out.",
    "own_words": "Or tell your worker in your own words. You can point too.",
    "no_test": "This is not a test. We do not keep what you tap.",
    "workers": "Workers on my case can look at it",
    "workers_is": "Yes. They can look at it again.",
    "plan": "My worker can plan with it",
    "plan_is": "Only if you say yes to that too.",
    "friends": "My friends can see it",
    "friends_is": "No. Your friends do not see it.",
    "change": "I can change my mind",
    "change_is": "Yes. Some things can’t be undone.",
    "go_on": "Go on and choose",
}
"""A short step that can be skipped. What is tapped stays on the page and goes nowhere."""

HERE: dict[str, str] = {
    "title": "Who is here with you?",
    "open": "Tap to say. You can skip this.",
    "lead": "Tap who is here. You can skip this.",
    "kept": "If you keep your map, we keep this with it.",
    "worker_only": "Just me and my worker",
    "parent_or_carer": "A parent or carer",
    "friend": "A friend",
    "someone_else": "Someone else",
    "fine": "Is it OK to choose with them here?",
    "yes": "Yes",
    "no": "No",
    "not_sure": "Not sure",
    "thanks": "Thank you for saying so.",
    "wait": "You can wait. You can finish later.",
    "step_out": "You can ask them to step out. Your worker can help.",
    "later_button": "Finish later",
    "go_on": "Go on",
}
"""Asked of the young person; it blocks nothing. `open` stands on the card until it is answered."""
