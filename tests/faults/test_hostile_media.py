"""Every hostile file through the confined child: nothing crashes the parent, nothing hangs, the rest goes on."""

import time

import pytest

from intake.examination.examiner import Examiner
from intake.examination.tasks import Examined, Failed
from intake.progress import silent
from intake.settings import Settings
from tests.examination.objects import Objects

GOOD = b"%PDF-1.7 between the hostile ones"
CODES = {"worker_over_limits", "worker_died"}


def examine_all(folder, files):
    """Answers by file; a harmless item between each ten."""
    objects = Objects(folder)
    tasks = {}
    for number, path in enumerate(files):
        tasks[objects.add(path.read_bytes())] = path
        if number % 10 == 9:
            tasks[objects.add(GOOD)] = None
    answers, longest, last = {}, 0.0, time.monotonic()
    with Examiner(Settings()) as examiner:
        for task, answer in examiner.run(list(tasks), objects.grant, silent):
            now = time.monotonic()
            longest, last = max(longest, now - last), now
            if tasks[task] is None:
                assert isinstance(answer, Examined)
            else:
                answers[tasks[task]] = answer
    return answers, longest


@pytest.mark.parametrize("name", ["hostile-media", "hostile-archives"])
def test_every_hostile_file_is_answered(shared_media, tmp_path, name):
    files = sorted(path for path in shared_media(name).rglob("*") if path.is_file() and "_golden" not in str(path))
    answers, longest = examine_all(tmp_path, files)
    assert len(answers) == len(files) > 150
    failed = {str(path): answer.code for path, answer in answers.items() if isinstance(answer, Failed)}
    assert set(failed.values()) <= CODES, failed
    assert len(failed) <= 0.02 * len(files), failed
    assert longest < Settings().worker_seconds + 5
    unreadable = [answer.answer for answer in answers.values() if isinstance(answer, Examined) and not answer.answer.readable]
    assert all(answer.observations for answer in unreadable)
