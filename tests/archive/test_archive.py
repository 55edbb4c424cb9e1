"""ZIP files in one form: other programs read them, and no byte of one can change unseen."""

import io
import shutil
import struct
import subprocess
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import archive
from intake.errors import BundleError

PASSPHRASE = b"K7Q4M-2ZB9X-0FWJH"
FILES = [(b"b/a.txt", b"hello"), (b"b/empty", b""), (b"b/c.bin", bytes(range(256)) * 3)]


def made(files, passphrase=None) -> bytes:
    out = io.BytesIO()

    def patch(offset, data):
        out.seek(offset)
        out.write(data)
        out.seek(0, 2)

    writer = archive.ZipWriter(out.write, patch, passphrase)
    for name, data in files:
        writer.begin(name, len(data))
        for start in range(0, len(data), 100):
            writer.write(memoryview(data)[start : start + 100])
        writer.end()
    writer.finish()
    return out.getvalue()


def read_member(data: bytes, member, passphrase) -> bytes:
    """The whole member; ValueError when it does not fit its check value."""
    reader = archive.MemberReader(io.BytesIO(data), member, passphrase)
    found = reader.read(member.size)
    if not reader.finish():
        raise ValueError(member.name)
    return found


def contents(data: bytes, passphrase=None) -> list[tuple[bytes, bytes]]:
    directory = archive.read_directory(io.BytesIO(data))
    assert directory.readable
    assert not directory.deviations
    return [(m.name, read_member(data, m, passphrase)) for m in directory.members]


@given(
    files=st.dictionaries(st.binary(min_size=1, max_size=20), st.binary(max_size=300), max_size=5),
    passphrase=st.none() | st.just(PASSPHRASE),
)
def test_what_goes_in_comes_out(files, passphrase):
    assert contents(made(files.items(), passphrase), passphrase) == list(files.items())


def test_pythons_own_reader_agrees():
    with zipfile.ZipFile(io.BytesIO(made(FILES))) as other:
        assert other.testzip() is None
        assert [(info.filename.encode(), other.read(info)) for info in other.infolist()] == FILES
        assert {info.date_time for info in other.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_bytes_of_the_form_are_frozen():
    data = made([(b"b/a", b"x")])
    assert zlib.crc32(b"x") == 0x8CDC1683
    assert data.hex() == (
        "504b03041400000000000000210083 16dc8c0100000001000000030000 00622f6178".replace(" ", "")
        + "504b01021403140000000000000021008316dc8c01000000010000000300000000000000000000 00a48100000000622f61".replace(" ", "")
        + "504b050600000000010001003100000022000000 0000".replace(" ", "")
    )


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "encrypted"])
def test_7_zip_agrees(tmp_path, passphrase):
    seven = shutil.which("7z")
    if seven is None:
        pytest.skip("7z is not installed")
    (tmp_path / "a.zip").write_bytes(made(FILES, passphrase))
    run = subprocess.run(
        [seven, "x", "-y", f"-p{(passphrase or b'none').decode()}", f"-o{tmp_path / 'out'}", tmp_path / "a.zip"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "Everything is Ok" in run.stdout
    assert [(tmp_path / "out" / name.decode()).read_bytes() for name, _ in FILES] == [data for _, data in FILES]


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "encrypted"])
def test_no_byte_changes_unseen(passphrase):
    data = made(FILES, passphrase)
    unseen = []
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1 << (position % 8)
        try:
            if contents(bytes(changed), passphrase) == FILES:
                unseen.append(position)
        except (AssertionError, BundleError, ValueError):
            continue
    assert unseen == []


@pytest.mark.parametrize("cut", [1, 21, 22, 23, 60, 200])
def test_a_cut_file_is_incomplete(cut):
    directory = archive.read_directory(io.BytesIO(made(FILES)[:-cut]))
    assert [d.code for d in directory.deviations] == ["zip_incomplete"]


def test_bytes_after_the_end_are_seen():
    assert [d.code for d in archive.read_directory(io.BytesIO(made(FILES) + b"\0")).deviations] == ["zip_incomplete"]
    assert archive.read_directory(io.BytesIO(b"MZ" + made(FILES))).deviations[0].code == "zip_directory_damaged"


def test_a_gap_between_members_is_seen():
    data = made(FILES)
    directory = archive.read_directory(io.BytesIO(data))
    second = directory.members[1]
    moved = [directory.members[0], *(archive.Member(m.name, m.size, m.crc, m.offset + 3) for m in directory.members[1:])]
    records = b"".join(map(archive.central_record, moved))
    start = directory.members[-1].end + 3
    gapped = data[: second.offset] + b"gap" + data[second.offset : start - 3] + records
    found = archive.read_directory(io.BytesIO(gapped + archive.end_records(3, len(records), start)))
    assert [(d.code, d.name) for d in found.deviations] == [("zip_gap", second.name)]
    assert not found.readable


def test_a_zip_made_by_another_program_is_said_to_be():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        other.writestr("b/a.txt", "hello" * 100)
    found = archive.read_directory(out)
    assert [(d.code, d.name) for d in found.deviations] == [("zip_packed_otherwise", b"b/a.txt")]
    assert not found.readable


@pytest.mark.parametrize(
    ("mode", "code"), [(0o120777, "file_is_link"), (0o060644, "file_is_special"), (0o010644, "file_is_special")]
)
def test_links_and_devices_are_said_to_be(mode, code):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        info = zipfile.ZipInfo("b/x")
        info.create_system = 3
        info.external_attr = mode << 16
        other.writestr(info, "/etc/passwd")
    assert archive.read_directory(out).deviations[0] == archive.Deviation(code, b"b/x")


def test_a_wrong_passphrase_is_told():
    data = io.BytesIO(made(FILES, PASSPHRASE))
    member = archive.read_directory(data).members[0]
    with pytest.raises(BundleError) as caught:
        archive.MemberReader(data, member, None)
    assert caught.value.code == "bundle_encrypted"
    with pytest.raises(BundleError) as caught:
        archive.MemberReader(data, member, b"other")
    assert caught.value.code == "bundle_passphrase_wrong"


def test_too_many_members_are_refused_before_they_are_read():
    length = 47 * (archive.MOST_MEMBERS + 1)
    end = archive.end_records(archive.MOST_MEMBERS + 1, length, 0)
    with pytest.raises(BundleError) as caught:
        archive.read_directory(io.BytesIO(bytes(length) + end))
    assert caught.value.code == "bundle_beyond_limits"


def test_large_sizes_and_offsets_take_zip64(tmp_path):
    """A sparse file stands for 5 GiB of evidence and a small file behind it; Python's reader finds both."""
    size = 5 * 1024**3
    large = archive.Member(b"b/large.mov", size, 0x12345678, 0)
    small = archive.Member(b"b/small.txt", 5, zlib.crc32(b"hello"), large.end)
    with (tmp_path / "large.zip").open("wb") as file:
        file.write(archive.local_header(large))
        file.seek(large.end)
        file.write(archive.local_header(small) + b"hello")
        records = archive.central_record(large) + archive.central_record(small)
        file.write(records + archive.end_records(2, len(records), small.end))
    with (tmp_path / "large.zip").open("rb") as file:
        directory = archive.read_directory(file)
        assert directory.members == (large, small)
        assert not directory.deviations
        with zipfile.ZipFile(file) as other:
            assert [i.file_size for i in other.infolist()] == [size, 5]
            assert other.read("b/small.txt") == b"hello"
            with other.open("b/large.mov") as stream:
                assert stream.read(10) == bytes(10)


def test_limits_of_32_bits_are_exact():
    assert len(archive.local_header(archive.Member(b"x", 0xFFFF_FFFE, 0, 0))) == 31
    assert len(archive.local_header(archive.Member(b"x", 0xFFFF_FFFF, 0, 0))) == 51
    assert len(archive.local_header(archive.Member(b"x", 0xFFFF_FFFF - 28, 0, 0, encrypted=True))) == 31 + 20 + 11
    assert len(archive.central_record(archive.Member(b"x", 0, 0, 0xFFFF_FFFF))) == 47 + 12
    assert len(archive.end_records(0xFFFE, 0, 0)) == 22
    assert len(archive.end_records(0xFFFF, 0, 0)) == 98


@pytest.mark.parametrize("damage", [b"", b"PK", b"PK\x05\x06", b"PK\x03\x04" * 20, bytes(100)])
def test_rubbish_is_not_a_directory(damage):
    found = archive.read_directory(io.BytesIO(damage))
    assert not found.readable
    assert found.deviations


@given(st.binary(max_size=400))
def test_nothing_in_a_directory_crashes_the_reader(noise):
    data = noise + archive.end_records(1, len(noise), 0)
    assert not archive.read_directory(io.BytesIO(data)).readable or not noise


def test_hostile_numbers_do_not_overflow():
    record = bytearray(archive.central_record(archive.Member(b"x", 0, 0, 0, encrypted=True)))
    extra = struct.pack("<2H3Q", 1, 24, 2**64 - 1, 2**64 - 1, 2**64 - 1)
    struct.pack_into("<2I", record, 20, 0xFFFF_FFFF, 0xFFFF_FFFF)
    struct.pack_into("<H", record, 30, len(extra))
    struct.pack_into("<I", record, 42, 0xFFFF_FFFF)
    data = bytes(record[:47]) + extra
    found = archive.read_directory(io.BytesIO(data + archive.end_records(1, len(data), 0)))
    assert [d.code for d in found.deviations] == ["zip_directory_damaged"]
