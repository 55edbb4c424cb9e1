"""Whatever a child does is an answer: it dies, hangs, talks nonsense or talks without end, and the rest goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from intake.crypto.stream import Grant, MemoryRange
from intake.errors import Cancelled, ExaminationError, TamperError, VaultError
from intake.examination.examiner import Examiner
from intake.examination.pack import OpenPack
from intake.examination.pictures import from_jpeg
from intake.examination.tasks import Examined, Failed, StillPicture
from intake.examination.wire import REFUSALS
from intake.progress import silent
from intake.records.claims import Kind, Observation, PictureRole, State
from intake.settings import MIB, Settings
from tests.examination.objects import ASSOCIATED, OBEDIENT, Objects

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors are passed")

ROOT = Path(__file__).parents[2]
SETTINGS = Settings(worker_seconds=20.0, worker_bytes=512 * MIB)
HASTY = Settings(worker_seconds=1.0, worker_bytes=512 * MIB)


@pytest.fixture(scope="module")
def examiner():
    with Examiner(SETTINGS, OBEDIENT) as one:
        yield one


@pytest.fixture(scope="module")
def hasty():
    """Has no patience with children that hang; the others here have, because a test's machine may be busy."""
    with Examiner(HASTY, OBEDIENT) as one:
        yield one


@pytest.fixture
def objects(tmp_path):
    return Objects(tmp_path)


@pytest.fixture
def say(examiner, objects):
    def one(text: str):
        ((_task, answer),) = examiner.run([objects.add(text.encode())], objects.grant, silent)
        return answer

    return one


def pictures_of(examined):
    import io

    opened = OpenPack(io.BytesIO(examined.pack))
    return opened, [(p.role, p.index) for p in opened.index.pictures]


def test_an_answer_with_pictures(examiner, objects):
    task = objects.add(b"pictures 3")
    ((same, examined),) = examiner.run([task], objects.grant, silent)
    assert same is task
    assert isinstance(examined, Examined)
    opened, shown = pictures_of(examined)
    assert shown == [(PictureRole.THUMBNAIL, None), *((PictureRole.STORYBOARD, n) for n in range(3))]
    assert opened.index.item_sha256 == task.sha256
    assert opened.index.answer == examined.answer
    first = opened.index.pictures[0]
    assert from_jpeg(opened.jpeg(first), first.width, first.height).rgb == bytes(192)


def test_the_same_pack_every_time(examiner, objects):
    task = objects.add(b"pictures 40")
    packs = {answer.pack for _task, answer in examiner.run([task] * 4, objects.grant, silent)}
    assert len(packs) == 1


BAD = {
    "abort": ("worker_died", {"status": -signal.SIGABRT}),
    "crash": ("worker_died", {"status": -signal.SIGSEGV}),
    "leave 0": ("worker_died", {"status": 0}),
    "leave 7": ("worker_died", {"status": 7}),
    "raise MemoryError": ("worker_over_limits", {"limit": "memory"}),
    "pictures 44": ("worker_over_limits", {"limit": "pictures"}),
    "many-swallowed": ("worker_over_limits", {"limit": "pictures"}),
    "large": ("worker_over_limits", {"limit": "pictures"}),
    "twice": ("worker_answer_malformed", {"reason": "pictures"}),
    "nowhere": ("worker_answer_malformed", {"reason": "pictures"}),
    "raw-junk": ("worker_answer_malformed", {"reason": "frame"}),
    "raw-endless-frame": ("worker_answer_malformed", {"reason": "frame"}),
    "raw-endless-pictures": ("worker_over_limits", {"limit": "pictures"}),
    "raw-still": ("worker_answer_malformed", {"reason": "role"}),
    "raw-confined": ("worker_answer_malformed", {"reason": "order"}),
    "raw-no-answer": ("worker_answer_malformed", {"reason": "answer"}),
    "raw-half": ("worker_died", {"status": 0}),
    "raw-deep": ("worker_answer_malformed", {"reason": "message"}),
    "raw-refused": ("worker_over_limits", {}),
}


@pytest.mark.parametrize("order", BAD)
def test_bad_child(say, order):
    answer = say(order)
    assert isinstance(answer, Failed), answer
    assert (answer.code, dict(answer.facts)) == BAD[order]
    assert answer.confinement is not None
    assert answer.confinement.system != "Heaven"


@pytest.mark.parametrize("order", [b"sleep 60", b"spin"])
def test_a_child_that_hangs(hasty, objects, order):
    start = time.monotonic()
    ((_task, answer),) = hasty.run([objects.add(order)], objects.grant, silent)
    assert (answer.code, answer.facts) == ("worker_over_limits", {"limit": "time"})
    assert HASTY.worker_seconds * 0.9 < time.monotonic() - start < HASTY.worker_seconds + 10
    _until(lambda: not _children(hasty))


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ("raise RuntimeError", "RuntimeError"),
        ("raise KeyError", "KeyError"),
        ("recurse", "RecursionError"),
        ("mismatch", "ValueError"),
    ],
)
def test_a_reader_that_raises_has_answered(say, order, error):
    examined = say(order)
    assert isinstance(examined, Examined)
    assert not examined.answer.readable
    (observation,) = examined.answer.observations
    assert (observation.code, observation.detail) == ("reader_failed", error)
    assert b"secret" not in examined.pack


def test_too_many_claims_are_cut_and_say_so(say):
    examined = say("many-claims 10")
    assert len(examined.answer.claims) == 20_000
    assert examined.answer.truncated == ("claims",)
    examined = say("many-claims 4000")
    assert 0 < len(examined.answer.claims) < 5_000
    assert examined.answer.truncated == ("claims",)
    assert all(claim.state is State.RECORDED for claim in examined.answer.claims)


def test_one_bad_does_not_spoil_the_rest(examiner, objects):
    orders = ["a", "crash", "b", "leave 0", "c", "raw-junk", "abort", "d", "leave 3", "e"]
    tasks = {objects.add(order.encode()): order for order in orders}
    answers = {tasks[task]: answer for task, answer in examiner.run(list(tasks), objects.grant, silent)}
    assert {order for order, answer in answers.items() if isinstance(answer, Examined)} == {"a", "b", "c", "d", "e"}
    assert len(answers) == len(orders)


@pytest.mark.parametrize("fault", ["key", "flipped", "short"])
def test_an_object_that_does_not_authenticate(examiner, objects, fault):
    task = objects.add(b"blind " + bytes(3 * MIB))
    path, length, size, _key = objects.held[task.item]
    if fault == "key":
        objects.held[task.item] = (path, length, size, bytes(32))
    elif fault == "flipped":
        data = bytearray(path.read_bytes())
        data[2 * MIB] ^= 1
        path.write_bytes(data)
    else:
        os.truncate(path, length - 5)
    ((_task, answer),) = examiner.run([task], objects.grant, silent)
    assert isinstance(answer, Failed)
    assert answer.code == "authentication_failed"


def test_a_swallowed_read_error_is_still_told(examiner, objects):
    task = objects.add(b"swallow " + bytes(3 * MIB))
    path = objects.path(task)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    ((_task, answer),) = examiner.run([task], objects.grant, silent)
    assert isinstance(answer, Failed)
    assert answer.code == "authentication_failed"


def test_a_grant_that_fails_is_an_answer(examiner, objects):
    def grant(item):
        raise VaultError("object_missing", item=item)

    ((_task, answer),) = examiner.run([objects.add(b"a")], grant, silent)
    assert (answer.code, answer.facts["item"]) == ("object_missing", "K7Q4MX-0001-01")


def test_an_object_that_is_open_for_writing_is_not_handed_out(examiner, objects):
    """The descriptor is shared: what is not open for writing cannot be written to by any child."""
    import contextlib

    from intake.crypto.stream import FileRange

    @contextlib.contextmanager
    def grant(item):
        path, length, size, key = objects.held[item]
        with FileRange(os.open(path, os.O_RDWR)) as source:
            yield Grant(source, 22, length, size, key, b"")

    ((_task, answer),) = examiner.run([objects.add(b"a")], grant, silent)
    assert (answer.code, answer.facts["reason"]) == ("worker_unavailable", "the object is open for writing")


def test_an_object_without_a_file_is_not_examined(examiner, objects):
    import contextlib

    @contextlib.contextmanager
    def grant(_item):
        yield Grant(MemoryRange(b""), 0, 0, 0, bytes(32), b"")

    ((_task, answer),) = examiner.run([objects.add(b"a")], grant, silent)
    assert answer.code == "worker_unavailable"


@pytest.mark.parametrize(
    ("code", "kind"), [("worker_died", ExaminationError), ("authentication_failed", TamperError), ("object_missing", VaultError)]
)
def test_a_failure_as_an_exception(code, kind):
    error = Failed(code, {"item": "x"}).error()
    assert type(error) is kind
    assert (error.code, error.facts) == (code, {"item": "x"})


def test_every_refusal_has_its_exception():
    for code in REFUSALS:
        assert Failed(code, {}).error().code == code


def test_empty_runs(examiner, objects):
    assert list(examiner.run([], objects.grant, silent)) == []
    assert isinstance(next(examiner.run(iter([objects.add(b"")]), objects.grant, silent))[1], Examined)


def _children(examiner) -> list[int]:
    pid = examiner._zygote.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_cancelling_kills_the_children(examiner, objects):
    steps = []

    def progress(step):
        steps.append(step)
        if len(steps) == 3:
            raise Cancelled

    start = time.monotonic()
    with pytest.raises(Cancelled):
        list(examiner.run([objects.add(b"sleep 60"), objects.add(b"sleep 60")], objects.grant, progress))
    assert time.monotonic() - start < SETTINGS.worker_seconds
    assert (steps[0].stage, steps[0].items_total, steps[0].subject) == ("examine", 2, None)
    _until(lambda: not _children(examiner))


def test_a_run_that_is_left_kills_its_children(examiner, objects):
    run = examiner.run([objects.add(b"a"), objects.add(b"sleep 60"), objects.add(b"sleep 60")], objects.grant, silent)
    assert isinstance(next(run)[1], Examined)
    run.close()
    _until(lambda: not _children(examiner))


def test_progress_counts(examiner, objects):
    steps = []
    tasks = [objects.add(order) for order in (b"a", b"crash", b"b")]
    assert len(list(examiner.run(tasks, objects.grant, steps.append))) == 3
    assert [(s.items_done, s.failed) for s in steps if s.items_done == 0]
    assert all(s.items_total == 3 and s.unit == "items" for s in steps)


def test_the_zygote_is_replaced(objects):
    with Examiner(SETTINGS, OBEDIENT) as examiner:
        assert isinstance(next(examiner.run([objects.add(b"a")], objects.grant, silent))[1], Examined)
        first = examiner._zygote.pid
        os.kill(first, signal.SIGKILL)
        assert isinstance(next(examiner.run([objects.add(b"b")], objects.grant, silent))[1], Examined)
        assert examiner._zygote.pid != first


def test_the_zygote_dies_under_a_child(objects):
    """The item is asked once more; it is not the file's fault."""
    with Examiner(SETTINGS, OBEDIENT) as examiner:
        killed = []

        def progress(_step):
            if not killed and _children(examiner):
                killed.append(examiner._zygote.pid)
                os.kill(killed[0], signal.SIGKILL)

        ((_task, answer),) = examiner.run([objects.add(b"sleep 0.4")], objects.grant, progress)
        assert killed
        assert isinstance(answer, Examined)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_closing_ends_everything(objects):
    examiner = Examiner(SETTINGS, OBEDIENT)
    run = examiner.run([objects.add(b"a"), objects.add(b"sleep 60")], objects.grant, silent)
    next(run)
    pid = examiner._zygote.pid
    children = _children(examiner)
    assert children
    examiner.close()
    _until(lambda: all(_gone(one) for one in (pid, *children)))
    ((_task, answer),) = run
    assert answer.code in {"worker_died", "worker_unavailable"}
    assert next(examiner.run([objects.add(b"a")], objects.grant, silent))[1].code == "worker_unavailable"


_PARENT = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from intake.examination.examiner import Examiner
from intake.settings import Settings
from tests.examination.objects import ASSOCIATED, OBEDIENT, Objects
objects = Objects(Path({folder!r}))
examiner = Examiner(Settings(worker_seconds=60.0), OBEDIENT)
def progress(step):
    pid = examiner._zygote.pid
    children = Path(f"/proc/{{pid}}/task/{{pid}}/children").read_text().split()
    if children:
        print(pid, *children, flush=True)
        sys.stdin.read()
list(examiner.run([objects.add(b"sleep 50"), objects.add(b"spin")], objects.grant, progress))
"""


def test_children_die_with_the_parent(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT.format(root=str(ROOT), folder=str(tmp_path))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) >= 2
        assert not any(_gone(pid) for pid in pids)
        parent.kill()
    _until(lambda: all(_gone(pid) for pid in pids))


def test_a_program_that_does_not_start(objects, tmp_path):
    for program in (("/nonexistent/program",), (sys.executable, "-c", "raise SystemExit(3)")):
        with Examiner(SETTINGS, program) as examiner:
            ((_task, answer),) = examiner.run([objects.add(b"a")], objects.grant, silent)
            assert answer.code == "worker_unavailable"


def test_nothing_of_an_item_is_in_anyones_arguments(examiner, objects):
    run = examiner.run([objects.add(b"a"), objects.add(b"sleep 60")], objects.grant, silent)
    next(run)
    for pid in (examiner._zygote.pid, *_children(examiner)):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert b"K7Q4MX" not in command
        assert b"object-" not in command
    run.close()


def _memory(pid: int):
    """Everything that is mapped readable and writable in another process, piece by piece."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            if rights.startswith("rw"):
                start, stop = (int(part, 16) for part in span.split("-"))
                memory.seek(start)
                try:
                    yield memory.read(stop - start)
                except OSError:
                    continue


def test_the_zygote_never_sees_a_key(examiner, objects):
    """Else each child would inherit the keys of all items before its own."""
    task = objects.add(b"a")
    key = objects.held[task.item][3]
    assert isinstance(next(examiner.run([task], objects.grant, silent))[1], Examined)
    try:
        memory = list(_memory(examiner._zygote.pid))
    except PermissionError as error:
        pytest.skip(f"its memory cannot be looked at here: {error}")
    assert sum(map(len, memory)) > MIB
    assert any(b"obedient.py" in piece for piece in memory)  # the search finds what is there
    assert not [piece for piece in memory if key in piece or key.hex().encode() in piece or task.item.encode() in piece]


def test_the_zygote_inherits_no_descriptor(examiner, objects):
    with (objects.folder / "lock").open("w") as lock:
        os.set_inheritable(lock.fileno(), True)
        with Examiner(SETTINGS, OBEDIENT) as one:
            next(one.run([objects.add(b"a")], objects.grant, silent))
            pid = one._zygote.pid
            open_now = {os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    assert not [path for path in open_now if path.startswith(("/tmp", "/var", str(objects.folder)))]
    assert Path("/dev/null").as_posix() in open_now


def test_the_zygote_has_one_thread(examiner, say):
    say("a")
    assert len(list(Path(f"/proc/{examiner._zygote.pid}/task").iterdir())) == 1


def test_stills(examiner, objects):
    import io

    from PIL import Image

    wanted = [5, 3, 3, *range(40, 80)]
    found = list(examiner.still(objects.add(b"x"), wanted, objects.grant, silent))
    assert [still.index for still in found] == [5, 3, *range(40, 80)]
    for still in found:
        assert isinstance(still, StillPicture)
        with Image.open(io.BytesIO(still.png)) as image:
            assert image.tobytes() == bytes([still.index]) * 24


def test_stills_with_something_to_tell(examiner, objects):
    *_stills, told = examiner.still(objects.add(b"damaged"), [0, 1], objects.grant, silent)
    assert told == Observation("keyframe_damaged", "number 3")


@pytest.mark.parametrize(
    ("order", "before", "code"),
    [
        (b"die at 2", 2, "worker_died"),
        (b"another still", 0, "worker_answer_malformed"),
        (b"still twice", 1, "worker_answer_malformed"),
    ],
)
def test_stills_that_fail(examiner, objects, order, before, code):
    *good, bad = examiner.still(objects.add(order), [0, 1, 2, 3], objects.grant, silent)
    assert [still.index for still in good][:before] == list(range(before))
    assert isinstance(bad, Failed)
    assert bad.code == code


def test_tiles(examiner, objects):
    found = list(examiner.tiles(objects.add(b"x"), (4032, 3024), [5, 3, 3], objects.grant))
    assert [index for index, _pixels in found[:-1]] == [5, 3]
    assert [(pixels.width, pixels.height, pixels.rgb) for _index, pixels in found[:-1]] == [
        (4, 1, bytes([5]) * 12),
        (4, 1, bytes([3]) * 12),
    ]
    assert found[-1] == Observation("picture_damaged")


@pytest.mark.parametrize("order", [b"another tile", b"large tile"])
def test_tiles_that_were_not_asked_for(examiner, objects, order):
    (bad,) = examiner.tiles(objects.add(order), (4032, 3024), [0], objects.grant)
    assert isinstance(bad, Failed)
    assert bad.code in {"worker_answer_malformed", "worker_over_limits"}


def test_a_tile_that_is_none(examiner, objects):
    with pytest.raises(ValueError, match="no such tile"):
        list(examiner.tiles(objects.add(b"x"), (100, 100), [1], objects.grant))


def test_a_fresh_process_for_each(objects):
    """What other systems do; on this one it is confined all the same."""
    with Examiner(Settings(worker_seconds=5.0, worker_bytes=512 * MIB), OBEDIENT, zygote=False) as examiner:
        assert examiner.confinement.layers
        tasks = {objects.add(order): order for order in (b"pictures 2", b"abort", b"a", b"leave 4", b"raise MemoryError")}
        answers = {tasks[task]: answer for task, answer in examiner.run(list(tasks), objects.grant, silent)}
        assert isinstance(answers[b"a"], Examined)
        assert len(pictures_of(answers[b"pictures 2"])[1]) == 3
        assert answers[b"abort"].facts == {"status": -signal.SIGABRT}
        assert answers[b"leave 4"].facts == {"status": 4}
        assert answers[b"raise MemoryError"].code == "worker_over_limits"


def test_a_fresh_process_that_hangs(objects):
    with Examiner(Settings(worker_seconds=1.5), OBEDIENT, zygote=False) as examiner:
        ((_task, answer),) = examiner.run([objects.add(b"sleep 60")], objects.grant, silent)
        assert (answer.code, answer.facts) == ("worker_over_limits", {"limit": "time"})


def test_a_fresh_process_ends_without_its_parent(objects):
    """Nobody reads its answer and nobody kills it: it ends by itself."""
    from intake.examination import wire

    task = objects.add(b"sleep 60")
    path, length, size, key = objects.held[task.item]
    with path.open("rb") as file:
        access = wire.ObjectAccess(22, length, size, key, ASSOCIATED)
        header = wire.encode_question(wire.Examine(access, wire.Limits(200, 512 * MIB, 1, 1)))
        with subprocess.Popen(
            [*OBEDIENT, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(file.fileno(),)
        ) as process:
            process.stdin.write(wire.encode_frame({**header, "descriptor": file.fileno()}))
            process.stdin.flush()
            assert process.wait(30) == 1


def test_what_no_reader_opens_is_answered(objects):
    """Through the program's own confined side, not the obedient one."""
    with Examiner(Settings()) as examiner:
        tasks = {
            objects.add(content): kind
            for content, kind in ((b"%PDF-1.7", Kind.DOCUMENT), (b"PK\5\6" + bytes(18), Kind.ARCHIVE), (b"\xc0\xc1", Kind.OTHER))
        }
        for task, answer in examiner.run(list(tasks), objects.grant, silent):
            assert isinstance(answer, Examined)
            assert answer.answer.kind is tasks[task]
            assert not answer.answer.readable
            assert [o.code for o in answer.answer.observations] == ["kind_not_read_here"]
