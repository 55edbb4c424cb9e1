"""Local files: opened for reading only, never through a link, never a pipe, and left as they were."""

import errno
import hashlib
import os
import socket
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from intake.acquisition import local, opening_posix, reading
from intake.acquisition.local import LocalFile
from intake.acquisition.reading import acquire, reread
from intake.acquisition.volumes import Volumes
from intake.errors import SourceError
from intake.pipeline import Chunk
from intake.records.digests import sha256_in
from intake.records.items import AccessTimeKept, PageCache, PlanLine, SourceKind, VolumeFacts
from tests.acquisition.fakes import Kept

pytestmark = pytest.mark.timeout(60)  # nothing here may hang

DATA = os.urandom(3000)


def volumes(filesystem: str = "ext4") -> Volumes:
    return Volumes(lambda device, path: VolumeFacts(filesystem=filesystem))


def source(path: Path, below: Path | None = None, filesystem: str = "ext4") -> LocalFile:
    root = below or path.parent
    return LocalFile(os.fsencode(path), os.fsencode(path.relative_to(root)), volumes(filesystem))


def refusal(path: Path, below: Path | None = None) -> SourceError:
    sink = Kept()
    with pytest.raises(SourceError) as caught:
        acquire(source(path, below), sink)
    assert not sink.data
    return caught.value


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a" / "b" / "photo.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(DATA)
    return path


def test_bytes_and_facts(file):
    sink = Kept()
    made = acquire(source(file), sink)
    status = file.stat()
    assert bytes(sink.data) == DATA
    assert sha256_in(made.digests) == hashlib.sha256(DATA).hexdigest()
    assert (made.before.size, made.before.inode, made.before.device) == (3000, status.st_ino, status.st_dev)
    assert made.before.times.modified_ns == status.st_mtime_ns
    assert made.before.times.changed_ns == status.st_ctime_ns
    assert made.before.times.resolution_ns == 1


def test_when_it_was_made(file):
    born = acquire(source(file), Kept()).before.times.born_ns
    if born is None:
        pytest.skip("this filesystem does not tell when a file was made")
    os.utime(file, ns=(1, 1))
    assert acquire(source(file), Kept()).before.times.born_ns == born
    assert abs(born - time.time_ns()) < 600 * 10**9


@pytest.mark.parametrize(
    ("filesystem", "step"), [("vfat", 2 * 10**9), ("exfat", 10**7), ("ntfs3", 100), ("fuseblk", None), ("", None)]
)
def test_resolution_of_times_by_filesystem(file, filesystem, step):
    assert acquire(source(file, filesystem=filesystem), Kept()).before.times.resolution_ns == step


def test_every_opening_is_read_only_and_careful(file, monkeypatch):
    flags = {}
    real = os.open

    def watched(name, how, *args, **kwargs):
        flags.setdefault(os.path.basename(name), []).append(how)
        return real(name, how, *args, **kwargs)

    monkeypatch.setattr(os, "open", watched)
    acquire(source(file, file.parents[2]), Kept())
    assert set(flags) == {
        os.fsencode(file.parents[2].name),
        b"a",
        b"b",
        b"photo.jpg",
    }  # the chosen folder, those on the way, the file
    for how in (each for several in flags.values() for each in several):
        assert how & os.O_ACCMODE == os.O_RDONLY
        assert not how & (os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        assert how & os.O_CLOEXEC
        assert how & os.O_NOFOLLOW
    assert all(how & os.O_NONBLOCK for how in flags[b"photo.jpg"])
    assert flags[b"photo.jpg"][0] & os.O_NOATIME
    assert all(how & os.O_PATH for how in flags[os.fsencode(file.parents[2].name)] + flags[b"a"] + flags[b"b"])


def old_access(path: Path) -> int:
    """Make the access time so old that relatime would renew it."""
    status = path.stat()
    os.utime(path, ns=(status.st_mtime_ns - 10**15, status.st_mtime_ns))
    return path.stat().st_atime_ns


def test_the_access_time_is_left_alone(file):
    before = old_access(file)
    made = acquire(source(file), Kept())
    assert file.stat().st_atime_ns == before
    assert made.access_time is AccessTimeKept.KEPT
    again = reread(source(file), made)
    assert file.stat().st_atime_ns == before
    assert again.access_time is AccessTimeKept.KEPT


def test_a_refused_noatime_is_gone_without_and_recorded(file, monkeypatch):
    real = os.open

    def refusing(name, how, *args, **kwargs):
        if how & os.O_NOATIME:
            raise PermissionError(errno.EPERM, "not the owner")
        return real(name, how, *args, **kwargs)

    monkeypatch.setattr(os, "open", refusing)
    monkeypatch.setattr(local, "_NO_ACCESS_TIMES", 0)
    old_access(file)
    sink = Kept()
    made = acquire(source(file), sink)
    assert bytes(sink.data) == DATA
    assert made.access_time is AccessTimeKept.NOT_GUARANTEED
    again = acquire(source(file), Kept())  # relatime has just renewed it, so it stays as it is; nothing had promised that
    assert again.access_time is AccessTimeKept.NOT_GUARANTEED
    monkeypatch.setattr(os, "fstatvfs", lambda descriptor: SimpleNamespace(f_flag=os.ST_RDONLY))
    assert acquire(source(file), Kept()).access_time is AccessTimeKept.KEPT


def test_nothing_about_the_source_changes(file):
    folder, status = file.parent, file.stat()
    folder_before = folder.stat()
    first = acquire(source(file), Kept())
    reread(source(file), first)
    with pytest.raises(RuntimeError):
        acquire(source(file), Kept(), progress=_fail)
    assert file.stat() == status
    assert folder.stat() == folder_before
    assert os.listdir(folder) == [file.name]


def _fail(step):
    raise RuntimeError


def test_no_descriptor_is_left(file):
    before = set(os.listdir("/proc/self/fd"))
    first = acquire(source(file), Kept())
    reread(source(file), first)
    with pytest.raises(RuntimeError):
        acquire(source(file), Kept(), progress=_fail)
    link = file.with_name("link")
    link.symlink_to(file)
    refusal(link)
    (file.parents[1] / "way").symlink_to("b")
    refusal(file.parents[1] / "way" / file.name, file.parents[1])
    refusal(file.parent / "gone" / "deeper" / "file", file.parents[1])
    assert set(os.listdir("/proc/self/fd")) == before


def test_a_pipe_does_not_hang(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    error = refusal(pipe)
    assert (error.code, error.facts["kind"]) == ("source_not_regular", "pipe")


def test_a_file_swapped_for_a_pipe_does_not_hang(file, monkeypatch):
    real = os.open

    def swapping(name, how, *args, **kwargs):
        if name == b"photo.jpg" and file.is_file():
            file.unlink()
            os.mkfifo(file)
        return real(name, how, *args, **kwargs)

    monkeypatch.setattr(os, "open", swapping)
    error = refusal(file)
    assert (error.code, error.facts["kind"]) == ("source_not_regular", "pipe")


def test_a_socket(tmp_path):
    with socket.socket(socket.AF_UNIX) as made:
        here = os.getcwd()
        os.chdir(tmp_path)  # the path of a socket is short
        made.bind("socket")
        os.chdir(here)
        assert refusal(tmp_path / "socket").code == "source_not_regular"


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/tty"])
def test_a_device_is_not_opened(device, monkeypatch):
    if not os.path.exists(device):
        pytest.skip(f"{device} is not here")
    opened = []
    real = os.open
    monkeypatch.setattr(os, "open", lambda name, *args, **kwargs: opened.append(name) or real(name, *args, **kwargs))
    error = refusal(Path(device))
    assert (error.code, error.facts["kind"]) == ("source_not_regular", "device")
    assert opened == [b"/dev"]


def test_a_folder_is_no_file(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    assert refusal(folder).code == "source_not_regular"


def test_a_link_is_not_followed(file):
    link = file.with_name("link")
    link.symlink_to(file.name)
    assert refusal(link).code == "source_is_link"


def test_a_file_swapped_for_a_link_is_not_followed(file, monkeypatch):
    secret = file.with_name("secret")
    secret.write_bytes(b"not chosen")
    real = os.open

    def swapping(name, how, *args, **kwargs):
        if name == b"photo.jpg" and not file.is_symlink():
            file.unlink()
            file.symlink_to(secret)
        return real(name, how, *args, **kwargs)

    monkeypatch.setattr(os, "open", swapping)
    assert refusal(file).code == "source_is_link"


def test_a_folder_on_the_way_that_is_a_link_is_not_followed(file):
    top = file.parents[2]
    (top / "other").symlink_to("a")
    error = refusal(top / "other" / "b" / file.name, top)
    assert (error.code, error.facts["what"]) == ("source_is_link", "folder")


def test_a_folder_on_the_way_swapped_for_a_link_is_not_followed(file, monkeypatch, tmp_path_factory):
    top = file.parents[2]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "photo.jpg").write_bytes(b"not chosen")
    real = os.open

    def swapping(name, how, *args, **kwargs):
        if name == b"b" and not (top / "a" / "b").is_symlink():
            os.rename(top / "a" / "b", top / "a" / "c")
            (top / "a" / "b").symlink_to(elsewhere)
        return real(name, how, *args, **kwargs)

    monkeypatch.setattr(os, "open", swapping)
    assert refusal(file, top).code == "source_is_link"


def test_the_chosen_folder_swapped_for_a_link_is_not_followed(file):
    top = file.parents[2]
    os.rename(top / "a", top / "elsewhere")
    (top / "a").symlink_to("elsewhere")
    error = refusal(top / "a" / "b" / file.name, top / "a")
    assert (error.code, error.facts["what"]) == ("source_is_link", "folder")


def test_links_above_the_chosen_folder_are_the_persons_business(file):
    (file.parents[2] / "other").symlink_to("a")
    path = file.parents[2] / "other" / "b" / file.name
    sink = Kept()
    acquire(source(path), sink)
    assert bytes(sink.data) == DATA


def test_what_is_not_there(file):
    error = refusal(file.with_name("gone"))
    assert (error.code, error.facts["reason"]) == ("source_vanished", "ENOENT")
    assert refusal(file.parent / "gone" / "file", file.parent).code == "source_vanished"
    assert refusal(file / "below", file.parent).code == "source_vanished"


@pytest.mark.parametrize("relative", [b"", b".", b"..", b"a/../photo.jpg", b"/photo.jpg", b"b//photo.jpg", b"other.jpg"])
def test_a_plan_that_leaves_its_folder_is_a_bug(file, relative):
    broken = LocalFile(os.fsencode(file), relative, volumes())
    with pytest.raises(ValueError), broken.open():
        pass


def test_a_line_that_was_refused_stays_refused():
    line = PlanLine(1, b"/a/link", b"link", b"link", SourceKind.LINK, 0, None, "source_is_link")
    with pytest.raises(SourceError) as caught:
        LocalFile.of(line, volumes())
    assert caught.value.code == "source_is_link"


def test_a_placeholder_is_not_opened(tmp_path, monkeypatch):
    stub = tmp_path / ".IMG_0001.HEIC.icloud"
    stub.write_bytes(b"bplist00")
    opened = []
    real = os.open
    monkeypatch.setattr(os, "open", lambda name, *args, **kwargs: opened.append(name) or real(name, *args, **kwargs))
    assert refusal(stub).code == "source_is_placeholder"
    assert os.fsencode(stub.name) not in opened


@pytest.fixture
def passable(file):
    """Others may pass through the folders above the file, as long as the test lasts."""
    modes = {}
    for folder in file.parents:
        mode = folder.stat().st_mode
        if mode & 0o055 != 0o055 and folder.stat().st_uid == os.getuid():
            modes[folder] = mode
            folder.chmod(mode | 0o055)
    yield file
    for folder, mode in modes.items():
        folder.chmod(mode)


def test_no_right_to_read(passable):
    """In a child without root's rights: root reads everything."""
    file = passable
    file.chmod(0)
    code = in_child_without_rights(lambda: refusal(file).code)
    assert code == "source_unreadable"


def test_a_folder_that_may_be_passed_but_not_listed(passable):
    file = passable
    file.parent.chmod(0o711)
    file.chmod(0o644)

    def read() -> str:
        made = acquire(source(file, file.parents[1]), Kept())
        return f"{sha256_in(made.digests)} {made.access_time.value}"

    # Not the owner, so O_NOATIME is refused; on a volume mounted with relatime or strictatime nothing can be promised.
    digest, access = in_child_without_rights(read).split()
    assert digest == hashlib.sha256(DATA).hexdigest()
    noatime = os.statvfs(file).f_flag & (os.ST_NOATIME | os.ST_RDONLY)
    if os.getuid() == 0 and not noatime:
        assert access == "not_guaranteed"


def in_child_without_rights(work) -> str:
    """What `work` says in a forked child that runs as nobody (as we are, when we are not root)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            os.write(writer, work().encode())
        except BaseException as error:  # noqa: BLE001 - said to the parent
            os.write(writer, f"failed: {error!r}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


def test_a_file_of_proc_says_another_size_than_it_has():
    error = refusal(Path(f"/proc/{os.getpid()}/status"))
    assert error.code in {"source_long", "source_changed"}


def test_a_file_that_grows_while_it_is_read(file, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1000)

    def grow(step):
        with file.open("ab") as more:
            more.write(b"more")

    with pytest.raises(SourceError) as caught:
        acquire(source(file), Kept(), progress=grow)
    assert caught.value.code == "source_changed"


def test_a_file_that_grows_without_end(file, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1000)
    stop = threading.Event()

    def grow():
        with file.open("ab", buffering=0) as more:
            while not stop.is_set():
                more.write(bytes(1000))

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(SourceError) as caught:
            acquire(source(file), Kept(), progress=lambda step: time.sleep(0.001))
    finally:
        stop.set()
        writer.join()
    assert caught.value.code == "source_changed"


def test_a_file_that_is_cut_while_it_is_read(file, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1000)

    def cut(step):
        os.truncate(file, 1500)

    with pytest.raises(SourceError) as caught:
        acquire(source(file), Kept(), progress=cut)
    assert caught.value.code == "source_changed"


def test_a_file_written_in_place_while_it_is_read(file, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1000)

    def write(step):
        if step.done == 1000:
            with file.open("r+b") as other:
                other.write(b"other")

    with pytest.raises(SourceError) as caught:
        acquire(source(file), Kept(), progress=write)
    assert (caught.value.code, caught.value.facts["what"]) == ("source_changed", "modified_ns")


def test_a_file_replaced_while_it_is_read(file, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 1000)

    def replace(step):
        if step.done == 1000:
            new = file.with_name("new")
            new.write_bytes(DATA)
            os.replace(new, file)

    with pytest.raises(SourceError) as caught:
        acquire(source(file), Kept(), progress=replace)
    assert caught.value.code == "source_changed"


class _BrokenRaw:
    def __init__(self, number):
        self.number = number

    def readinto(self, buffer):
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EIO, "source_unreadable"),
        (errno.EACCES, "source_unreadable"),
        (errno.ENODEV, "source_vanished"),
        (errno.ESTALE, "source_vanished"),
        (errno.ENOENT, "source_vanished"),
    ],
)
def test_a_read_that_fails(file, number, code):
    with source(file).open() as opened:
        opened._raw = _BrokenRaw(number)
        with pytest.raises(SourceError) as caught:
            opened.readinto(memoryview(bytearray(10)))
    assert caught.value.code == code
    assert caught.value.facts == {"reason": errno.errorcode[number], "position": 0}
    assert isinstance(caught.value.__cause__, OSError)


def test_a_read_that_would_block_is_no_end_of_file(file):
    class Blocking:
        def readinto(self, buffer):
            return None

    with source(file).open() as opened:
        opened._raw = Blocking()
        with pytest.raises(SourceError) as caught:
            opened.readinto(memoryview(bytearray(10)))
    assert caught.value.facts["reason"] == "EAGAIN"


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 4095, 4096, 4097, 100_000])
def test_read_again_at_every_boundary(tmp_path, size, monkeypatch):
    monkeypatch.setattr(reading, "DIRECT_CHUNK", 8192)
    path = tmp_path / "file"
    data = os.urandom(size)
    path.write_bytes(data)
    first = acquire(source(path), Kept())
    again = reread(source(path), first)
    assert again.digests == first.digests
    assert sha256_in(again.digests) == hashlib.sha256(data).hexdigest()


def test_read_again_directly_where_the_disk_allows_it(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_DIRECT))
    except OSError:
        pytest.skip("this filesystem does not read directly")
    first = acquire(source(path), Kept())
    assert first.cache is PageCache.CACHED
    assert reread(source(path), first).cache is PageCache.DIRECT


def test_direct_reading_asks_for_no_more_than_there_is(tmp_path):
    """The system takes hold of every page that is asked for: 5 ms instead of 0.2 ms for a photo."""
    path = tmp_path / "file"
    path.write_bytes(DATA)
    asked = []

    class Noting:
        def __init__(self, raw):
            self.raw = raw

        def readinto(self, buffer):
            asked.append(len(buffer))
            return self.raw.readinto(buffer)

    with source(path).open(past_cache=True) as opened:
        if opened.cache is not PageCache.DIRECT:
            pytest.skip("this filesystem does not read directly")
        opened._raw = Noting(opened._raw)
        space = Chunk(1 << 20).space
        assert opened.readinto(space) == len(DATA)
        assert opened.readinto(space[len(DATA) :]) == 0
    assert asked == [4096]


def test_where_direct_reading_is_refused_the_cache_is_dropped_and_looked_at(tmp_path, monkeypatch):
    path = tmp_path / "file"
    data = os.urandom(3_000_000)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    monkeypatch.setattr(opening_posix, "_DIRECT", 0)
    first = acquire(source(path), Kept())
    again = reread(source(path), first)
    assert again.digests == first.digests
    with path.open("rb") as file:
        try:
            os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT)
        except BlockingIOError:
            pass
        except OSError:
            pytest.skip("this filesystem does not tell what lies in memory")
    assert again.cache is PageCache.DROPPED


def test_pages_that_stay_in_memory_are_not_called_dropped(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(DATA)
    monkeypatch.setattr(opening_posix, "_DIRECT", 0)
    monkeypatch.setattr(os, "posix_fadvise", lambda *args: None)  # as for pages that are dirty or in use
    first = acquire(source(path), Kept())
    assert reread(source(path), first).cache is PageCache.CACHED


def test_memory_is_no_medium(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)
    first = acquire(source(path), Kept())
    assert reread(source(path, filesystem="tmpfs"), first).cache is PageCache.CACHED


def test_direct_reading_refused_on_the_way_goes_on_and_says_so(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(DATA)

    class RefusingOnce:
        def __init__(self, raw):
            self.raw = raw
            self.asked = 0

        def readinto(self, buffer):
            self.asked += 1
            if self.asked == 1:
                raise OSError(errno.EINVAL, "not aligned")
            return self.raw.readinto(buffer)

    with source(path).open(past_cache=True) as opened:
        if opened.cache is not PageCache.DIRECT:
            pytest.skip("this filesystem does not read directly")
        opened._raw = RefusingOnce(opened._raw)
        space = memoryview(bytearray(5000))
        assert opened.readinto(space) == len(DATA)
        assert bytes(space[: len(DATA)]) == DATA
        assert opened.cache is not PageCache.DIRECT


def test_the_file_was_replaced_since(file):
    first = acquire(source(file), Kept())
    status = file.stat()
    new = file.with_name("new")
    new.write_bytes(DATA)
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.replace(new, file)
    with pytest.raises(SourceError) as caught:
        reread(source(file), first)
    assert (caught.value.code, caught.value.facts["what"]) == ("source_changed", "inode")


def test_a_sparse_file(tmp_path):
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.seek(5_000_000)
        file.write(b"end")
    sink = Kept()
    acquire(source(path), sink)
    assert bytes(sink.data) == bytes(5_000_000) + b"end"
