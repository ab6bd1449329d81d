"""npm for what `make bench` brings along: the virtual environment's own, by lock file."""

import os
import subprocess
import sys
from pathlib import Path


def environment() -> dict[str, str]:
    """The environment in which `node` and `npm` are those of the virtual environment."""
    tools = Path(sys.executable).parent
    path = f"{tools}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return os.environ | {"PATH": path, "NODE_USE_SYSTEM_CA": "1"}


def run(folder: Path, *command: str) -> None:
    """Run npm in a folder.

    Raises:
        RuntimeError: it failed, with what it said.
    """
    done = subprocess.run(
        ["npm", *command],
        cwd=folder,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"npm {' '.join(command)}: {done.stdout}{done.stderr}")


def install(folder: Path) -> None:
    """What the folder's lock file names, unless that is what stands there already."""
    stamp, wanted = folder / "node_modules" / ".installed", folder / "package-lock.json"
    if stamp.exists() and stamp.read_text() == wanted.read_text():
        return
    run(folder, "ci", "--silent")
    stamp.write_text(wanted.read_text())
