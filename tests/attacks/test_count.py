"""The suite tries enough: at least three hundred, and something of each family.

The sum of what ran is told above pytest's summary; this counts what is declared, whichever of the
tests run here and now, so that tries that go missing fail a test.
"""

from __future__ import annotations

import ast
import re
from collections import Counter

from tests.attacks.counted import FAMILIES, LEAST
from tests.servers import ROOT

MARK = re.compile(r"^@pytest\.mark\.attack\((.*)\)$", re.MULTILINE)


def declared() -> Counter[str]:
    """What the marks of all tests declare; an item of a parametrised test counts once here."""
    found: Counter[str] = Counter()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for said in MARK.findall(path.read_text()):
            call = ast.parse(f"f({said})", mode="eval").body
            assert isinstance(call, ast.Call)
            several = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
            for family in map(ast.literal_eval, call.args):
                found[family] += several.get("tries", 1)
    return found


def test_there_are_three_hundred_tries_and_some_of_each_family() -> None:
    """No family is empty, none is unknown, and the sum does not fall."""
    found = declared()
    assert set(found) == set(FAMILIES)
    assert sum(found.values()) >= LEAST
    assert sum(found.values()) - found["malformed"] >= LEAST
