"""Asks fork servers about points, two at a time."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVERS = 2
MEMORY = Path("/dev/shm")  # a disk in memory where there is one: renaming over a file that was not synced waits elsewhere


class Server:
    """One fork server with its own folder and home."""

    def __init__(self, folder: Path, acts: str) -> None:
        home = folder / "state"
        home.mkdir(parents=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(home / "inner")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server", str(folder / "points"), acts],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=ROOT,
            text=True,
        )

    def ask(self, job: dict) -> dict:
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=60)


class Servers:
    """All of them; `ask` gives answers in the order of the jobs."""

    def __init__(self, acts: str = "tests.faults.acts") -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="intake-faults-", dir=MEMORY if MEMORY.is_dir() else None))
        folder = self._folder
        self._all = [Server(folder / str(number), acts) for number in range(SERVERS)]

    def ask(self, jobs: Iterable[dict]) -> list[dict]:
        jobs = list(jobs)
        with ThreadPoolExecutor(SERVERS) as pool:
            parts = list(pool.map(lambda n: [self._all[n].ask(job) for job in jobs[n::SERVERS]], range(SERVERS)))
        answers = [None] * len(jobs)
        for number, part in enumerate(parts):
            answers[number::SERVERS] = part
        return answers

    def counted(self, act: str, **more) -> dict:
        """An undisturbed act: how many calls and statements it makes, and how many seconds it takes."""
        answer = self._all[0].ask({"act": act, "mode": "count", **more})
        assert not answer["problems"], answer
        return answer

    def calls(self, act: str, **more) -> int:
        """How many calls an undisturbed act makes."""
        return self.counted(act, **more)["calls"]

    def close(self) -> None:
        for server in self._all:
            server.close()
        shutil.rmtree(self._folder)


def problems(answers: Iterable[dict]) -> list[str]:
    return [f"{answer['job']}: {problem}" for answer in answers for problem in answer["problems"]]
