"""A copy of a map to take: asked of the young person before it leaves, here or on My map."""

COPY: dict[str, str] = {
    "title": "My map",
    "question": "Is it safe to take this?",
    "lead": "You can have your map on paper or as a picture.",
    "who_finds": "Who may find it? Think of home, school and your phone.",
    "initials": "It shows initials. It does not say who you are.",
    "stays": "It stays in your file too.",
    "same": "You can ask for it another day.",
    "yes_paper": "Yes, to print",
    "yes_picture": "Yes, as a picture",
    "not_now": "Not now",
}
