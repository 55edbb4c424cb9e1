"""The only door to ZIP files: one exact form is written, and read back byte for byte (APPNOTE 6.3.10, WinZip AE-2).

Every byte of such a file follows from its members' names, sizes and contents: members are stored uncompressed, one after
the other, with fixed dates; ZIP64 fields stand where a number needs them and nowhere else. A reader writes each header
again from what the directory says and compares, so that no byte of a ZIP can change unseen. `intake/bundle/bundle.md`
has the form. Other people's ZIP files are not unpacked by anything in this program.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, BinaryIO

from intake.errors import BundleError

MOST_MEMBERS = 200_000
MOST_DIRECTORY = 64 * 1024 * 1024  # bytes of the central directory
MOST_NAME = 240  # bytes of a member's name that is written

AES_HEAD = 18  # salt (16) and the passphrase's check value (2) before a member's ciphertext
AES_TAIL = 10  # its HMAC-SHA-1-80 after it

_MOST_BYTES = 1 << 60
_LIMIT32 = 0xFFFF_FFFF
_LIMIT16 = 0xFFFF
_LOCAL = struct.Struct("<4s5HIII2H")
_CENTRAL = struct.Struct("<4s6HIII5HII")
_END = struct.Struct("<4s4HIIH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR = struct.Struct("<4sIQI")
_DOS_TIME, _DOS_DATE = 0, 0x21  # midnight, 1 January 1980: no clock stands in the container
_REGULAR = 0o100644 << 16
_UNIX = 3 << 8
_AES_EXTRA = struct.pack("<2HH2sBH", 0x9901, 7, 2, b"AE", 3, 0)
_STORED, _AES = 0, 99


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a ZIP. size: plaintext bytes. crc: CRC-32 of the plaintext, 0 when encrypted. offset: of its local header."""

    name: bytes
    size: int
    crc: int
    offset: int
    encrypted: bool = False

    @property
    def stored(self) -> int:
        """Bytes that its data takes in the ZIP."""
        return self.size + (AES_HEAD + AES_TAIL if self.encrypted else 0)

    @property
    def start(self) -> int:
        """Where its data begins."""
        return self.offset + len(local_header(self))

    @property
    def end(self) -> int:
        """Where the next header begins."""
        return self.start + self.stored


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where a ZIP is not in our form: a code of codes.json, and the member's name, or b"" for the whole."""

    code: str
    name: bytes = b""


@dataclass(frozen=True, slots=True)
class Directory:
    """What a ZIP holds. readable: whether the members' contents can be read where the directory says that they lie."""

    members: tuple[Member, ...]
    deviations: tuple[Deviation, ...]
    readable: bool

    @property
    def encrypted(self) -> bool:
        return any(member.encrypted for member in self.members)


def _needed(*, encrypted: bool, large: bool) -> int:
    if encrypted:
        return 51
    return 45 if large else 20


def local_header(member: Member) -> bytes:
    """The header before a member's data."""
    large = member.stored >= _LIMIT32
    extra = struct.pack("<2H2Q", 1, 16, member.size, member.stored) if large else b""
    extra += _AES_EXTRA if member.encrypted else b""
    return (
        _LOCAL.pack(
            b"PK\x03\x04",
            _needed(encrypted=member.encrypted, large=large),
            1 if member.encrypted else 0,
            _AES if member.encrypted else _STORED,
            _DOS_TIME,
            _DOS_DATE,
            member.crc,
            _LIMIT32 if large else member.stored,
            _LIMIT32 if large else member.size,
            len(member.name),
            len(extra),
        )
        + member.name
        + extra
    )


def central_record(member: Member) -> bytes:
    """A member's record in the directory."""
    large, far = member.stored >= _LIMIT32, member.offset >= _LIMIT32
    numbers = [member.size, member.stored] if large else []
    numbers += [member.offset] if far else []
    extra = struct.pack(f"<2H{len(numbers)}Q", 1, 8 * len(numbers), *numbers) if numbers else b""
    extra += _AES_EXTRA if member.encrypted else b""
    needed = _needed(encrypted=member.encrypted, large=large or far)
    return (
        _CENTRAL.pack(
            b"PK\x01\x02",
            _UNIX | needed,
            needed,
            1 if member.encrypted else 0,
            _AES if member.encrypted else _STORED,
            _DOS_TIME,
            _DOS_DATE,
            member.crc,
            _LIMIT32 if large else member.stored,
            _LIMIT32 if large else member.size,
            len(member.name),
            len(extra),
            0,
            0,
            0,
            _REGULAR,
            _LIMIT32 if far else member.offset,
        )
        + member.name
        + extra
    )


def end_records(count: int, size: int, offset: int) -> bytes:
    """What follows the directory of `count` records and `size` bytes that begins at `offset`."""
    records = b""
    if count >= _LIMIT16 or size >= _LIMIT32 or offset >= _LIMIT32:
        records = _END64.pack(b"PK\x06\x06", 44, _UNIX | 45, 45, 0, 0, count, count, size, offset)
        records += _LOCATOR.pack(b"PK\x06\x07", 0, offset + size, 1)
    short = min(count, _LIMIT16)
    return records + _END.pack(b"PK\x05\x06", 0, 0, short, short, min(size, _LIMIT32), min(offset, _LIMIT32), 0)


class ZipWriter:
    """Writes a ZIP in our form through `write`, and a member's CRC into its header afterwards through `patch`.

    write: takes bytes at the end of the file. patch: takes an offset and bytes that are there already.
    passphrase: encrypts every member (AE-2, AES-256) when given.
    """

    def __init__(
        self,
        write: Callable[[bytes | memoryview], object],
        patch: Callable[[int, bytes], object],
        passphrase: bytes | None = None,
    ) -> None:
        self._write, self._patch, self._passphrase = write, patch, passphrase
        self._members: list[Member] = []
        self._open: Member | None = None
        self._cipher: Any = None
        self._left = self._crc = self._position = 0

    def begin(self, name: bytes, size: int) -> None:
        """Start a member of exactly `size` plaintext bytes."""
        if self._open is not None or not 0 < len(name) <= MOST_NAME or len(self._members) >= MOST_MEMBERS:
            raise ValueError("a member is open, or the name or the count is beyond its limit")
        self._open = Member(name, size, 0, self._position, encrypted=self._passphrase is not None)
        self._left, self._crc = size, 0
        self._put(local_header(self._open))
        if self._passphrase is not None:
            from pyzipper.zipfile_aes import WZ_AES_V2, AESZipEncrypter

            self._cipher = AESZipEncrypter(self._passphrase, 256, WZ_AES_V2)
            self._put(self._cipher.encryption_header())

    def write(self, chunk: bytes | memoryview) -> None:
        """Add bytes to the member that is open."""
        if self._open is None or len(chunk) > self._left:
            raise ValueError("no member is open, or more bytes than it was begun with")
        self._left -= len(chunk)
        if self._cipher is None:
            self._crc = zlib.crc32(chunk, self._crc)
            self._put(chunk)
        else:
            self._put(self._cipher.encrypt(bytes(chunk)))

    def end(self) -> None:
        """Close the member that is open; ValueError when fewer bytes came than it was begun with."""
        if self._open is None or self._left:
            raise ValueError("no member is open, or fewer bytes than it was begun with")
        if self._cipher is not None:
            self._put(self._cipher.flush())
        member = replace(self._open, crc=self._crc)
        self._patch(member.offset, local_header(member))
        self._members.append(member)
        self._open = self._cipher = None

    def finish(self) -> None:
        """Write the directory and what follows it."""
        offset = self._position
        for member in self._members:
            self._put(central_record(member))
        self._put(end_records(len(self._members), self._position - offset, offset))

    def _put(self, data: bytes | memoryview) -> None:
        self._write(data)
        self._position += len(data)


def is_zip(file: BinaryIO) -> bool:
    """Whether a file begins or ends as a ZIP does."""
    size = file.seek(0, 2)
    file.seek(0)
    begins = file.read(4) == b"PK\x03\x04"
    file.seek(max(0, size - _END.size))
    return begins or file.read(4) == b"PK\x05\x06"


def _numbers(extra: bytes, wanted: int) -> list[int]:
    """The first `wanted` numbers of a ZIP64 field at the start of `extra`; ValueError when they are not there."""
    if wanted == 0:
        return []
    kind, length = struct.unpack_from("<2H", extra) if len(extra) >= 4 else (0, 0)
    if kind != 1 or length != 8 * wanted or len(extra) < 4 + length:
        raise ValueError("no ZIP64 field of that length")
    return list(struct.unpack_from(f"<{wanted}Q", extra, 4))


def _parse_record(untrusted: bytes, at: int) -> tuple[Member, Sequence[str], int]:
    """A directory's record at `at`: the member, codes of what makes it unreadable or dangerous, where the next begins."""
    if len(untrusted) - at < _CENTRAL.size or untrusted[at : at + 4] != b"PK\x01\x02":
        raise ValueError("not a record")
    fields = _CENTRAL.unpack_from(untrusted, at)
    flags, method, crc, stored, size, named, extras, comment = fields[3], fields[4], *fields[7:13]
    attributes, offset = fields[15], fields[16]
    start = at + _CENTRAL.size
    after = start + named + extras + comment
    if after > len(untrusted) or not named:
        raise ValueError("a record that runs out of the directory, or no name")
    extra = untrusted[start + named : start + named + extras]
    large, far = _LIMIT32 in {size, stored}, offset == _LIMIT32
    numbers = _numbers(extra, 2 * large + far)
    size, stored = numbers[:2] if large else (size, stored)
    offset = numbers[-1] if far else offset
    if max(size, stored, offset) > _MOST_BYTES:
        raise ValueError("a size or an offset beyond its limit")
    encrypted = bool(flags & 1)
    member = Member(untrusted[start : start + named], size, 0 if encrypted else crc, offset, encrypted)
    codes = []
    if attributes >> 28 == 0o12:
        codes.append("file_is_link")
    elif attributes >> 28 not in (0, 0o10):
        codes.append("file_is_special")
    if method != (_AES if encrypted else _STORED) or stored != member.stored:
        codes.append("zip_packed_otherwise")
    return member, codes, after


def _read_at(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _end_of(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Count, size and offset of the directory as the records at the end say; ValueError when they are not in our form."""
    tail = _read_at(file, max(0, size - _END.size), _END.size)
    if len(tail) != _END.size or not tail.startswith(b"PK\x05\x06"):
        raise ValueError("no end record at the end")
    count, length, offset = _END.unpack(tail)[4:7]
    if count == _LIMIT16 or _LIMIT32 in {length, offset}:
        at = size - _END.size - _LOCATOR.size - _END64.size
        larger = _read_at(file, max(0, at), _END64.size)
        if len(larger) != _END64.size or not larger.startswith(b"PK\x06\x06"):
            raise ValueError("no ZIP64 end record before it")
        count, length, offset = _END64.unpack(larger)[7:10]
    return count, length, offset


def read_directory(file: BinaryIO) -> Directory:
    """What an untrusted ZIP holds, with every place where it is not in our form.

    Raises BundleError(bundle_beyond_limits). Nothing is unpacked; at most the directory and one header at a time are read.
    """
    total = file.seek(0, 2)
    try:
        count, length, offset = _end_of(file, total)
    except ValueError:
        return Directory((), (Deviation("zip_incomplete"),), readable=False)
    ending = end_records(count, length, offset)
    fits = offset + length + len(ending) == total and count * (_CENTRAL.size + 1) <= length
    if not fits or _read_at(file, offset + length, len(ending)) != ending:
        return Directory((), (Deviation("zip_directory_damaged"),), readable=False)
    if count > MOST_MEMBERS or length > MOST_DIRECTORY:
        raise BundleError("bundle_beyond_limits", what="members", expected=MOST_MEMBERS, found=count)
    return _check_members(file, _read_at(file, offset, length), count, offset)


def _check_members(file: BinaryIO, untrusted: bytes, count: int, offset: int) -> Directory:
    members: list[Member] = []
    deviations: list[Deviation] = []
    at = 0
    expected: int | None = 0  # where the next header must lie; None behind a member that another program packed
    readable = True
    while at < len(untrusted):
        try:
            member, codes, after = _parse_record(untrusted, at)
        except ValueError:
            return Directory(tuple(members), (*deviations, Deviation("zip_directory_damaged")), readable=False)
        deviations += [Deviation(code, member.name) for code in codes]
        if expected not in (None, member.offset):
            deviations.append(Deviation("zip_gap", member.name))
        readable = readable and not codes and member.offset == expected
        if not codes:
            local = local_header(member)
            if untrusted[at:after] != central_record(member) or _read_at(file, member.offset, len(local)) != local:
                deviations.append(Deviation("zip_record_differs", member.name))
        members.append(member)
        at, expected = after, None if "zip_packed_otherwise" in codes else member.end
    if expected not in (None, offset):
        deviations.append(Deviation("zip_gap"))
    if len(members) != count or len({member.encrypted for member in members}) > 1:
        deviations.append(Deviation("zip_directory_damaged"))
    readable = readable and expected == offset and len(members) == count
    return Directory(tuple(members), _in_a_word(deviations), readable)


def _in_a_word(deviations: list[Deviation]) -> tuple[Deviation, ...]:
    """Where another program packed the ZIP again, that is said once, and not of every member in three ways."""
    if sum(one.code == "zip_packed_otherwise" for one in deviations) < 2:
        return tuple(deviations)
    rest = (one for one in deviations if one.code not in {"zip_packed_otherwise", "zip_record_differs", "zip_gap"})
    return (Deviation("zip_packed_otherwise"), *rest)


class MemberReader:
    """Reads one member from start to end; `finish` says whether what came fits its CRC or its authentication code."""

    def __init__(self, file: BinaryIO, member: Member, passphrase: bytes | None) -> None:
        self._file, self._member = file, member
        self._at, self._left, self._crc = member.start, member.size, 0
        self._cipher: Any = None
        if member.encrypted:
            self._cipher = _decrypter(_read_at(file, self._at, AES_HEAD), passphrase)
            self._at += AES_HEAD

    def read(self, most: int) -> bytes:
        """Up to `most` bytes; b"" at the end."""
        untrusted = _read_at(self._file, self._at, min(most, self._left))
        self._at += len(untrusted)
        self._left -= len(untrusted)
        if self._cipher is not None:
            return bytes(self._cipher.decrypt(untrusted))
        self._crc = zlib.crc32(untrusted, self._crc)
        return untrusted

    def finish(self) -> bool:
        """After the last byte: whether the whole is what its CRC-32 or HMAC stands for."""
        if self._left:
            return False
        if self._cipher is None:
            return self._crc == self._member.crc
        from pyzipper.zipfile import BadZipFile

        try:
            self._cipher.check_hmac(_read_at(self._file, self._at, AES_TAIL))
        except BadZipFile:
            return False
        return True


def _decrypter(head: bytes, passphrase: bytes | None) -> Any:
    if passphrase is None:
        raise BundleError("bundle_encrypted")
    from pyzipper.zipfile_aes import AESZipDecrypter

    try:
        return AESZipDecrypter(SimpleNamespace(filename="", wz_aes_strength=3), passphrase, head)
    except RuntimeError as error:
        raise BundleError("bundle_passphrase_wrong") from error
