"""Guarantee 1: whatever call of the system fails, done or not done, nothing that was told is lost, and the disk gets the blame.

A sample by the seed; every call is in tests/endurance/endure_kills.py.
"""

import errno
import os
import shutil

import pytest

from intake import durable
from intake.acquisition import local
from intake.crypto.stream import open_stream
from intake.progress import silent
from intake.records.items import Comparison
from intake.records.rows import Filter
from tests.faults import whole
from tests.faults.harness import Servers, problems
from tests.faults.systems import ALL, NoWaiting

SETS = {
    "take_in": 11,
    "go_on": 5,
    "folder": 5,
    "zip": 4,
    "copies": 3,
    "passphrase": 3,
}  # of four: not done and done, once and from then on


@pytest.fixture(scope="module")
def servers():
    made = Servers("tests.faults.whole")
    yield made
    made.close()


@pytest.mark.parametrize("act", SETS)
def test_a_call_fails(servers, luck, act):
    calls = servers.counted(act, which=ALL)["calls"]
    jobs = [
        {"act": act, "mode": "fail", "at": luck.randint(1, calls), "done": done, "error": luck.randrange(8), "lasting": lasting}
        for _ in range(SETS[act])
        for done in (False, True)
        for lasting in (False, True)
    ]
    answers = servers.ask(jobs)
    assert not problems(answers)
    assert sum(bool(answer["failed"]) for answer in answers) >= len(jobs) - 4


@pytest.mark.parametrize("act", SETS)
def test_short_writes_do_not_matter(servers, act):
    answer = servers.ask([{"act": act, "mode": "short"}])[0]
    assert not answer["problems"]
    assert answer["code"] == ""


def _fail(opened) -> None:
    raise OSError(errno.EIO, "the medium is damaged")


def _grow(opened) -> None:
    with open(opened._path, "ab") as file:
        file.write(b"more")


def _cut(opened) -> None:
    size = os.path.getsize(opened._path)
    os.truncate(opened._path, size - 1 if size else 1)  # of an empty file nothing can be cut


def _replace(opened) -> None:
    with open(opened._path, "r+b") as file:
        file.write(b"other")


def _vanish(opened) -> None:
    os.unlink(opened._path)


@pytest.mark.parametrize("harm", [_fail, _grow, _cut, _replace, _vanish])
def test_a_source_goes_wrong_at_any_read(memory, luck, monkeypatch, harm):
    """One file of the import, or one comparison, is a failure with its reason; all others are whole, and nothing untrue is kept."""
    real, state = local.OpenedLocalFile._read, {"count": 0, "at": 0}

    def read(opened, buffer):
        state["count"] += 1
        if state["count"] == state["at"]:
            harm(opened)
        return real(opened, buffer)

    monkeypatch.setattr(local.OpenedLocalFile, "_read", read)
    with durable.through(NoWaiting()):
        whole.prepare(memory, "take_in")
        shutil.copytree(memory, memory / "first", symlinks=True)
        whole.run(memory / "first", "take_in", lambda *_: None)
        reads = state["count"]
        assert reads >= 2 * len(whole.sources()) - 1
        for at in luck.sample(range(1, reads + 1), 4):
            folder = memory / f"at-{at}"
            shutil.copytree(memory, folder, symlinks=True, ignore=shutil.ignore_patterns("first", "at-*"))
            monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))  # a computer that has not seen this copy
            state.update(count=0, at=at)
            assert _imported_but_one(folder, least=0 if harm is _vanish else 1) == [], at


def _imported_but_one(folder, *, least: int) -> list[str]:
    """least: 0 where the harm may come after the last time that it matters."""
    before = dict(whole.sources())
    with whole.opened(folder) as casework:
        batch = whole._begun(casework, folder)
        casework.agenda.work(batch, silent)
        rows = casework.library.rows(casework.library.ids(Filter()))
        failed = {os.fsdecode(one.name) for one in casework.library.brought(batch.batch).failed} - {"away"}
        problems = []
        if {row.name for row in rows} | failed != set(before):
            problems.append(f"{[row.name for row in rows]} and {failed}")
        not_alike = [row.name for row in rows if row.comparison is not Comparison.IDENTICAL]
        problems += [f"{not_alike} not identical, {failed} failed"] * (not least <= len(not_alike) + len(failed) <= 1)
        for row in rows:
            item = casework.library.item(row.item)
            with casework._vault.objects.open(item.object) as grant, open_stream(grant) as stream:
                if stream.read() != before[row.name]:
                    problems.append(f"other bytes: {row.name}")
        report = casework.verification.vault(None, silent)
        return problems + [str(one) for one in report.findings]
