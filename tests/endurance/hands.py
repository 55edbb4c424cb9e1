"""A process of its own in which a seeded pair of hands works the real window: clicks, keys, drops, searches, sizes, locks.

    python -m tests.endurance.hands FOLDER SEED SECONDS

FOLDER holds everything, HOME and temporary folder included. After each lock the process replaces itself, as the program does.
What it says at the end is one line of JSON; the exit code is 1 when something was found. What the hands do follows from the
seed alone; how long each act of the program takes does not.
"""

import faulthandler
import json
import os
import random
import sys
import threading
import time
from pathlib import Path

ENDED, FOUND = 0, 1
STALL_SECONDS = 2.0
BEAT_MS = 50
HISTORY = 40
IGNORED = ("propagateSizeHints", "support raise", "This plugin does not support")
MARKER = b"MRK-7f3a91c2-plaintext-of-a-witness"
MARKED_NAME = "WITNESSCLIP"


class Told:
    """What was found, and what was done before it."""

    def __init__(self, state: dict) -> None:
        self.state = state
        self.history: list[str] = []

    def did(self, what: str) -> None:
        self.state["acts"] += 1
        self.history = [*self.history[-HISTORY:], what]

    def found(self, what: str) -> None:
        self.state["found"].append({"what": what, "generation": self.state["generation"], "before": self.history[-HISTORY:]})


def _waited() -> float:
    """Seconds for which the main thread was ready to run, and others had the processors (proc(5), schedstat)."""
    try:
        return int(Path(f"/proc/self/task/{os.getpid()}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


class Watchdog(threading.Thread):
    """Finds that the event loop stood still, not counting the time for which it only waited for a processor."""

    def __init__(self, told: Told) -> None:
        super().__init__(daemon=True)
        self.beat = time.monotonic()
        self.longest = 0.0
        self.over = threading.Event()
        self._told = told

    def run(self) -> None:
        seen, waited, said = self.beat, _waited(), 0.0
        while not self.over.wait(0.1):
            if self.beat != seen:
                seen, waited = self.beat, _waited()
            still = time.monotonic() - seen - (_waited() - waited)
            if still > STALL_SECONDS and said != seen:
                said = seen
                faulthandler.dump_traceback(sys.stderr, all_threads=True)
                self._told.found(f"the event loop stood still for more than {STALL_SECONDS} s")
            self.longest = max(self.longest, still)


def homes(folder: Path) -> None:
    """Everything that a program writes by itself lies in this folder."""
    for name, part in {
        "HOME": "home",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_DATA_HOME": "home/.local/share",
        "XDG_STATE_HOME": "home/.local/state",
        "XDG_RUNTIME_DIR": "home/.run",
        "TMPDIR": "tmp",
    }.items():
        path = folder / part
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.environ[name] = str(path)
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[2])
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(folder)


def children() -> list[int]:
    """Processes that descend from this one directly."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path(f"/proc/{entry}/stat").read_text(errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[1]) == os.getpid() and stat[0] != "Z":
                found.append(int(entry))
    return found


OURS = ("home", "tmp", "vault")  # where the program writes of its own accord; elsewhere only where hands chose or typed


def left_behind(folder: Path) -> list[str]:
    """Where plaintext lies that nobody asked for."""
    found = []
    for path in (one for part in OURS for one in (folder / part).rglob("*")):
        if path.is_symlink():
            continue
        if MARKED_NAME in path.name:
            found.append(f"the name {path.relative_to(folder)}")
        if path.is_file():
            data = path.read_bytes()
            if MARKER in data or MARKED_NAME.encode() in data or MARKED_NAME.encode("utf-16-le") in data:
                found.append(f"plaintext in {path.relative_to(folder)}")
    return found


def _say(what: str) -> None:
    """To find where a crash was."""
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


def run(folder: Path, state: dict) -> int:
    """One life of the window: until it locks, or the time is over."""
    from tests.endurance.hands_world import World

    told = Told(state)
    dog = Watchdog(told)
    dog.start()
    world = World(folder, told, dog, random.Random(f"{state['seed']}/{state['generation']}"))
    locked = world.live(state["until"])
    _say(f"generation {state['generation']} has let go after {state['acts']} acts")
    dog.over.set()
    dog.join()
    state["longest"] = max(state["longest"], dog.longest)
    strays = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    if strays:
        told.found(f"threads were left: {strays}")
    if children():
        told.found(f"child processes were left: {len(children())}")
    if state["found"] or time.monotonic() >= state["until"] or not locked:
        return end(folder, told)
    state["generation"] += 1
    sys.stdout.flush()
    _say("it begins anew")
    again = [sys.executable, "-X", "faulthandler", "-m", "tests.endurance.hands", str(folder), json.dumps(state)]
    return os.execv(sys.executable, again)


def end(folder: Path, told: Told) -> int:
    """What must hold whenever the hands let go."""
    from tests.endurance.hands_world import verified

    state = told.state
    for problem in (*left_behind(folder), *verified(folder)):
        told.found(problem)
    _say("everything was looked at")
    sys.stdout.write(json.dumps(state) + "\n")
    sys.stdout.flush()
    return FOUND if state["found"] else ENDED


def main(words: list[str]) -> int:
    folder = Path(words[0])
    homes(folder)
    if len(words) == 2:
        return run(folder, json.loads(words[1]))
    from tests.endurance.hands_world import furnish

    furnish(folder)
    seed, seconds = int(words[1]), float(words[2])
    return run(
        folder,
        {"seed": seed, "generation": 0, "acts": 0, "longest": 0.0, "until": time.monotonic() + seconds, "found": [], "done": {}},
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
