"""Checkpoints: the signed head of the log, as a C2SP signed note in tlog-checkpoint form.

Text: origin, size, base64 root, a line each. Then an empty line and signatures, the log's own first:
`— <key name> <base64(key hash ‖ signature)>`. The key's name is the origin. See https://c2sp.org/signed-note and
https://c2sp.org/tlog-checkpoint. Further signatures (cosignatures) are kept; only the log's own is verified here.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from intake.crypto import signing
from intake.custody.tree import HASH_BYTES, MOST_SIZE
from intake.errors import TamperError
from intake.ids import CROCKFORD, VaultId
from intake.records.events import Checkpoint
from intake.records.names import from_base64, to_base64

MOST_NOTE_BYTES = 64 * 1024
MOST_SIGNATURES = 16

_PREFIX = "evidence-intake"
_ED25519 = b"\x01"
_KEY_HASH_BYTES = 4
_DASH = "— "
_ORIGIN = re.compile(rf"{_PREFIX}/([{CROCKFORD}]{{6}})/([0-9a-f]{{32}})(?:/([0-9a-f]{{32}}))?")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
_KEY_NAME = re.compile(r"[!-*,-~]{1,200}")  # C2SP: no spaces, no plus; here also nothing beyond ASCII


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line. key_hash: 4 bytes. signature: what follows it, of any kind of key."""

    name: str
    key_hash: bytes
    signature: bytes


def origin(code: str, vault: VaultId, restored: str = "") -> str:
    """The origin line of a vault's log. restored: 32 random hexadecimal characters after going on from a backup."""
    line = f"{_PREFIX}/{code}/{vault}" + (f"/{restored}" if restored else "")
    if not _ORIGIN.fullmatch(line):
        raise ValueError("not an origin")
    return line


def first_origin(untrusted_origin: str) -> tuple[str, bool]:
    """The origin with which this vault's log began, and whether the log has since gone on from a backup. ValueError."""
    found = _ORIGIN.fullmatch(untrusted_origin)
    if not found:
        raise ValueError("not an origin")
    return f"{_PREFIX}/{found[1]}/{found[2]}", found[3] is not None


def key_hash(name: str, public: bytes) -> bytes:
    """C2SP signed-note: the first 4 bytes of SHA-256(key name ‖ LF ‖ 0x01 ‖ raw Ed25519 key)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_HASH_BYTES]


def verifier_key(name: str, public: bytes) -> str:
    """C2SP signed-note: `name+hash+base64(0x01 ‖ key)`, the text by which other tools know the log's key."""
    return f"{name}+{key_hash(name, public).hex()}+{to_base64(_ED25519 + public)}"


def parse_verifier_key(untrusted_text: str) -> tuple[str, bytes]:
    """Name and raw public key. TamperError(malformed) unless exactly what `verifier_key` would write."""
    name, _, rest = untrusted_text.partition("+")
    try:
        key = from_base64(rest.partition("+")[2])
    except ValueError as error:
        raise _malformed("not a verifier key") from error
    public = key[1:]
    if not _KEY_NAME.fullmatch(name) or len(public) != signing.PUBLIC_BYTES or verifier_key(name, public) != untrusted_text:
        raise _malformed("not a verifier key")
    return name, public


def short_code(text: bytes) -> str:
    """Eight Crockford characters for the eye, `9WBN 4RTC`: the first 40 bits of SHA-256 of the note's text, with its last LF."""
    number = int.from_bytes(hashlib.sha256(text).digest()[:5], "big")
    code = "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return f"{code[:4]} {code[4:]}"


def encode(name: str, size: int, root: bytes, sign: Callable[[bytes], bytes], public: bytes) -> Checkpoint:
    """A new checkpoint, signed by the log key. name: its origin. sign, public: the log key's. ValueError on a wrong form."""
    text = f"{name}\n{size}\n{to_base64(root)}\n".encode()
    line = f"{_DASH}{name} {to_base64(key_hash(name, public) + sign(text))}\n".encode()
    try:
        made = parse(text + b"\n" + line)
    except TamperError as error:
        raise ValueError("would not be read back") from error
    return made


def parse(untrusted_note: bytes) -> Checkpoint:
    """The checkpoint in a note of this application's logs; its signature is not verified. TamperError(malformed)."""
    text, lines = _split(untrusted_note)
    parts = text.split("\n")
    if len(parts) != 4 or parts[3]:
        raise _malformed("not three lines of text")
    name, size, root = parts[:3]
    if not _ORIGIN.fullmatch(name):
        raise _malformed("not an origin of this application")
    try:
        decoded = from_base64(root)
    except ValueError as error:
        raise _malformed("not a root") from error
    if not _NUMBER.fullmatch(size) or int(size) > MOST_SIZE or len(decoded) != HASH_BYTES:
        raise _malformed("not a size and a root")
    if lines[0].name != name or len(lines[0].signature) != signing.SIGNATURE_BYTES:
        raise _malformed("the first signature is not the log's")
    if len({(line.name, line.key_hash) for line in lines}) != len(lines):
        raise _malformed("two signatures of one key")
    return Checkpoint(origin=name, size=int(size), root=decoded, note=untrusted_note, short_code=short_code(text.encode()))


def signatures(checkpoint: Checkpoint) -> tuple[NoteSignature, ...]:
    """All signature lines, the log's own first."""
    return _split(checkpoint.note)[1]


def is_signed_by(checkpoint: Checkpoint, log_public: bytes) -> bool:
    """Whether the log key (raw 32 bytes) signed it."""
    text, lines = _split(checkpoint.note)
    own = lines[0]
    return own.key_hash == key_hash(checkpoint.origin, log_public) and signing.verify(log_public, own.signature, text.encode())


def own_note(checkpoint: Checkpoint) -> bytes:
    """The note with only the log's signature: what a trusted time stamp is taken over."""
    text, _, lines = checkpoint.note.partition(b"\n\n")
    return text + b"\n\n" + lines.split(b"\n", 1)[0] + b"\n"


def _split(untrusted_note: bytes) -> tuple[str, tuple[NoteSignature, ...]]:
    if len(untrusted_note) > MOST_NOTE_BYTES:
        raise _malformed("larger than its limit")
    try:
        note = untrusted_note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed("not UTF-8") from error
    text, gap, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    if not gap or lines.pop() or not 1 <= len(lines) <= MOST_SIGNATURES:
        raise _malformed("not a text and its signatures")
    return text + "\n", tuple(_signature(line) for line in lines)


def _signature(untrusted_line: str) -> NoteSignature:
    name, _, encoded = untrusted_line.removeprefix(_DASH).partition(" ")
    try:
        data = from_base64(encoded)
    except ValueError as error:
        raise _malformed("not a signature line") from error
    if not untrusted_line.startswith(_DASH) or not _KEY_NAME.fullmatch(name) or len(data) <= _KEY_HASH_BYTES:
        raise _malformed("not a signature line")
    return NoteSignature(name, data[:_KEY_HASH_BYTES], data[_KEY_HASH_BYTES:])


def _malformed(reason: str) -> TamperError:
    return TamperError("malformed", reason=f"checkpoint: {reason}")
