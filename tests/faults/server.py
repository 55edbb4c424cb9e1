"""The fork server: imports everything once, then forks a process for each point, lets it do an act and go wrong, and looks.

One line of JSON in, one line out. Nothing is started anew for a point, so a point takes as long as opening a vault thrice.
"""

import importlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

from intake import durable
from tests.faults.statements import Statements, die_while_encrypting_anew, die_within
from tests.faults.systems import KILLED, Counting, Failing, Killing, ShortWrites


def _system(job):
    match job["mode"]:
        case "kill":
            return Killing(job["at"], torn=job.get("torn", False), after=job.get("after", False))
        case "fail":
            return Failing(job["at"], done=job["done"], error=job["error"], lasting=job["lasting"])
        case "short":
            return ShortWrites()
    counting = Counting()
    counting.which = tuple(job.get("which", counting.which))
    return counting


def _in_child(work) -> dict:
    """What `work` gives, from a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            answer = work()
        except BaseException:  # noqa: BLE001 — whatever it is, it is the answer
            answer = {"crash": traceback.format_exc()}
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        raw = pipe.read()
    _, status = os.waitpid(child, 0)
    answer = json.loads(raw) if raw else {}
    return {**answer, "status": os.waitstatus_to_exitcode(status)}


def _act(acts, job, folder: Path, log: Path) -> dict:
    system = _system(job)
    statements = Statements(job["at"] if job["mode"] == "statement" else 0)
    steps = getattr(acts, "STEPS", None)
    if steps:
        steps.count, steps.at = 0, job["at"] if job["mode"] == "cancel" else 0
    if job["mode"] == "moment":
        die_within(job["seconds"])
    if job["mode"] == "rekey":
        die_while_encrypting_anew(job["seconds"])
    started = time.monotonic()
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def done(*facts) -> None:
        os.write(told, json.dumps(facts).encode() + b"\n")

    with durable.through(system):
        code = acts.run(folder, job["act"], done)
    failed = getattr(system, "failed", "")
    took = time.monotonic() - started
    made = steps.count if steps else 0
    return {"calls": system.count, "steps": made, "statements": statements.count, "seconds": took, "code": code, "failed": failed}


def _one(acts, job, templates: Path) -> dict:
    template = templates / job["act"]
    known = template.with_suffix(".done")
    if not template.exists():
        template.mkdir(parents=True)
        answer = _in_child(lambda: {"done": acts.prepare(template, job["act"])})
        known.write_text(json.dumps(answer["done"]))
    folder = templates / "point"
    shutil.rmtree(folder, ignore_errors=True)
    state = Path(os.environ["XDG_STATE_HOME"])
    shutil.rmtree(state, ignore_errors=True)
    shutil.copytree(template, folder, symlinks=True)
    log = folder / "done.jsonl"
    ended = _in_child(lambda: _act(acts, job, folder, log))
    done = [tuple(one) for one in json.loads(known.read_text())]
    done += [tuple(json.loads(line)) for line in log.read_text().splitlines()] if log.exists() else []
    log.unlink(missing_ok=True)
    if job.get("lie"):
        done.append(tuple(job["lie"]))
    looked = _in_child(lambda: {"problems": acts.check(folder, job["act"], done)})
    problems = looked.get("problems", [looked.get("crash", "the check died")])
    if "crash" in ended:
        problems.append(ended["crash"])
    elif ended["status"] not in {0, KILLED, -signal.SIGALRM}:
        problems.append(f"ended with {ended['status']}")
    told = ("calls", "steps", "statements", "seconds", "code", "failed", "status")
    return {"job": job, "problems": problems, **{name: ended.get(name) for name in told}}


def main() -> None:
    # What a process wrote outlives it without any sync, so the disk is not waited for; power cuts are tested elsewhere.
    durable.System.sync = lambda *_: None
    durable.System.start_writing = lambda *_: None
    templates, acts = Path(sys.argv[1]), importlib.import_module(sys.argv[2])
    getattr(acts, "preload", lambda: None)()
    for line in sys.stdin:
        print(json.dumps(_one(acts, json.loads(line), templates)), flush=True)


if __name__ == "__main__":
    main()
