"""Every refusal ends as one sentence that a person can use."""

import ast
import re

from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from peermap_app.domain.screening import screen_text
from peermap_app.words import errors, operators
from tests.house.code import codes, modules

KNOWN = {**operators.ROWS, **operators.REFUSALS, **errors.SENTENCES}
A_CODE = re.compile(r"[a-z][a-z0-9_]+")


def test_every_raised_code_has_a_sentence() -> None:
    """A refusal whose code has no sentence would leave somebody with "something went wrong"."""
    without = [f"{code} ({where})" for code, where in codes() if code not in KNOWN]
    assert without == []


def test_every_raised_code_is_a_plain_one() -> None:
    """Codes are written out where they are raised, so that this test can read them."""
    assert [code for code, _ in codes() if not A_CODE.fullmatch(code)] == []
    assert len({code for code, _ in codes()}) > 40


def test_no_sentence_is_left_over() -> None:
    """A sentence whose code nobody raises is dead text: it says what cannot happen."""
    used = {
        node.value
        for name, tree in modules()
        if not name.startswith("peermap_app.words")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(code for code in errors.SENTENCES if code not in used | {"problems"}) == []


def test_what_is_refused_reads_like_what_is_missing() -> None:
    """Somebody who may not know the difference reads the same for both."""
    missing = errors.sentence(NotFound("not_found"))
    for code in ("not_allowed", "wrong_purpose", "allocation_ended", "not_allocated"):
        assert errors.sentence(NotAllowed(code)) == missing


def test_a_sentence_is_filled_in() -> None:
    """Caps, waits and findings are said in words; what is missing never breaks a sentence."""
    found = screen_text("Sam Jones, 07700 900123")
    assert errors.sentence(Invalid("screened", field="why", found=found)) == (
        "This looks like a full name (“Sam Jones”) and a phone number (“07700 900123”). "
        "Take it out, or say why it must stay."
    )
    assert "at most" in errors.sentence(Invalid("too_long", field="why", most=300))
    assert errors.sentence(TooMany("slow_down", seconds=180)).endswith("3 minutes, then try again.")
    assert errors.sentence(TooMany("slow_down", seconds=20)).count("20 seconds") == 1
    for code in errors.SENTENCES:
        assert "{" not in errors.sentence(Conflict(code))
    assert errors.sentence(Conflict("never_heard_of")) == errors.SOMETHING_WRONG


def test_a_field_is_named() -> None:
    """A refusal about a field says which; any other says none."""
    assert errors.field_of(Invalid("missing", field="why")) == "why"
    assert errors.field_of(Conflict("gone")) is None


def test_a_refusal_in_a_log_says_nothing_confidential() -> None:
    """The repr of a refusal, which ends up in logs, holds its code and none of its data."""
    refusal = Invalid("screened", field="why", found=screen_text("Sam Jones"))
    assert "Sam" not in repr(refusal)
    assert "Sam" not in str(refusal)
