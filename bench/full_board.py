"""The full board of the figures: 20 people, 6 places, 40 joins, 60 strokes. The same every time."""

import math
from typing import Any

PEOPLE, PLACES, TIES, STROKES, POINTS = 20, 6, 40, 60, 40
FEELINGS = ("good", "good", "up_and_down", "tricky", None)
COLOURS = ("sky", "sun", "lilac", "mint", "peach", "rose")
INKS = ("ink", "coral", "teal")
LABELS = ("school", "skate park", "youth club", "bus", "online", "shop")
KINDS = ("school", "skate", "club", "bus", "online", "shop")
# Pairs of letters that no one reads as a name.
INITIALS = (
    "JS",
    "AK",
    "TM",
    "LB",
    "DW",
    "RO",
    "FH",
    "GC",
    "VK",
    "NP",
    "QR",
    "XT",
    "BH",
    "CD",
    "KP",
    "WZ",
    "HJ",
    "MV",
    "PG",
    "RL",
)


def full_board() -> dict[str, Any]:
    """The map in the wire form of a snapshot: integers in board units, ME at 0,0."""
    people = []
    for i in range(PEOPLE):
        ring = (150, 235, 320)[i % 3]
        turn = 2 * math.pi * i / PEOPLE
        person = {
            "id": f"person{i:02}",
            "kind": "friend",
            "initials": INITIALS[i],
            "role": None,
            "x": round(ring * 1.15 * math.cos(turn)),
            "y": round(ring * 0.85 * math.sin(turn)),
            "colour": COLOURS[i % len(COLOURS)],
            "matters": i % 5 == 0,
            "place": f"place{i % PLACES:02}" if i < PLACES else None,
        }
        people.append(person)
    places = []
    for i in range(PLACES):
        held = people[i]
        place = {
            "id": f"place{i:02}",
            "kind": KINDS[i],
            "label": LABELS[i],
            "x": held["x"],
            "y": held["y"],
            "w": 210,
            "h": 140,
            "colour": COLOURS[(i + 2) % len(COLOURS)],
        }
        places.append(place)
    return {"people": people, "places": places, "ties": _ties(), "strokes": _strokes()}


def _ties() -> list[dict[str, Any]]:
    """Half of them with ME, half between neighbours."""
    with_me = [("me", f"person{i:02}") for i in range(PEOPLE)]
    between = [(f"person{i:02}", f"person{(i + 1) % PEOPLE:02}") for i in range(TIES - PEOPLE)]
    return [
        {"id": f"joined{i:02}", "a": a, "b": b, "feeling": FEELINGS[i % len(FEELINGS)]}
        for i, (a, b) in enumerate([*with_me, *between])
    ]


def _strokes() -> list[dict[str, Any]]:
    """Short waves of ink, spread over the board."""
    made = []
    for i in range(STROKES):
        left, top = -420 + 80 * (i % 10), -290 + 105 * (i // 10)
        points: list[int] = []
        for step in range(POINTS):
            points += [left + 2 * step, round(top + 14 * math.sin(step / 3 + i))]
        made.append({"id": f"stroke{i:02}", "colour": INKS[i % 3], "size": 5} | {"points": points})
    return made
