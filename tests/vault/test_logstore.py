"""The log's file: records in a chain that nothing fits into, an index that only helps, failed writes taken back."""

import errno
import os
import struct
from itertools import pairwise

import pytest

from intake import durable
from intake.errors import StorageError, TamperError
from intake.vault import logstore
from intake.vault.keyring import Keyring
from intake.vault.logstore import HEADER, FileLog, create_log

VAULT = bytes(range(16))
KEYS = Keyring({1: bytes(32)})
RECORDS = [b"", b"one", b"x" * 5000, b"four"]


@pytest.fixture
def folder(tmp_path):
    create_log(tmp_path)
    return tmp_path


def opened(folder, *, writable=True, keys=KEYS, vault=VAULT) -> FileLog:
    return FileLog(folder, vault, keys, writable=writable)


def filled(folder) -> FileLog:
    log = opened(folder)
    log.append(0, RECORDS[:1])
    log.append(1, RECORDS[1:])
    return log


def read_all(folder, **more) -> list[bytes]:
    log = opened(folder, writable=False, **more)
    return list(log.read(0, log.size()))


def test_records_come_back(folder):
    log = filled(folder)
    assert log.size() == 4
    assert list(log.read(0, 4)) == RECORDS
    assert list(log.read(2, 3)) == RECORDS[2:3]
    assert list(log.read(2, 2)) == []
    log.close()
    assert read_all(folder) == RECORDS
    with pytest.raises(ValueError, match="5"):
        list(opened(folder).read(0, 5))


def test_the_bytes_are_what_the_specification_says(folder):
    filled(folder).close()
    raw = (folder / "log").read_bytes()
    magic, epoch, length, index, nonce = struct.unpack_from(">4sIIQ12s", raw)
    assert (magic, epoch, length, index) == (b"EIlr", 1, 16, 0)
    assert any(nonce)
    assert (folder / "index").read_bytes() == struct.pack(">4Q", 0, 48, 48 + 51, 48 + 51 + 5048)


def test_the_log_has_one_writer(folder):
    log = filled(folder)
    with pytest.raises(ValueError, match="not where"):
        log.append(3, [b"late"])
    with pytest.raises(StorageError):
        opened(folder, writable=False).append(4, [b"x"])


def test_every_flipped_byte_is_found(folder):
    filled(folder).close()
    path = folder / "log"
    good = path.read_bytes()
    for at in [*range(200), *range(200, len(good), 97)]:
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        log = opened(folder, writable=False)
        with pytest.raises(TamperError) if log.size() == 4 else pytest.raises(AssertionError):
            assert list(log.read(0, log.size())) == RECORDS
        log.close()


def test_cut_swapped_or_repeated_records_do_not_fit(folder):
    filled(folder).close()
    path, good = folder / "log", (folder / "log").read_bytes()
    edges = [0, 48, 99, 99 + 5048, len(good)]
    parts = [good[start:stop] for start, stop in pairwise(edges)]
    for order in ([1, 0, 2, 3], [0, 2, 3], [0, 1, 1, 2, 3], [1, 2, 3]):
        path.write_bytes(b"".join(parts[number] for number in order))
        log = opened(folder, writable=False)
        broken = log.size() < len(order)
        if not broken:
            with pytest.raises(TamperError):
                list(log.read(0, log.size()))
        log.close()


def test_a_record_of_a_forked_copy_does_not_fit(folder, tmp_path_factory):
    fork = tmp_path_factory.mktemp("fork")
    filled(folder).close()
    for name in ("log", "index"):
        (fork / name).write_bytes((folder / name).read_bytes())
    for where, content in ((folder, b"mine"), (fork, b"your")):
        log = opened(where)
        log.append(4, [content])
        log.append(5, [content])
        log.close()
    mine, other = (folder / "log").read_bytes(), (fork / "log").read_bytes()
    last = HEADER.size + 4 + 16
    (folder / "log").write_bytes(mine[:-last] + other[-last:])
    with pytest.raises(TamperError) as error:
        read_all(folder)
    assert error.value.facts["position"] == 5


def test_another_vault_or_key_opens_nothing(folder):
    filled(folder).close()
    for more in ({"vault": bytes(16)}, {"keys": Keyring({1: b"k" * 32})}):
        with pytest.raises(TamperError):
            read_all(folder, **more)


def test_what_is_no_record_at_the_end_is_torn(folder):
    filled(folder).close()
    for tail in (
        b"E",
        b"EIlr",
        b"\0" * 100,
        b"EIlr" + bytes(200),
        struct.pack(">4sIIQ12s", b"EIlr", 1, 1000, 4, bytes(12)) + b"x" * 500,
    ):
        with (folder / "log").open("ab") as file:
            file.write(tail)
        log = opened(folder)
        assert log.size() == 4
        assert log.torn == len(tail)
        with pytest.raises(ValueError, match="not where"):
            log.append(4, [b"x"])
        assert log.cut(4) == len(tail)
        log.close()
    log = opened(folder)
    log.append(4, [b"five"])
    assert list(log.read(0, 5)) == [*RECORDS, b"five"]
    assert log.cut(2) > 0
    assert list(log.read(0, 2)) == RECORDS[:2]


@pytest.mark.parametrize("writable", [True, False])
def test_any_index_leads_to_the_same_records(folder, writable):
    filled(folder).close()
    good = (folder / "index").read_bytes()
    bad = [None, b"", good[:7], good[:8], good[:-8], good + good[-8:], bytes(len(good)), b"\xff" * len(good), good[8:] + good[:8]]
    bad += [good[:8] + bytes(8) + good[16:], good[:8] + b"\xff" * 8 + good[16:], good[:8] + struct.pack(">Q", 49) + good[16:]]
    for one in bad:
        (folder / "index").unlink(missing_ok=True)
        if one is not None:
            (folder / "index").write_bytes(one)
        log = opened(folder, writable=writable)
        for start in (3, 2, 1):
            assert list(log.read(start, 4)) == RECORDS[start:]
            log.close()
            (folder / "index").write_bytes(one or b"")
            log = opened(folder, writable=writable)
            assert log.epoch_of(start - 1) == 1
        assert list(log.read(0, 4)) == RECORDS
        assert log.scanned_offsets() == good
        log.check_index()
        if writable:
            assert (folder / "index").read_bytes() == good
            log.append(4, [b"five"])
            log.cut(4)
        log.close()


def test_a_large_log_is_read_in_pieces(folder, monkeypatch):
    monkeypatch.setattr(logstore, "READ_AHEAD", 300)
    log = opened(folder)
    records = [os.urandom(size) for size in (0, 100, 200, 299, 300, 301, 1000, 5)]
    log.append(0, records)
    assert list(log.read(0, 8)) == records
    assert list(log.read(3, 7)) == records[3:7]
    assert FileLog(folder, VAULT, KEYS, writable=False).size() == 8


class FailsOnce(durable.System):
    """The n-th write, or the first of another call, fails."""

    def __init__(self, call: str, *, half: bool = False) -> None:
        self.left = 1

        def fail(*args):
            if not self.left:
                return getattr(durable.System, call)(self, *args)
            self.left = 0
            if half:
                fd, data, at = args
                super(FailsOnce, self).write(fd, data[: len(data) // 2], at)
            raise OSError(errno.ENOSPC, "injected")

        setattr(self, call, fail)


@pytest.mark.parametrize("half", [False, True])
def test_a_failed_write_is_taken_back(folder, half):
    log = filled(folder)
    with durable.through(FailsOnce("write", half=half)), pytest.raises(StorageError) as error:
        log.append(4, [b"x" * 1000])
    assert error.value.code == "disk_full"
    assert not log.failed
    log.append(4, [b"after"])
    log.close()
    assert read_all(folder) == [*RECORDS, b"after"]


def test_after_a_failed_sync_nothing_is_written_until_reopened(folder):
    log = filled(folder)
    with durable.through(FailsOnce("sync")), pytest.raises(StorageError) as error:
        log.append(4, [b"in doubt"])
    assert error.value.code == "sync_failed"
    assert log.failed
    for act in (lambda: log.append(4, [b"x"]), lambda: log.put_head(b"x"), lambda: log.cut(4)):
        with pytest.raises(StorageError):
            act()
    assert list(log.read(0, 4)) == RECORDS
    log.close()
    assert opened(folder).size() == 5  # the bytes were there after all


def test_the_head_is_replaced_whole(folder):
    log = filled(folder)
    assert log.head() is None
    log.put_head(b"one")
    log.put_head(b"two")
    assert log.head() == b"two"
    (folder / "checkpoint").write_bytes(b"x" * (logstore.MOST_NOTE + 1))
    with pytest.raises(TamperError):
        log.head()


def test_records_have_a_limit(folder, monkeypatch):
    monkeypatch.setattr(logstore, "MOST_RECORD", 100)
    log = opened(folder)
    with pytest.raises(ValueError, match="limit"):
        log.append(0, [b"x" * 85])
    log.append(0, [b"x" * 84])
    assert log.size() == 1
