"""The program's own confined side says of a file exactly what its readers say of it unconfined, and needs nothing more."""

import io
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from intake.confined import warming
from intake.confined.answering import bounded
from intake.confined.identify import identify
from intake.confined.readers import MediaReaders
from intake.examination.examiner import Examiner
from intake.examination.pack import OpenPack
from intake.examination.tasks import Examined, Failed
from intake.progress import silent
from intake.records.claims import Kind, Observation
from intake.records.tiles import Grid
from intake.settings import Settings
from tests.examination.objects import Objects

ROOT = Path(__file__).parents[2]
SAMPLE = 30


@pytest.fixture(scope="module")
def examiner():
    with Examiner(Settings()) as one:
        yield one


@pytest.fixture(scope="module")
def readers():
    one = MediaReaders()
    one.warm()
    return one


def unconfined(readers, content: bytes):
    stream = io.BytesIO(content)
    media_type, kind = identify(stream)
    shown = []
    reader = readers(kind)
    if reader is None:
        return None, shown
    answer = reader.examine(
        stream, media_type, lambda role, index, width, height, _rgb: shown.append((role, index, width, height))
    )
    return bounded(answer), shown


def compare(examiner, readers, folder, contents):
    objects = Objects(folder)
    tasks = {objects.add(content): content for content in contents}
    different = {}
    for task, confined in examiner.run(list(tasks), objects.grant, silent):
        assert isinstance(confined, Examined), confined
        answer, shown = unconfined(readers, tasks[task])
        placed = OpenPack(io.BytesIO(confined.pack)).index.pictures
        if answer is not None and (
            answer != confined.answer or sorted(shown) != sorted((p.role, p.index, p.width, p.height) for p in placed)
        ):
            different[task.item] = (answer, confined.answer)
    return different


def test_samples_of_each_form(examiner, readers, tmp_path):
    samples = [*warming.photos(), *warming.videos()]
    assert len(samples) == 12
    assert not compare(examiner, readers, tmp_path, samples)


@pytest.mark.parametrize("name", ["photos-real", "videos-real", "cases"])
def test_real_files(examiner, readers, tmp_path, shared_media, name):
    """A sample by seed; all of them agreed when this was written."""
    files = sorted(path for path in shared_media(name).rglob("*") if path.is_file() and "_golden" not in str(path))
    some = random.Random(name).sample(files, SAMPLE)
    assert not compare(examiner, readers, tmp_path, [path.read_bytes() for path in some])


def test_stills_are_what_the_reader_shows(examiner, readers, tmp_path):
    from PIL import Image

    objects = Objects(tmp_path)
    for sample in warming.videos():
        stream = io.BytesIO(sample)
        media_type, kind = identify(stream)
        shown = {}
        readers(kind).still(
            stream, media_type, (0,), lambda _r, index, w, h, rgb, into=shown: into.update({index: (w, h, bytes(rgb))})
        )
        (still,) = examiner.still(objects.add(sample), [0], objects.grant, silent)
        with Image.open(io.BytesIO(still.png)) as image:
            assert {still.index: (*image.size, image.tobytes())} == shown


_LATE = """
import io, json, sys
from pathlib import Path
from intake.confined import worker
from intake.confined.identify import identify
from intake.confined.readers import MediaReaders
from intake.confined.warming import discard
readers = MediaReaders()
readers.warm()
late = {}
class Watching:
    def find_spec(self, name, path=None, target=None):
        late.setdefault(name, path_now)
sys.meta_path.insert(0, Watching())
for path_now in json.load(sys.stdin):
    stream = io.BytesIO(Path(path_now).read_bytes())
    media_type, kind = identify(stream)
    reader = readers(kind)
    if reader is not None:
        reader.examine(stream, media_type, discard)
        if kind.value == "video":
            reader.still(stream, media_type, (0, 1), discard)
        else:
            try:
                reader.tiles(stream, media_type, (2000, 1500), (0,), discard)
            except (OSError, ValueError, MemoryError):
                pass  # what cannot be looked at need not be
print(json.dumps(late))
"""


def test_nothing_is_loaded_late(shared_media):
    """A child can load nothing any more: what a reader imports for some file only would fail there."""
    files = [
        str(path)
        for name in ("cases", "videos-real", "photos-real", "hostile-media")
        for path in shared_media(name).rglob("*")
        if path.is_file() and "_golden" not in str(path)
    ]
    some = random.Random("late").sample(sorted(files), 200)
    some += [path for path in files if path.endswith(("synthetic-rear.mp4", "FujiFilm.raf"))]  # these did
    made = subprocess.run(
        [sys.executable, "-c", _LATE], cwd=ROOT, input=json.dumps(some), capture_output=True, text=True, check=True
    )
    assert json.loads(made.stdout) == {}


def test_every_kind_has_its_reader_or_none(readers):
    assert {kind for kind in Kind if readers(kind) is None} == {Kind.ARCHIVE, Kind.DOCUMENT, Kind.OTHER}


def test_tiles_are_what_the_reader_shows(examiner, readers, tmp_path):
    objects = Objects(tmp_path)
    for sample in warming.photos():
        stream = io.BytesIO(sample)
        media_type, kind = identify(stream)
        shown = {}
        size = (warming.SIDE, warming.SIDE)
        told = readers(kind).tiles(
            stream, media_type, size, (0,), lambda _r, index, w, h, rgb, into=shown: into.update({index: (w, h, bytes(rgb))})
        )
        tiles = list(examiner.tiles(objects.add(sample), size, [0], objects.grant))
        pictures = {one[0]: (one[1].width, one[1].height, one[1].rgb) for one in tiles if isinstance(one, tuple)}
        assert pictures == shown
        assert set(shown) == {0}
        assert tuple(one for one in tiles if isinstance(one, Observation)) == told


def test_a_recording_has_no_tiles(examiner, tmp_path):
    objects = Objects(tmp_path)
    (answer,) = examiner.tiles(objects.add(next(warming.videos())), (32, 32), [0], objects.grant)
    assert isinstance(answer, Failed)
    assert answer.code == "media_unreadable"


def test_a_hundred_megapixels_within_the_childs_limits(examiner, tmp_path):
    """Any part of them at its own pixels; made of one colour, so that it is quick to make."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (12_000, 8_400), (10, 120, 30)).save(out, "JPEG", quality=50)
    objects = Objects(tmp_path)
    grid = Grid(12_000, 8_400)
    wanted = [tile.index for tile in grid.seen(4.0, 11_000, 8_000, 12_000, 8_400)]
    tiles = list(examiner.tiles(objects.add(out.getvalue()), (12_000, 8_400), wanted, objects.grant))
    assert [(index, (made.width, made.height)) for index, made in tiles] == [(at, grid.tile(at).size) for at in wanted]


def test_a_photo_has_no_stills(examiner, tmp_path):
    objects = Objects(tmp_path)
    (answer,) = examiner.still(objects.add(next(warming.photos())), [0], objects.grant, silent)
    assert isinstance(answer, Failed)
    assert answer.code == "media_unreadable"


@pytest.mark.skipif(sys.platform != "linux", reason="a zygote forks")
def test_the_zygote_has_one_thread_when_it_forks(examiner):
    assert examiner.confinement
    assert len(list(Path(f"/proc/{examiner._zygote.pid}/task").iterdir())) == 1


def test_nothing_heavy_before_the_door_is_chosen():
    """`main.py` imports its confined side, or nothing but the standard library."""
    script = "import sys; sys.argv = ['main.py', '--version']; import runpy\ntry: runpy.run_path('main.py', run_name='x')\nfinally: print(*sorted(sys.modules))"
    made = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"PIL", "av", "cv2", "numpy", "PySide6", "sqlalchemy", "cryptography"} & set(made.stdout.split())


def test_no_qt_and_no_vault_in_the_confined_side():
    script = "import sys\nfrom intake.confined import worker\nfrom intake.confined.readers import MediaReaders\nMediaReaders().warm()\nprint(*sorted(sys.modules))"
    made = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = made.stdout.split()
    assert "cv2" in loaded
    assert not [
        name for name in loaded if name.startswith(("PySide6", "intake.vault", "intake.custody", "sqlalchemy", "tkinter"))
    ]
