"""Writing: what is done is done, what failed says so in our words, and a failed sync ends a file's use."""

import errno
import os
import stat

import pytest

from intake import durable
from intake.errors import StorageError


class Failing(durable.System):
    """One kind of call raises."""

    def __init__(self, call: str, number: int, only: int = 1) -> None:
        self.left = only

        def fail(*_args):
            if self.left:
                self.left -= 1
                raise OSError(number, "injected")
            return getattr(durable.System, call)(self, *_args)

        setattr(self, call, fail)


class Short(durable.System):
    """Writes at most three bytes at a time."""

    def write(self, fd, data, at):
        return super().write(fd, data[:3], at)


def test_created_files_are_private_and_never_replaced(tmp_path):
    path = tmp_path / "a"
    with durable.create(path) as file:
        file.write(b"one")
        file.sync()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(StorageError) as caught:
        durable.create(path)
    assert caught.value.code == "target_exists"
    assert path.read_bytes() == b"one"


def test_descriptors_are_not_inherited(tmp_path):
    with durable.create(tmp_path / "a") as file:
        assert not os.get_inheritable(file.fileno())


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "aim").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "aim")
    with pytest.raises(StorageError):
        durable.open_file(tmp_path / "link", writable=True)


def test_short_writes_are_continued(tmp_path):
    with durable.through(Short()), durable.create(tmp_path / "a") as file:
        file.write(b"0123456789")
        assert file.size == 10
        assert file.read_at(2, 100) == b"23456789"
        assert file.read_at(10, 1) == b""
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_appending_goes_on_at_the_end(tmp_path):
    durable.write_new(tmp_path / "a", b"one")
    with durable.open_file(tmp_path / "a", writable=True) as file:
        file.write(b"two")
        file.truncate(4)
        file.write(b"!")
    assert durable.read(tmp_path / "a", 5) == b"onet!"


def test_reading_is_capped(tmp_path):
    durable.write_new(tmp_path / "a", b"12345")
    with pytest.raises(StorageError) as caught:
        durable.read(tmp_path / "a", 4)
    assert caught.value.facts["found"] == 5


def test_after_a_failed_sync_a_file_refuses_everything(tmp_path):
    with durable.through(Failing("sync", errno.EIO)), durable.create(tmp_path / "a") as file:
        file.write(b"1")
        for act in (file.sync, file.sync, lambda: file.write(b"2"), lambda: file.truncate(0)):
            with pytest.raises(StorageError) as caught:
                act()
            assert caught.value.code == "sync_failed"


@pytest.mark.parametrize(
    ("call", "number", "code"),
    [
        ("create", errno.EACCES, "permission_denied"),
        ("create", errno.EROFS, "permission_denied"),
        ("write", errno.ENOSPC, "disk_full"),
        ("write", errno.EDQUOT, "disk_full"),
        ("write", errno.EFBIG, "file_too_large_for_medium"),
        ("write", errno.EIO, "write_failed"),
        ("sync", errno.EIO, "sync_failed"),
        ("sync", errno.ENOSPC, "sync_failed"),
        ("close", errno.EIO, "write_failed"),
    ],
)
def test_write_new_leaves_nothing_when_it_fails(tmp_path, call, number, code):
    with durable.through(Failing(call, number)), pytest.raises(StorageError) as caught:
        durable.write_new(tmp_path / "a", b"1")
    assert caught.value.code == code
    assert caught.value.facts["name"] == "a"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("call", ["create", "write", "sync", "rename"])
def test_replacing_keeps_the_old_bytes_when_it_fails(tmp_path, call):
    durable.replace(tmp_path / "a", b"old")
    with durable.through(Failing(call, errno.ENOSPC)), pytest.raises(StorageError):
        durable.replace(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    durable.replace(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_failed_folder_sync_is_told(tmp_path):
    with durable.through(Failing("sync_folder", errno.EIO)), pytest.raises(StorageError) as caught:
        durable.sync_folder(tmp_path)
    assert caught.value.code == "sync_failed"


def test_folders(tmp_path):
    durable.make_folder(tmp_path / "f")
    durable.make_folder(tmp_path / "f", exists_ok=True)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o700
    (tmp_path / "f" / "x").write_bytes(b"")
    with pytest.raises(StorageError) as caught:
        durable.remove_folder(tmp_path / "f")
    assert caught.value.code == "target_exists"
    durable.remove(tmp_path / "f" / "x")
    durable.remove(tmp_path / "f" / "x", missing_ok=True)
    durable.remove_folder(tmp_path / "f")
    with pytest.raises(StorageError) as caught:
        durable.remove(tmp_path / "f")
    assert caught.value.code == "target_missing"


def test_space_is_asked_for_before_it_is_used(tmp_path):
    durable.require_space(tmp_path, 1)
    with pytest.raises(StorageError) as caught:
        durable.require_space(tmp_path, 2**60)
    assert caught.value.code == "disk_full"


def test_patching_writes_only_over_what_is_there(tmp_path):
    with durable.through(Short()), durable.create(tmp_path / "a") as file:
        file.write(b"0123456789")
        file.patch(2, b"abcdef")
        assert file.size == 10
        for offset in (-1, 5):
            with pytest.raises(ValueError, match="only over"):
                file.patch(offset, b"abcdef")
        file.sync()
        file.forget()
        assert file.read_at(0, 99) == b"01abcdef89"


def test_what_is_handed_over_may_be_read_by_others(tmp_path):
    durable.make_folder(tmp_path / "out")
    durable.write_new(tmp_path / "out" / "a", b"x")
    durable.share(tmp_path / "out")
    durable.share(tmp_path / "out" / "a")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "out" / "a").stat().st_mode) == 0o644
    with durable.through(Failing("chmod", errno.EPERM)):
        durable.share(tmp_path / "out" / "a")
