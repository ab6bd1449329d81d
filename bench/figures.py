"""The figures with their floors and goals (quality.md of the design), and how they are shown."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """What is measured: `floor` is never worse, `goal` is what we are after."""

    key: str
    name: str
    unit: str
    floor: float
    goal: float
    better: str = "lower"


@dataclass(frozen=True)
class Row:
    """One line of var/bench.json."""

    name: str
    unit: str
    better: str
    ours: float | None
    floor: float
    goal: float
    peers: dict[str, float] = field(default_factory=dict)


HIGH = "higher"
PAGES = ("sign-in", "join", "inbox", "case", "canvas", "choosing", "My map")
"""What `bench/pages.py` has Lighthouse look at, on the way of the story."""

FIGURES = (
    Figure("js_kb", "JavaScript of the canvas page", "KB", 230, 190),
    Figure("all_kb", "all bytes of the canvas page", "KB", 320, 250),
    Figure("drag_ratio", "drag, main thread beside the bare SVG board", "times", 1.6, 1.2),
    Figure("drag_main", "drag, main thread a frame (floor: 1.6 of the bare board)", "ms", 0, 0),
    Figure("drag_p95", "drag, frame interval p95", "ms", 20, 16.8),
    Figure("pinch_p95", "pinch, frame interval p95", "ms", 20, 16.8),
    Figure("slow_drag_p95", "drag at 8 times slower, twice the density, p95", "ms", 34, 20),
    Figure("slow_pinch_p95", "pinch at 8 times slower, twice the density, p95", "ms", 34, 20),
    Figure("drag_late", "finger to picture, p95", "ms", 60, 40),
    Figure("tap_worst", "slowest of six taps", "ms", 60, 40),
    Figure("ink_p95", "ink, frame interval p95", "ms", 20, 16.8),
    *(
        Figure(
            f"performance_{page}", f"Lighthouse mobile performance, {page}", "of 100", 90, 96, HIGH
        )
        for page in PAGES
    ),
    *(
        Figure(f"lcp_ms_{page}", f"largest contentful paint, {page}", "ms", 2500, 2300)
        for page in PAGES
    ),
    *(Figure(f"cls_{page}", f"cumulative layout shift, {page}", "", 0.1, 0.02) for page in PAGES),
    Figure("accessibility", "Lighthouse accessibility, the least page", "of 100", 100, 100, HIGH),
    Figure("practices", "Lighthouse best practices, the least page", "of 100", 100, 100, HIGH),
    Figure("inbox_js_kb", "JavaScript of the inbox", "KB", 200, 165),
    Figure("case_js_kb", "JavaScript of a case", "KB", 200, 165),
    Figure("edit_bytes", "websocket bytes for one edit, p95", "bytes", 4096, 1024),
    Figure("edit_ms", "edit on one device to picture on the other, p95", "ms", 200, 50),
    Figure("rooms_edit_ms", "  the same, twenty rooms at once", "ms", 400, 100),
    Figure("flag_ms_1", "flag committed to painted on an open phone, p95", "ms", 150, 50),
    Figure("flag_ms_200", "  the same, 200 workers connected", "ms", 300, 100),
    Figure("flag_ms_1000", "  the same, 1,000 workers connected", "ms", 600, 200),
    Figure("memory_kb", "memory for each connected worker", "KB", 400, 200),
    Figure("pushes_s", "1,000 pushes due at once, to the last", "s", 10, 10),
    Figure("inbox_beside", "opening an inbox beside 10,000 due, p95, as without", "times", 2, 1.2),
    Figure("beside_sign_ins_ms", "an event beside five sign-ins a second, p95", "ms", 100, 50),
    Figure("sign_in_ms", "  one of those sign-ins, p95", "ms", 2000, 500),
    Figure("sign_ins_busy", "  told that it is busy", "%", 5, 0),
    Figure("keep_ms", "keeping a map, with its picture, p95", "ms", 250, 80),
    Figure("open_many_ms", "opening a case, 10,000 in the database, p95", "ms", 150, 40),
    Figure("check_ms", "  of that the access check, p95", "ms", 1, 1),
    Figure("import_s", "import of 10,000 cases", "s", 60, 10),
    Figure("rotate_s", "a new master key for 10,000 cases (the floor is our own)", "s", 60, 15),
    Figure("start_s", "start, already built (make run)", "s", 10, 4),
    Figure("fresh_s", "make run from a fresh clone", "s", 180, 60),
)


BARE = "bare SVG board"


def rows(ours: Mapping[str, float], peers: Mapping[str, Mapping[str, float]]) -> list[Row]:
    """Each figure beside what the peers reached in the same run; None for what was not measured.

    The main thread's share of a frame depends on the machine: its floor is a multiple of what the
    bare board took in the same run.
    """
    bare = peers.get(BARE, {}).get("drag_main", 0.0)
    ratio = next(figure for figure in FIGURES if figure.key == "drag_ratio")
    held = [
        replace(figure, floor=round(bare * ratio.floor, 1), goal=round(bare * ratio.goal, 1))
        if figure.key == "drag_main"
        else figure
        for figure in FIGURES
    ]
    return [
        Row(
            name=figure.name,
            unit=figure.unit,
            better=figure.better,
            ours=_round(ours.get(figure.key)),
            floor=figure.floor,
            goal=figure.goal,
            peers={
                name: round(reached[figure.key], 1)
                for name, reached in peers.items()
                if figure.key in reached
            },
        )
        for figure in held
    ]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def table(held: list[Row]) -> str:
    """For people: ours, floor, goal, peers, and plainly whether the floor was missed."""
    lines = [f"{'figure':60}{'ours':>10}{'floor':>9}{'goal':>9}  unit   peers"]
    for row in held:
        ours = "-" if row.ours is None else f"{row.ours:g}"
        peers = ", ".join(f"{name} {value:g}" for name, value in row.peers.items())
        line = f"{row.name:60}{ours:>10}{row.floor:>9g}{row.goal:>9g}  {row.unit:6} {peers}"
        lines.append(f"{line}  {_verdict(row)}".rstrip())
    return "\n".join(lines)


def _verdict(row: Row) -> str:
    if row.ours is None:
        return "not measured"
    sign = -1 if row.better == HIGH else 1
    if sign * row.ours > sign * row.floor:
        return "FLOOR MISSED"
    return "goal met" if sign * row.ours <= sign * row.goal else ""


def write(held: list[Row], path: Path) -> None:
    """As JSON, for whoever compares runs."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in held], indent=2) + "\n")
