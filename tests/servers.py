"""Throwaway servers for tests: PostgreSQL, Redis and PeerMap itself, each ended by its own pid.

Nothing is shared with what runs on the machine: own folders, own sockets, free ports.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60.0  # seconds; on two busy cores PostgreSQL and PeerMap each take a few
PAUSE = 0.05
WORKERS = 4  # most processes of one run that each have ports of their own
NEVER_LOCKED = {"PEERMAP_LOCK_AFTER": "60"}
"""Later than a session idles out: what is not about the idle lock never meets it."""
ROOMY = 2**31  # bytes; a whole run holds a few hundred megabytes at a time


class DidNotStart(AssertionError):
    """A server that a test needs ended early or did not answer; carries the end of its log."""


def _own_ports() -> Iterator[int]:
    """Ports in no order, below those that systems give to whoever connects; a worker's are its own.

    A port asked of the system is soon given again, to a browser's connection or the other worker.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return iter(random.sample(range(12_000 + worker % WORKERS, 32_000, WORKERS), 20_000 // WORKERS))


_PORTS = _own_ports()


def free_port() -> int:
    """A TCP port that nothing listens on now, never given before by this process."""
    for port in _PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise DidNotStart("every port that tests may take has been taken")


def quick_folder() -> str:
    """Where what tests write is never written to a disk; a usual place where memory is scarce."""
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free >= ROOMY:
        return str(memory)
    return tempfile.gettempdir()


@dataclass
class Running:
    """A server process of ours with its log."""

    process: subprocess.Popen[bytes]
    log: Path

    @classmethod
    def start(
        cls,
        command: Sequence[str],
        log: Path,
        *,
        ready: Callable[[], bool],
        env: Mapping[str, str] | None = None,
        user: str | None = None,
        cwd: Path = ROOT,
    ) -> Running:
        """Start it and wait until `ready()`.

        Raises:
            DidNotStart: it ended first, or was not ready in time.
        """
        with log.open("ab") as out:
            process = subprocess.Popen(
                list(command),
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                user=user,
                start_new_session=True,
            )
        running = cls(process, log)
        deadline = time.monotonic() + STARTS_WITHIN
        while not ready():
            if running.ended_within(PAUSE) or time.monotonic() > deadline:
                running.stop()
                raise DidNotStart(f"{command[0]} did not start:\n{running.tail()}")
        return running

    def ended_within(self, seconds: float) -> bool:
        """Whether the process ends within so long: the pause of every wait here."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def tail(self) -> str:
        """The last lines of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end; after ten seconds, make it."""
        if self.process.poll() is None:
            self.process.send_signal(how)
            if not self.ended_within(10):
                self.kill()

    def kill(self) -> None:
        """End it and its children at once, as a power cut would."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@dataclass
class Postgres:
    """A PostgreSQL cluster of our own on a Unix socket. `url(name)` is for PEERMAP_DATABASE_URL."""

    running: Running
    folder: Path
    port: int
    durable: bool = False
    _made: int = field(default=0)

    @classmethod
    def start(cls, *, durable: bool = False) -> Postgres:
        """Make a cluster in a new folder and start it; as root, under Debian's user `postgres`.

        Args:
            durable: what is committed survives that its processes are killed.
        """
        program = cls.programs()
        folder = Path(tempfile.mkdtemp(prefix="peermap-pg-", dir=quick_folder()))
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            entry = pwd.getpwnam(user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        data, port = folder / "data", free_port()
        subprocess.run(
            [program / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"],
            check=True,
            capture_output=True,
            user=user,
            cwd=folder,
        )
        return cls(cls._run(folder, port, durable=durable), folder, port, durable)

    @staticmethod
    def programs() -> Path:
        """Where its programs lie."""
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            raise DidNotStart("PostgreSQL is not installed: `make test` as root installs it")
        return programs[-1]

    @classmethod
    def _run(cls, folder: Path, port: int, *, durable: bool) -> Running:
        program, data = cls.programs(), folder / "data"
        command = [str(program / "postgres"), "-D", str(data), "-k", str(folder), "-p", str(port)]
        # Of a throwaway cluster nothing needs to survive a power cut, and tests are quicker.
        # Its log stays whole (full_page_writes): a test searches that for secrets.
        for option in (
            "fsync=off",
            f"synchronous_commit={'on' if durable else 'off'}",
            "autovacuum=off",
            "listen_addresses=",
            "max_connections=200",
        ):
            command += ["-c", option]
        ask = [program / "pg_isready", "-q", "-h", folder, "-p", str(port)]
        return Running.start(
            command,
            folder.with_suffix(".log"),
            ready=lambda: subprocess.run(ask, check=False).returncode == 0,
            user="postgres" if os.geteuid() == 0 else None,
            cwd=folder,
        )

    def kill(self) -> None:
        """End all its processes at once, in the middle of whatever they do."""
        for pid in _family(self.running.process.pid):  # each backend leads a session of its own
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.running.process.wait(10)

    def start_again(self) -> None:
        """On the same data, as after a crash."""
        self.running = self._run(self.folder, self.port, durable=self.durable)

    def url(self, name: str) -> str:
        """The address of the database so named."""
        return f"postgresql://postgres@/{name}?host={self.folder}&port={self.port}"

    def new_name(self) -> str:
        """The address of a database that is yet to be made."""
        self._made += 1
        return self.url(f"peermap_{self._made}")

    def create(self, url: str) -> None:
        """Make the empty database of that address."""
        self._execute(f"CREATE DATABASE {_name(url)} STRATEGY FILE_COPY")

    def drop(self, url: str) -> None:
        """Take a database away again: hundreds of them would take a minute at the end."""
        self._execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """End it, connections and all, and take its folder away."""
        self.running.stop(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.running.log.unlink(missing_ok=True)


def _family(pid: int) -> list[int]:
    """A process and those that it started, itself first."""
    of = Path(f"/proc/{pid}/task/{pid}/children")
    started = of.read_text().split() if of.exists() else []
    return [pid, *(each for child in started for each in _family(int(child)))]


def _said(pid: int) -> bytes:
    """With what a process was started; nothing when it has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _name(url: str) -> str:
    return url.removeprefix("postgresql://postgres@/").partition("?")[0]


@dataclass
class Redis:
    """A Redis of our own on a Unix socket that writes nothing to disk."""

    running: Running
    folder: Path
    command: tuple[str, ...]

    @classmethod
    def start(cls, *, persists: bool = False) -> Redis:
        """Start it; `persists` makes the kind that PeerMap refuses."""
        program = shutil.which("redis-server")
        if program is None:
            raise DidNotStart("Redis is not installed: `make test` as root installs it")
        folder = Path(tempfile.mkdtemp(prefix="peermap-redis-"))
        place = folder / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", str(place), "--dir", str(folder)]
        command += ["--save", "3600 1" if persists else "", "--appendonly", "no"]
        return cls(cls._run(folder, command), folder, tuple(command))

    @staticmethod
    def _run(folder: Path, command: Sequence[str]) -> Running:
        place = folder / "redis.sock"

        def ready() -> bool:
            with socket.socket(socket.AF_UNIX) as probe:
                return place.exists() and probe.connect_ex(str(place)) == 0

        return Running.start(command, folder / "log", ready=ready, cwd=folder)

    def kill(self) -> None:
        """End it at once; what it held is gone."""
        self.running.kill()
        (self.folder / "redis.sock").unlink(missing_ok=True)

    def start_again(self) -> None:
        """At the same place, empty."""
        self.running = self._run(self.folder, self.command)

    @property
    def url(self) -> str:
        """For REFLEX_REDIS_URL."""
        return f"unix://{self.folder / 'redis.sock'}"

    def flush(self) -> None:
        """Forget everything, between tests."""
        import redis

        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def stop(self) -> None:
        """End it and take its folder away."""
        self.running.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def build_pages(root: Path = ROOT) -> None:
    """Build the pages into .web when they changed since the last time."""
    done = subprocess.run(
        [sys.executable, str(root / "scripts" / "build.py")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DidNotStart(done.stdout + done.stderr)


@dataclass
class PeerMapServer:
    """PeerMap as `make run` serves it, in a process of its own with its own var folder."""

    var: Path
    port: int
    environment: Mapping[str, str]
    root: Path = ROOT
    running: Running | None = None
    module: str = "peermap_app.serve"
    """What is run; a test may put something between."""

    @classmethod
    def start(
        cls,
        var: Path,
        *,
        prepare: bool = True,
        port: int | None = None,
        root: Path = ROOT,
        **environment: str,
    ) -> PeerMapServer:
        """Start one; more environment as keywords, such as REFLEX_REDIS_URL=…

        `root`: the tree that it runs from; another one than ours has built pages of its own.
        """
        server = cls(var, port or free_port(), environment, root)
        server.start_again(prepare=prepare)
        return server

    @property
    def url(self) -> str:
        """Its address, as a browser on this machine writes it."""
        return f"http://localhost:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """The environment that it and the command line `peermap` run in."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PEERMAP_", "REFLEX_", "__REFLEX_", "PUBLIC_URL", "PORT"))
        }
        own = {"PORT": str(self.port), "PEERMAP_VAR": str(self.var), **NEVER_LOCKED}
        return kept | own | dict(self.environment)

    def start_again(self, *, prepare: bool = False) -> None:
        """Start it on the same port with the same data, as after a power cut."""
        command = [sys.executable, "-m", self.module] + (["--prepare"] if prepare else [])
        self.var.mkdir(parents=True, exist_ok=True)
        self.running = Running.start(
            command,
            self.var / "server.log",
            ready=self._answers,
            env=self.env,
            cwd=self.root,
        )

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def log(self) -> str:
        """All that it wrote so far."""
        return (self.var / "server.log").read_text(errors="replace")

    def peermap(self, *arguments: str, given: str | None = None) -> str:
        """Run `peermap …` beside it, on the same data; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "peermap_app.cli", *arguments],
            cwd=self.root,
            env=self.env,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(f"peermap {arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def workers(self) -> list[int]:
        """The ids of the processes that serve, where there are several."""
        assert self.running is not None
        pid = self.running.process.pid
        return [each for each in _family(pid)[1:] if b"spawn_main" in _said(each)]

    def kill(self) -> None:
        """End it at once, without a goodbye."""
        if self.running is not None:
            self.running.kill()

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        if self.running is not None:
            self.running.stop()
