"""Where streams are read from: all of a range or up to its end, and nothing after closing."""

import os

import pytest

from intake.crypto.ranges import FileRange, MemoryRange, seek_and_read


@pytest.mark.parametrize("read", [getattr(os, "pread", None), seek_and_read])
def test_a_file_read_in_small_parts(monkeypatch, tmp_path, read):
    if read is None:
        pytest.skip("this system has no pread")
    (tmp_path / "file").write_bytes(b"0123456789")
    monkeypatch.setattr("intake.crypto.ranges._read_at", lambda fd, n, offset: read(fd, min(n, 3), offset))
    with FileRange(os.open(tmp_path / "file", os.O_RDONLY)) as source:
        assert source.size == 10
        assert source.read_at(1, 8) == b"12345678"
        assert source.read_at(8, 8) == b"89"
        assert source.read_at(20, 8) == b""
        assert source.read_at(0, 0) == b""


def test_memory_ranges():
    source = MemoryRange(b"0123456789")
    assert (source.size, source.read_at(8, 5), source.fileno()) == (10, b"89", None)
    source.close()
    for act in (lambda: source.size, lambda: source.read_at(0, 1), source.fileno):
        with pytest.raises(ValueError):
            act()
