"""The log is redacted by construction: fixed words, safe fields, and no way around them."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app import logs
from peermap_app.logs import Place, Word
from tests.log_lines import LINE, strangers
from tests.servers import ROOT

SECRET = "opensesame"


@pytest.fixture
def written() -> Iterator[Any]:
    """What the log wrote, with the log set up as a server's."""
    root = logging.getLogger()
    before = root.level, logging.getLogRecordFactory()
    stream = io.StringIO()
    own = logging.StreamHandler(stream)
    own.setFormatter(logs.line())
    own.addFilter(logs.Emptied())
    root.addHandler(own)
    logging.getLogger(logs.OURS).setLevel("INFO")
    try:
        yield stream.getvalue
    finally:
        root.removeHandler(own)
        root.setLevel(before[0])
        logging.setLogRecordFactory(before[1])


def failed() -> ValueError:
    try:
        try:
            raise KeyError(f"{SECRET} at the skate park")
        except KeyError as cause:
            raise ValueError(f"peermap_session={SECRET}") from cause
    except ValueError as problem:
        return problem


def test_a_cause_is_told_without_its_words() -> None:
    """Kinds and places of an exception and its cause, no message of either."""
    told = Place.of(failed()).text
    assert "ValueError at test_logs.py" in told
    assert "KeyError at test_logs.py" in told
    assert "skate" not in told
    assert SECRET not in told


@pytest.mark.parametrize(
    "name", ["reflex.app", "sqlalchemy.engine", "uvicorn.error", "asyncio", "alembic", SECRET, ""]
)
def test_a_librarys_line_keeps_no_value(written: Any, name: str) -> None:
    """Messages, arguments, exceptions, stacks, what cannot even be formatted: level and place."""
    logger = logging.getLogger(name)
    logger.error("cookie: %s", SECRET, exc_info=failed())
    logger.critical(SECRET, stack_info=True)
    logger.error("%d %s", SECRET)  # noqa: PLE1206 - on purpose
    logger.error({"event": SECRET, "place": SECRET}, extra={"more": SECRET})
    lines = written().splitlines()
    assert len(lines) == 4
    assert all(re.fullmatch(LINE, each) and " event=library " in each for each in lines)
    assert "ValueError at test_logs.py" in lines[0]
    assert SECRET not in "".join(lines)


def test_a_library_with_a_handler_of_its_own_has_nothing_to_give_it(written: Any) -> None:
    """Records are empty from the moment they are made, for whatever handler they go to."""
    logging.setLogRecordFactory(logs._born_empty)
    logger = logging.getLogger("some.library")
    own = logging.StreamHandler(io.StringIO())
    logger.addHandler(own)
    try:
        logger.error("cookie: %s", SECRET, exc_info=failed())
    finally:
        logger.removeHandler(own)
    assert own.stream.getvalue() == "library\n"
    assert SECRET not in written()


def test_our_own_lines_are_words_and_safe_fields(written: Any) -> None:
    """The three ways to write a line."""
    logs.info(Word.STARTED)
    logs.warn(Word.REFUSAL_NOT_RECORDED, count=200)
    logs.note(failed())
    first, second, third = written().splitlines()
    assert first.endswith("level=info event=started")
    assert second.endswith("level=warning event=refusal_not_recorded count=200")
    assert 'level=error event=unexpected place="ValueError at test_logs.py' in third


class Sly(str):
    """A text that says it is a place."""


@pytest.mark.parametrize(
    "fields",
    [
        {"place": SECRET},
        {"place": Sly(SECRET)},
        {"count": SECRET},
        {"count": True},
        {"library": SECRET},
        {"case": SECRET},
        {"exc_info": failed()},
        {"exception": SECRET},
        {"stack": SECRET},
    ],
)
def test_a_field_of_another_kind_is_left_out(written: Any, fields: dict[str, Any]) -> None:
    """Also when somebody gets past the types: a text in the place of a place, a field of a name
    that is not known, an exception; what says what happened must be a word of ours."""
    logs.warn(Word.EVENT_REFUSED, **fields)
    logs.warn(SECRET)  # type: ignore[arg-type]
    logging.getLogger(logs.OURS).error("said: %s", SECRET)
    lines = written().splitlines()
    told = [each.partition("event=")[2].partition(" ")[0] for each in lines]
    assert told == ["event_refused", "unknown", "library"]
    assert SECRET not in "".join(lines)


@given(st.text(), st.dictionaries(st.sampled_from([*logs.FIELDS, "other"]), st.text()))
def test_no_text_gets_through(word: str, fields: dict[str, str]) -> None:
    """Whatever is handed over as text, the last step leaves none of it."""
    told = {"timestamp": "T", "level": "info", "event": word, **fields}
    assert logs.safe(None, "", told) == {"at": "T", "level": "info", "event": "unknown"}


def test_names_in_code_cannot_carry_text() -> None:
    """A kind of exception that is made at run time is named with safe signs alone."""
    kind = type("Sam said: 'no'\n", (Exception,), {})
    assert Place.of(kind()).text == "Sam_said___no__ at unknown"


def test_what_python_itself_would_print_is_a_line(tmp_path: Any) -> None:
    """An exception that ends the program, one in a thread, one in a destructor, a warning."""
    program = f"""
import threading, warnings
from peermap_app import logs
logs.set_up()
def fails(): raise ValueError("{SECRET}")
class Falls:
    def __del__(self): raise ValueError("{SECRET}")
Falls()
thread = threading.Thread(target=fails); thread.start(); thread.join()
warnings.warn("{SECRET}")
fails()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert SECRET not in done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 4
    assert strangers(done.stderr) == []


def test_only_the_log_logs() -> None:
    """No other module of ours takes a logger of its own, prints, or shows a traceback."""
    taken = re.compile(r"^\s*(?:import|from) (?:logging|structlog|traceback)\b", re.MULTILINE)
    sources = [*(ROOT / "peermap_app").rglob("*.py")]
    found = {path.name for path in sources if taken.search(path.read_text())}
    assert found == {"logs.py"}
