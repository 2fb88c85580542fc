"""A real Dask cluster for the tests: a scheduler and workers, each in its own process."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# what a task may have ended before it is given up; Dask's own 3 take long to reach
ENVIRONMENT = os.environ | {
    "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
}


class Cluster:
    """A running scheduler at ``address``, its workers and their nannies."""

    def __init__(self, folder: Path, workers: int) -> None:
        note = folder / "scheduler.json"
        self.log = open(folder / "log", "wb")  # noqa: SIM115 – closed with the cluster
        common = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", note)
        self.scheduler = self._start(folder, "scheduler", "--port", 0, *common)
        wait_for(note.exists)
        wait_for(lambda: note.read_text("utf-8").endswith("}"))
        self.address = json.loads(note.read_text("utf-8"))["address"]
        self.nannies = self._start(folder, "worker", "--nworkers", workers, *common) if workers else None

    def _start(self, folder: Path, *arguments: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *map(str, arguments)]
        return subprocess.Popen(command, env=ENVIRONMENT, cwd=folder, stdout=self.log, stderr=self.log)

    def workers(self) -> list[int]:
        """Return the workers' processes."""
        return (
            [pid for pid in children(self.nannies.pid) if b"spawn_main" in command(pid)]
            if self.nannies
            else []
        )

    def stop(self) -> None:
        for process in (self.nannies, self.scheduler):
            if process is not None:
                process.terminate()
                process.wait(30)
        self.log.close()


@contextmanager
def running(folder: Path, *, workers: int = 2) -> Iterator[Cluster]:
    """Start a cluster that keeps its notes in *folder*, and stop it at the end."""
    cluster = Cluster(folder, workers)
    try:
        yield cluster
    finally:
        cluster.stop()


def start(*arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start ``quotes`` in a process group of its own, as a shell would."""
    command = [sys.executable, "-W", "error", "-c", "from quotes.cli import app; app(prog_name='quotes')"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    group = {"env": ENVIRONMENT, "start_new_session": True}
    return subprocess.Popen([*command, *map(str, arguments)], **pipes, **group, **options)


def interrupt(process: subprocess.Popen[str]) -> None:
    """Do what Ctrl-C does."""
    os.killpg(process.pid, signal.SIGINT)


def children(pid: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def wait_for(what: Any, seconds: float = 60) -> None:
    limit = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.02)
