#!/usr/bin/env python3
"""Checks a bundle of evidence, offline, with nothing but Python 3.8 or later.

    python3 verify.py                        the bundle in which this file lies
    python3 verify.py FOLDER-OR-ZIP          another one
    python3 verify.py --fingerprint "28B2 65D6 ..."   and compare the log key with a fingerprint obtained elsewhere
    python3 verify.py --json                 the result as one JSON document

It reads, and writes nothing. Exit code: 0 nothing to report, 1 something differs or needs a person, 2 the command line is
wrong, 3 the ZIP is encrypted (unpack it first), 4 it cannot be read as a bundle.

The checks have numbers, the same as in bundle.md and log.md of the program that writes bundles:

  1 container   2 lists   3 seal   4 files   5 bag   6 custody files   7 custody history   8 sealed   9 exhibits   10 fingerprint

Nothing stops at the first deviation. Time stamps of outside authorities are not part of this version.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import json
import os
import re
import stat
import struct
import sys
import zlib

VERSION = "1"

MOST_FILES = 200000
MOST_DEPTH = 12  # folders in folders
MOST_LIST = 64 * 1024 * 1024  # bytes of one list, and of a ZIP's directory
MOST_CUSTODY_FILE = 1024 * 1024 * 1024  # bytes; read line by line
MOST_ENTRIES = 200000
MOST_LINE = 24 * 1024 * 1024
MOST_FINDINGS = 10000
CHUNK = 1024 * 1024

FAULT, ATTENTION, NOTE = "fault", "attention", "note"

# Code: severity, sentence. The same table as codes.json; a test holds them together.
CODES = {
    "acquired_missing": (FAULT, "The history does not say with which digest this exhibit was received."),
    "acquired_twice": (FAULT, "The history says twice that this exhibit was received."),
    "bag_info_disagrees": (FAULT, "bag-info.txt says something else than what is so."),
    "bag_info_malformed": (FAULT, "bag-info.txt is not in the form in which it was written."),
    "bagit_txt_differs": (FAULT, "bagit.txt is not that of a BagIt 1.0 bag."),
    "bundle_newer_format": (FAULT, "The bundle is of a newer format than this verifier knows; use a newer one."),
    "bundle_unfinished": (ATTENTION, "Writing this bundle did not come to its end; ask for it again."),
    "chain_broken": (FAULT, "A chain has a gap: the entry before, as an entry names it, is not the one that is there."),
    "chain_end_differs": (FAULT, "A chain does not end where the entry that closed this bundle says."),
    "chain_end_not_named": (FAULT, "A chain is here whose end the entry that closed this bundle does not name."),
    "chain_missing": (FAULT, "A chain that the entry that closed this bundle names is not here."),
    "chain_wrong": (FAULT, "An entry stands in a chain to which its type does not belong."),
    "checkpoint_malformed": (
        FAULT,
        "The checkpoint of the custody log is missing, or not in the form in which checkpoints are written.",
    ),
    "checkpoint_origin_differs": (FAULT, "The checkpoint is of another custody log."),
    "checkpoint_signature_wrong": (FAULT, "The checkpoint is not signed with the key of this custody log."),
    "contents_not_read": (NOTE, "The files in it were not read, because of what is wrong with their container."),
    "custody_malformed": (FAULT, "The file of the custody history is not in the form in which it was written."),
    "disclosure_malformed": (FAULT, "A part of an entry is not in the form in which parts are written."),
    "disclosure_not_in_entry": (FAULT, "A part lies beside an entry that does not carry its digest."),
    "disclosure_out_of_order": (FAULT, "The parts of an entry do not lie in their order."),
    "disclosure_repeated": (FAULT, "A part of an entry is there twice."),
    "enrolment_wrong": (FAULT, "An enrolment is not agreed to by the new key itself, or contradicts an earlier one."),
    "entry_malformed": (FAULT, "An entry of the custody log is not in the form in which entries are written."),
    "entry_misplaced": (FAULT, "An entry does not stand at the place in the log that it names."),
    "exhibit_differs_from_acquired": (FAULT, "The exhibit is not the file that was received under this number."),
    "exhibit_missing": (FAULT, "The exhibit that the history names is not in the bundle."),
    "exhibit_not_named": (FAULT, "The exhibit is not among those that the history names for this bundle."),
    "file_differs": (FAULT, "The digest does not match the one in the signed list."),
    "file_is_link": (FAULT, "This is a link to something elsewhere, not a file."),
    "file_is_special": (FAULT, "This is a device, a pipe or the like, not a file."),
    "file_missing": (FAULT, "The file is missing."),
    "file_of_system": (NOTE, "An operating system left this file behind; it is not part of the bundle."),
    "file_swapped": (FAULT, "The file holds the bytes of another file in the list."),
    "file_too_large": (FAULT, "The file is larger than any of its kind."),
    "file_unlisted": (FAULT, "The file is not in the signed list."),
    "file_unreadable": (ATTENTION, "The file could not be read from the medium, so it was not checked."),
    "fingerprint_differs": (FAULT, "The log key is not the one whose fingerprint was given."),
    "fingerprint_not_compared": (NOTE, "The fingerprint of the log key was not compared with one obtained elsewhere."),
    "inclusion_wrong": (FAULT, "An entry is not shown to be in the custody log of the checkpoint."),
    "key_malformed": (FAULT, "The file does not hold a public key in the form in which it was written."),
    "link_malformed": (FAULT, "An entry's place in a chain is not in the form in which places are written."),
    "list_not_in_form": (FAULT, "The list is not in the form in which it was written."),
    "listed_in_wrong_list": (FAULT, "The file stands in a list in which it has no place."),
    "listed_twice": (FAULT, "The file is listed twice."),
    "log_key_differs": (FAULT, "The key given for the custody log is not the one that its first entry names."),
    "log_outside_bundle": (NOTE, "The log's other entries are not part of this bundle; those that are here fit its checkpoint."),
    "log_restored": (ATTENTION, "This custody log went on from a backup; what was written after that backup is not in it."),
    "more_findings": (FAULT, "There are more findings than are listed here."),
    "name_absolute": (FAULT, "The name points to a place outside the bundle."),
    "name_collides": (FAULT, "The name differs from another one only in upper and lower case."),
    "name_not_plain": (FAULT, "The name holds characters that no name in a bundle has."),
    "name_reserved": (FAULT, "The name is reserved by an operating system."),
    "name_too_long": (FAULT, "The name is longer, or deeper in folders, than any in a bundle."),
    "name_traversal": (FAULT, "The name climbs out of its folder."),
    "name_twice": (FAULT, "The ZIP holds two files of this name."),
    "not_signed": (
        FAULT,
        "This is a bag without a signature, not one of our bundles: nothing shows who made it, or whether files and list were changed together.",
    ),
    "person_unlinked": (FAULT, "An entry about a person's key is not in that person's chain."),
    "revocation_wrong": (FAULT, "A revocation names no key that could be revoked."),
    "seal_disagrees": (FAULT, "The signed text and the list of other files name different digests for this list."),
    "seal_malformed": (FAULT, "The signed text is not in the form in which it was written."),
    "seal_signature_wrong": (FAULT, "The signature that closes the bundle does not fit the signed text and the key beside it."),
    "sealed_by_other_key": (FAULT, "The key that closed the history is not the key that signed this bundle."),
    "sealed_malformed": (
        FAULT,
        "An entry that closed a bundle does not name the ends of its chains in the form in which they are written.",
    ),
    "sealed_missing": (FAULT, "The last entry is not the one that closed this bundle, or does not say what it closed."),
    "sealed_names_other_bundle": (FAULT, "The history was closed for another bundle."),
    "sealed_names_other_list": (FAULT, "The history was closed for another list of files."),
    "signature_wrong": (FAULT, "The signature of an entry does not match the entry."),
    "signer_chain_missing": (FAULT, "The chain of a person who signed is not here, so a withdrawal of the key would not show."),
    "signer_not_enrolled": (FAULT, "An entry is signed with a key that no earlier entry enrols."),
    "signer_revoked": (FAULT, "An entry is signed with a key that no longer counted."),
    "vault_created_misplaced": (FAULT, "The entry that creates a vault stands where it cannot stand."),
    "vault_created_missing": (FAULT, "The first entry does not create the vault, or does not say which one."),
    "zip_check_differs": (FAULT, "The file's bytes do not fit the check value beside them in the ZIP."),
    "zip_directory_damaged": (FAULT, "The directory at the end of the ZIP is damaged."),
    "zip_folder_differs": (FAULT, "The folder in the ZIP does not have the name that was signed."),
    "zip_gap": (FAULT, "There are bytes in the ZIP that belong to no file, or files that overlap."),
    "zip_incomplete": (FAULT, "The ZIP does not end with its directory: it was cut off, or something was added to its end."),
    "zip_order_differs": (FAULT, "The files in the ZIP do not follow each other as they were written."),
    "zip_packed_otherwise": (FAULT, "The ZIP was packed by another program; unpack it and check the folder."),
    "zip_record_differs": (FAULT, "What the ZIP says about this file is not what was written; its contents may still match."),
}


class NotABundle(Exception):
    """It cannot be read as a bundle; exit code 4."""


class Encrypted(Exception):
    """An encrypted ZIP; exit code 3."""


class Report:
    def __init__(self):
        self.findings, self.facts, self.checked, self.not_checked = [], {}, {}, []

    def add(self, code, subject="", expected="", found=""):
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(
                {
                    "code": code,
                    "severity": CODES[code][0],
                    "subject": quoted(subject),
                    "expected": str(expected),
                    "found": str(found),
                }
            )
        elif len(self.findings) == MOST_FINDINGS:
            self.findings.append({"code": "more_findings", "severity": FAULT, "subject": "", "expected": "", "found": ""})

    def verdict(self):
        severities = {finding["severity"] for finding in self.findings}
        return "differs" if FAULT in severities else "attention" if ATTENTION in severities else "unchanged"


# ---------------------------------------------------------------------------------------------------------------------
# Ed25519 (RFC 8032), verification only, strict: S < L, canonical encodings, no key and no R of small order, no cofactor.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)
SMALL_ORDER_Y = {
    0,
    1,
    P - 1,
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
}


def decompress(encoded):
    """The point of 32 bytes as (x, y), or None when there is none or it is not in canonical form or of small order."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P or y in SMALL_ORDER_Y:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == P - u and u:
        x = x * SQRT_MINUS_ONE % P
    if v * x * x % P != u:
        return None
    return (P - x if x & 1 != sign else x), y


def extended(x, y):
    return x, y, 1, x * y % P


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    a, b = p[0] * p[0] % P, p[1] * p[1] % P
    c = 2 * p[2] * p[2]
    h = a + b
    e, g = h - (p[0] + p[1]) ** 2, a - b
    f = c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def negated(p):
    return P - p[0], p[1], p[2], P - p[3]


def odd_multiples(p, count):
    twice, multiples = double(p), [p]
    for _ in range(count - 1):
        multiples.append(add(multiples[-1], twice))
    return multiples


def signed_digits(number, width):
    """The number as digits that are 0 or odd and below 2^(width-1) in size, least significant first."""
    digits, whole, half = [], 1 << width, 1 << (width - 1)
    while number:
        digit = 0
        if number & 1:
            digit = number % whole
            if digit >= half:
                digit -= whole
            number -= digit
        digits.append(digit)
        number >>= 1
    return digits


BASE_MULTIPLES = odd_multiples(
    extended(
        15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960,
    ),
    64,
)
KEY_MULTIPLES = {}  # public key to odd multiples of its negative; few keys sign many entries


def signature_holds(public, signature, message):
    """Whether these 64 bytes are a signature of the message under the raw public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    r_y = int.from_bytes(signature[:32], "little") & ((1 << 255) - 1)
    if s >= L or r_y >= P or r_y in SMALL_ORDER_Y:
        return False
    if public not in KEY_MULTIPLES:
        point = decompress(public)
        if len(KEY_MULTIPLES) > 1000:
            KEY_MULTIPLES.clear()
        KEY_MULTIPLES[public] = odd_multiples(negated(extended(*point)), 8) if point else None
    multiples = KEY_MULTIPLES[public]
    if multiples is None:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    of_base, of_key = signed_digits(s, 8), signed_digits(k, 5)
    length = max(len(of_base), len(of_key))
    of_base += [0] * (length - len(of_base))
    of_key += [0] * (length - len(of_key))
    point = (0, 1, 1, 0)
    for b, a in zip(reversed(of_base), reversed(of_key)):
        point = double(point)
        if b:
            point = add(point, BASE_MULTIPLES[b >> 1] if b > 0 else negated(BASE_MULTIPLES[-b >> 1]))
        if a:
            point = add(point, multiples[a >> 1] if a > 0 else negated(multiples[-a >> 1]))
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# ---------------------------------------------------------------------------------------------------------------------
# Texts from strangers: canonical JSON, base64, names.


def _no_float(text):
    raise ValueError("a number with a fraction or exponent")


def _integer(text):
    if len(text) > 17:
        raise ValueError("an integer beyond its limit")
    return int(text)


def _walk(value, depth=0):
    if depth > 32:
        raise ValueError("nested too deeply")
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        raise ValueError("integer beyond 2^53 - 1")
    if isinstance(value, dict):
        for key, inner in value.items():
            key.encode("ascii")
            _walk(inner, depth + 1)
    if isinstance(value, list):
        for inner in value:
            _walk(inner, depth + 1)


def canonical(data):
    """The value of canonical JSON bytes (RFC 8785 without floats); ValueError when another encoder would write others."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, parse_float=_no_float, parse_int=_integer, parse_constant=_no_float)
        again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        _walk(value)
    except RecursionError:
        raise ValueError("nested too deeply")
    if again != text:
        raise ValueError("not in canonical form")
    return value


def from_base64(text):
    """ValueError unless the text is exactly what an encoder writes."""
    data = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(data).decode("ascii") != text:
        raise ValueError("not canonical base64")
    return data


def to_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text):
    data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    if to_base64url(data) != text:
        raise ValueError("not canonical base64url")
    return data


def sha256(data):
    return hashlib.sha256(data).hexdigest()


DER_PREFIX = bytes.fromhex("302a300506032b6570032100")


def key_id(public):
    return sha256(DER_PREFIX + public)


def from_pem(data):
    """The raw Ed25519 key; ValueError unless these are exactly the three lines in which it is written."""
    lines = data.split(b"\n")
    der = from_base64(lines[1].decode("ascii")) if len(lines) == 4 else b""
    public = der[len(DER_PREFIX) :]
    again = b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(DER_PREFIX + public) + b"\n-----END PUBLIC KEY-----\n"
    if len(public) != 32 or again != data:
        raise ValueError("not an Ed25519 public key")
    return public


PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
DRIVE = re.compile(r"[A-Za-z]:")
RESERVED = {"con", "prn", "aux", "nul"} | {name + str(n) for name in ("com", "lpt") for n in range(10)}


def name_fault(path):
    """What is wrong with a path that claims to be one of a bundle's, or None."""
    parts = path.replace("\\", "/").split("/")
    if path[:1] in ("/", "\\", "~") or DRIVE.match(path):
        return "name_absolute"
    if "." in parts or ".." in parts:
        return "name_traversal"
    if not all(PLAIN.fullmatch(part) and not part.endswith(".") for part in path.split("/")):
        return "name_not_plain"
    if any(part.split(".")[0].lower() in RESERVED for part in parts):
        return "name_reserved"
    if len(path) > 200 or len(parts) > 5 or max(map(len, parts)) > 80:
        return "name_too_long"
    return None


def quoted(name):
    """A stranger's name in printable ASCII, at most 255 characters."""
    text = name.decode("utf-8", "surrogateescape") if isinstance(name, bytes) else name
    parts = []
    for character in text[:256]:
        number = ord(character)
        if 0xDC80 <= number <= 0xDCFF:
            parts.append("\\x%02X" % (number - 0xDC00))
        elif 0x20 <= number < 0x7F:
            parts.append(character)
        else:
            parts.append("\\u%04X" % number if number <= 0xFFFF else "\\U%08X" % number)
    shown = "".join(parts)
    return shown if len(shown) <= 255 else shown[:252] + "..."


# ---------------------------------------------------------------------------------------------------------------------
# 1. The container: a folder, or a ZIP in the one form in which bundles are written.


class Folder:
    order, base, readable, sound, is_folder = (), "", True, True, True

    def __init__(self, root, report):
        self.root, self.report = root, report
        self.files, self.folders, self.unusable = {}, set(), set()
        self._walk(root, "", 0)
        self.files = dict(sorted(self.files.items()))

    def _walk(self, folder, prefix, depth):
        try:
            with os.scandir(folder) as entries:
                found = sorted(((entry, entry.stat(follow_symlinks=False)) for entry in entries), key=lambda pair: pair[0].name)
        except OSError:
            if not prefix:
                raise
            self.unusable.add(prefix)
            self.report.add("file_unreadable", prefix)
            return
        for entry, facts in found:
            path = prefix + entry.name
            if len(self.files) + len(self.folders) + len(self.unusable) >= MOST_FILES:
                raise NotABundle("more than %d files" % MOST_FILES)
            mode = facts.st_mode
            junction = getattr(entry, "is_junction", lambda: False)()
            if stat.S_ISREG(mode):
                self.files[path] = facts.st_size
            elif stat.S_ISDIR(mode) and not junction:
                if depth >= MOST_DEPTH:
                    raise NotABundle("more than %d folders in folders" % MOST_DEPTH)
                self.folders.add(path)
                self._walk(entry.path, path + "/", depth + 1)
            else:
                self.unusable.add(path)
                self.report.add("file_is_link" if stat.S_ISLNK(mode) or junction else "file_is_special", path)

    def chunks(self, path):
        """The file's bytes in chunks; OSError when it cannot be read. Links are not followed, devices not opened."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        fd = os.open(os.path.join(self.root, *path.split("/")), flags)
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise OSError("not a regular file")
            chunk = os.read(fd, CHUNK)
            while chunk:
                yield chunk
                chunk = os.read(fd, CHUNK)
        finally:
            os.close(fd)

    def close(self):
        pass


LOCAL, CENTRAL = struct.Struct("<4s5HIII2H"), struct.Struct("<4s6HIII5HII")
END, END64, LOCATOR = struct.Struct("<4s4HIIH"), struct.Struct("<4sQ2H2I4Q"), struct.Struct("<4sIQI")
LIMIT16, LIMIT32 = 0xFFFF, 0xFFFFFFFF
AES_EXTRA = struct.pack("<2HH2sBH", 0x9901, 7, 2, b"AE", 3, 0)


class Member:
    def __init__(self, name, size, crc, offset, encrypted):
        self.name, self.size, self.crc, self.offset, self.encrypted = name, size, crc, offset, encrypted
        self.stored = size + (28 if encrypted else 0)
        self.large, self.far = self.stored >= LIMIT32, offset >= LIMIT32
        self.local = self._local()
        self.start = offset + len(self.local)
        self.end = self.start + self.stored

    def _common(self, zip64):
        needed = 51 if self.encrypted else 45 if zip64 else 20
        return needed, int(self.encrypted), 99 if self.encrypted else 0, 0, 0x21, self.crc

    def _local(self):
        extra = struct.pack("<2H2Q", 1, 16, self.size, self.stored) if self.large else b""
        extra += AES_EXTRA if self.encrypted else b""
        sizes = (LIMIT32, LIMIT32) if self.large else (self.stored, self.size)
        return LOCAL.pack(b"PK\3\4", *self._common(self.large), *sizes, len(self.name), len(extra)) + self.name + extra

    def central(self):
        numbers = ([self.size, self.stored] if self.large else []) + ([self.offset] if self.far else [])
        extra = struct.pack("<2H%dQ" % len(numbers), 1, 8 * len(numbers), *numbers) if numbers else b""
        extra += AES_EXTRA if self.encrypted else b""
        common = self._common(self.large or self.far)
        sizes = (LIMIT32, LIMIT32) if self.large else (self.stored, self.size)
        rest = (len(self.name), len(extra), 0, 0, 0, 0o100644 << 16, LIMIT32 if self.far else self.offset)
        return CENTRAL.pack(b"PK\1\2", 3 << 8 | common[0], *common, *sizes, *rest) + self.name + extra


def end_records(count, size, offset):
    records = b""
    if count >= LIMIT16 or size >= LIMIT32 or offset >= LIMIT32:
        records = END64.pack(b"PK\6\6", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, offset)
        records += LOCATOR.pack(b"PK\6\7", 0, offset + size, 1)
    short = min(count, LIMIT16)
    return records + END.pack(b"PK\5\6", 0, 0, short, short, min(size, LIMIT32), min(offset, LIMIT32), 0)


def parse_record(data, at):
    """A record of a ZIP's directory: the member, codes of what makes it unreadable, where the next begins."""
    if len(data) - at < CENTRAL.size or data[at : at + 4] != b"PK\1\2":
        raise ValueError("not a record")
    fields = CENTRAL.unpack_from(data, at)
    flags, method, crc, stored, size, named, extras, comment = fields[3:5] + fields[7:13]
    mode, offset = fields[15] >> 28, fields[16]
    start = at + CENTRAL.size
    after = start + named + extras + comment
    if after > len(data) or not named:
        raise ValueError("a record that runs out of the directory, or no name")
    extra = data[start + named : start + named + extras]
    large, far = LIMIT32 in (size, stored), offset == LIMIT32
    wanted = 2 * large + far
    if wanted:
        if len(extra) < 4 + 8 * wanted or struct.unpack_from("<2H", extra) != (1, 8 * wanted):
            raise ValueError("no ZIP64 field of that length")
        numbers = struct.unpack_from("<%dQ" % wanted, extra, 4)
        size, stored = numbers[:2] if large else (size, stored)
        offset = numbers[-1] if far else offset
    if max(size, stored, offset) > 1 << 60:
        raise ValueError("a size or an offset beyond its limit")
    encrypted = bool(flags & 1)
    member = Member(data[start : start + named], size, 0 if encrypted else crc, offset, encrypted)
    codes = []
    if mode == 0o12:
        codes.append("file_is_link")
    elif mode not in (0, 0o10):
        codes.append("file_is_special")
    if method != (99 if encrypted else 0) or stored != member.stored:
        codes.append("zip_packed_otherwise")
    return member, codes, after


class Zip:
    folders, unusable, sound, is_folder = set(), set(), True, False  # sound: the file read last fits its check value

    def __init__(self, path, report):
        self.report, self.file = report, open(path, "rb")
        self.readable, self.base, self.files, self.order, self.members = False, "", {}, (), {}
        self._take_names(self._directory())

    def _at(self, offset, size):
        self.file.seek(offset)
        return self.file.read(size)

    def _end(self, total):
        tail = self._at(max(0, total - END.size), END.size)
        if len(tail) != END.size or tail[:4] != b"PK\5\6":
            raise ValueError("no end record at the end")
        count, length, offset = END.unpack(tail)[4:7]
        if count == LIMIT16 or LIMIT32 in (length, offset):
            larger = self._at(max(0, total - END.size - LOCATOR.size - END64.size), END64.size)
            if len(larger) != END64.size or larger[:4] != b"PK\6\6":
                raise ValueError("no ZIP64 end record before it")
            count, length, offset = END64.unpack(larger)[7:10]
        return count, length, offset

    def _directory(self):
        total = self.file.seek(0, 2)
        try:
            count, length, offset = self._end(total)
        except ValueError:
            self.report.add("zip_incomplete")
            return []
        ending = end_records(count, length, offset)
        fits = offset + length + len(ending) == total and count * (CENTRAL.size + 1) <= length
        if not fits or self._at(offset + length, len(ending)) != ending:
            self.report.add("zip_directory_damaged")
            return []
        if count > MOST_FILES or length > MOST_LIST:
            raise NotABundle("more than %d files" % MOST_FILES)
        return self._records(self._at(offset, length), count, offset)

    def _records(self, data, count, offset):
        members, told, at, expected, readable = [], [], 0, 0, True
        while at < len(data):
            try:
                member, codes, after = parse_record(data, at)
            except ValueError:
                for finding in told:
                    self.report.add(*finding)
                self.report.add("zip_directory_damaged")
                return members
            told += [(code, member.name) for code in codes]
            if expected not in (None, member.offset):
                told.append(("zip_gap", member.name))
            readable = readable and not codes and member.offset == expected
            if not codes and (data[at:after] != member.central() or self._at(member.offset, len(member.local)) != member.local):
                told.append(("zip_record_differs", member.name))
            members.append(member)
            at, expected = after, None if "zip_packed_otherwise" in codes else member.end
        if expected not in (None, offset):
            told.append(("zip_gap",))
        if len(members) != count or len({member.encrypted for member in members}) > 1:
            told.append(("zip_directory_damaged",))
        self.readable = readable and expected == offset and len(members) == count
        if sum(one[0] == "zip_packed_otherwise" for one in told) > 1:  # packed again: said once, not of every file in three ways
            rest = [one for one in told if one[0] not in ("zip_packed_otherwise", "zip_record_differs", "zip_gap")]
            told = [("zip_packed_otherwise",)] + rest
        for finding in told:
            self.report.add(*finding)
        return members

    def _take_names(self, members):
        bases = {}
        for member in members:
            name = member.name.partition(b"/")[0]
            bases[name] = bases.get(name, 0) + 1
        base = min(bases, key=lambda name: (-bases[name], name), default=b"") + b"/"  # the one that most of them lie in
        for member in members:
            whole = member.name.decode("utf-8", "surrogateescape")
            code = name_fault(whole)
            if code:
                self.report.add(code, whole)
            path = whole[len(base) :] if member.name.startswith(base) else whole
            if path in self.members:
                self.report.add("name_twice", whole)
            elif not member.name.startswith(base):
                self.report.add("zip_folder_differs", whole)
            self.members.setdefault(path, member)
        self.base = base[:-1].decode("utf-8", "surrogateescape")
        self.files = {path: member.size for path, member in self.members.items()}
        self.order = tuple(self.members)
        if self.readable and any(member.encrypted for member in members):
            self.close()
            raise Encrypted()

    def chunks(self, path):
        member, crc = self.members[path], 0
        at, left = member.start, member.size
        while left:
            chunk = self._at(at, min(CHUNK, left))
            if not chunk:
                break
            crc = zlib.crc32(chunk, crc)
            at, left = at + len(chunk), left - len(chunk)
            yield chunk
        self.sound = not left and crc == member.crc

    def close(self):
        self.file.close()


# ---------------------------------------------------------------------------------------------------------------------
# 2 to 5. Lists, seal, files, bag.

MANIFEST, TAG_MANIFEST, BAGIT, BAG_INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bagit.txt", "bag-info.txt"
SEAL, SIGNATURE, SIGNER = SEAL_FILES = ("seal.txt", "seal.sig", "signer.pem")
ENTRIES, PROOFS, CHECKPOINT, DISCLOSURES, LOG_KEY = CUSTODY_FILES = tuple(
    "custody/" + name for name in ("entries.jsonl", "proofs", "checkpoint", "disclosures", "log.pem")
)
REQUIRED = (MANIFEST,) + CUSTODY_FILES + (BAGIT, BAG_INFO, TAG_MANIFEST) + SEAL_FILES
LIMITS = {
    MANIFEST: MOST_LIST,
    TAG_MANIFEST: MOST_LIST,
    BAGIT: 65536,
    BAG_INFO: 65536,
    SEAL: 4096,
    SIGNATURE: 64,
    SIGNER: 1024,
    LOG_KEY: 1024,
    CHECKPOINT: 65536,
}
SYSTEM_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
LIST_LINE = re.compile(rb"([0-9a-f]{64})  ([^\r\n]+)")
SEAL_FORM = re.compile(
    rb'evidence-intake/seal/v1\n\{"bundle":"([0-9a-f]{32})","manifest_sha256":"([0-9a-f]{64})",'
    rb'"name":"([A-Za-z0-9._-]{1,80})","tagmanifest_sha256":"([0-9a-f]{64})"\}'
)
LABEL = re.compile(r"[A-Z][A-Za-z-]{0,39}")


class Check:
    """A bundle under check, and what is known of it so far."""

    def __init__(self, tree, report):
        self.tree, self.report, self.facts = tree, report, report.facts
        self.payload, self.tags, self.found, self.kept = {}, {}, {}, {}
        self.seal, self.signer = None, None

    def read(self, path):
        """A whole file that is needed; None when it is absent, unreadable or too large, which is said here or elsewhere."""
        if path not in self.tree.files or path in self.tree.unusable:
            return None
        if self.tree.files[path] > LIMITS[path]:
            self.report.add("file_too_large", path)
            return None
        try:
            return b"".join(self.tree.chunks(path))
        except OSError:
            return None  # check 4 reads every file and names it

    def chunks(self, path):
        """A file's bytes as they are asked for, up to where it cannot be read; None when it is absent or too large."""
        if path not in self.tree.files or path in self.tree.unusable:
            return None
        if self.tree.files[path] > MOST_CUSTODY_FILE:
            self.report.add("file_too_large", path)
            return None
        return self.readable(path)

    def readable(self, path):
        try:
            yield from self.tree.chunks(path)
        except OSError:
            pass

    def lists(self):
        for name, paths in ((MANIFEST, self.payload), (TAG_MANIFEST, self.tags)):
            data = self.read(name)
            if data is None:
                continue
            twice = []
            for line in data.split(b"\n", MOST_FILES)[:MOST_FILES]:
                match = LIST_LINE.fullmatch(line)
                if match:
                    path = match.group(2).decode("utf-8", "surrogateescape")
                    if path in paths:
                        twice.append(path)
                    else:
                        paths[path] = match.group(1).decode("ascii")
            again = "".join("%s  %s\n" % (digest, path) for path, digest in paths.items())
            if has_surrogates(again) or again.encode("utf-8") != data:
                self.report.add("list_not_in_form", name)
            for path in twice:
                self.report.add("listed_twice", path, found=name)
            for path in paths:
                code = name_fault(path)
                if code:
                    self.report.add(code, path)
                elif path.startswith("data/") != (name == MANIFEST) or path in (TAG_MANIFEST,) + SEAL_FILES:
                    self.report.add("listed_in_wrong_list", path, found=name)

    def check_seal(self):
        data, signature, pem = self.read(SEAL), self.read(SIGNATURE), self.read(SIGNER)
        if data is not None:
            match = SEAL_FORM.fullmatch(data)
            newer = re.match(rb"evidence-intake/seal/v([0-9]{1,6})\n", data)
            if newer and newer.group(1) != b"1":
                self.report.add("bundle_newer_format", SEAL)
            elif not match or name_fault(match.group(3).decode("ascii")):
                self.report.add("seal_malformed", SEAL)
            else:
                bundle, manifest, name, tag_manifest = (part.decode("ascii") for part in match.groups())
                self.seal = {"bundle": bundle, MANIFEST: manifest, TAG_MANIFEST: tag_manifest}
                self.facts.update(bundle=bundle, name=name, bundle_digest=sha256(data))
        if pem is not None:
            try:
                self.signer = from_pem(pem)
            except ValueError:
                self.report.add("key_malformed", SIGNER)
        if self.seal and self.tree.base not in ("", self.facts["name"]):
            self.report.add("zip_folder_differs", self.tree.base, self.facts["name"], self.tree.base)
        if data is not None and signature is not None and self.signer is not None:
            if not signature_holds(self.signer, signature, data):
                self.report.add("seal_signature_wrong", SIGNATURE)
            else:
                self.facts["signer"] = key_id(self.signer)

    def files(self, progress=lambda text: None):
        expected = dict(self.payload)
        expected.update(self.tags)
        if self.seal:
            if expected.get(MANIFEST) not in (None, self.seal[MANIFEST]):
                self.report.add("seal_disagrees", MANIFEST, self.seal[MANIFEST], expected[MANIFEST])
            expected[MANIFEST], expected[TAG_MANIFEST] = self.seal[MANIFEST], self.seal[TAG_MANIFEST]
        present = set(self.tree.files) | self.tree.unusable
        unreadable = tuple(path for path in self.tree.unusable if path.endswith("/"))
        for path in list(expected) + [name for name in REQUIRED if name not in expected]:
            if path not in present and not path.startswith(unreadable):
                self.report.add("file_missing", path, expected.get(path, ""))
        self.unlisted(set(expected) | set(REQUIRED))
        size = 0
        for path in self.tree.files:
            state = hashlib.sha256()
            try:
                for chunk in self.tree.chunks(path):
                    state.update(chunk)
                    size += len(chunk)
                    progress("%d MB read" % (size // 1000000))
                self.found[path] = state.hexdigest()
                if not self.tree.sound:
                    self.report.add("zip_check_differs", path)
            except OSError:
                self.report.add("file_unreadable", path)
        self.report.checked.update(files=len(self.found), bytes=size)
        by_digest = {digest: path for path, digest in expected.items()}
        for path, digest in expected.items():
            found = self.found.get(path)
            if found in (None, digest):
                continue
            if by_digest.get(found, path) != path:
                self.report.add("file_swapped", path, digest, by_digest[found])
            else:
                self.report.add("file_differs", path, digest, found)
        order = tuple(self.payload) + tuple(self.tags) + (TAG_MANIFEST,) + SEAL_FILES
        if self.tree.order and set(order) == set(self.tree.order) and order != self.tree.order:
            self.report.add("zip_order_differs")

    def unlisted(self, allowed):
        for path in sorted(set(self.tree.files) - allowed):
            name = path.rpartition("/")[2]
            system = self.tree.is_folder and (name in SYSTEM_FILES or name.startswith("._"))
            self.report.add("file_of_system" if system else "file_unlisted", path)
        used = set()
        for path in allowed | set(self.tree.files):
            while "/" in path:
                path = path.rpartition("/")[0]
                used.add(path)
        for folder in sorted(self.tree.folders - used):
            self.report.add("file_unlisted", folder + "/")

    def bag(self):
        data = self.read(BAGIT)
        if data not in (None, b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"):
            self.report.add("bagit_txt_differs", BAGIT)
        data = self.read(BAG_INFO)
        if data is None:
            return
        info = parse_info(data)
        if info is None:
            self.report.add("bag_info_malformed", BAG_INFO)
            return
        self.facts.update(source_organization=info.get("Source-Organization", ""), bagging_date=info.get("Bagging-Date", ""))
        oxum = "%d.%d" % (sum(self.tree.files.get(path, 0) for path in self.payload), len(self.payload))
        matches = all(self.found.get(path) == digest for path, digest in self.payload.items())
        if matches and info.get("Payload-Oxum") != oxum:  # else the files were named, which says more
            self.report.add("bag_info_disagrees", "Payload-Oxum", info.get("Payload-Oxum", ""), oxum)
        if self.seal and info.get("External-Identifier") != self.seal["bundle"]:
            self.report.add("bag_info_disagrees", "External-Identifier", self.seal["bundle"], info.get("External-Identifier", ""))


def has_surrogates(text):
    return any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def parse_info(data):
    """Labels to values, or None when these are not lines of `Label: value`, each label once, in order."""
    try:
        text = data.decode("utf-8")
    except ValueError:
        return None
    found = {}
    for line in text.split("\n")[:-1]:
        label, separator, value = line.partition(": ")
        if not separator or not value or not LABEL.fullmatch(label) or label in found:
            return None
        found[label] = value
    again = "".join("%s: %s\n" % pair for pair in sorted(found.items()))
    return found if again == text else None


# ---------------------------------------------------------------------------------------------------------------------
# 6 and 7. The custody history: entries of a Merkle log, each with a proof; log.md has their form.

ENTRY_TYPE = b"evidence-intake/entry/v1\n"
ENTRY_LINE = re.compile(rb'\{"entry":(\{.*\}),"signature":"([A-Za-z0-9+/]{86}==)"\}')
SD_DIGEST = r'"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"'
TIME = r"([0-9]{4})-([01][0-9])-([0-3][0-9])T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])\.[0-9]{6}Z"
SIGNED = re.compile(
    r'evidence-intake/entry/v1\n\{"_sd":\[(' + SD_DIGEST + "(?:," + SD_DIGEST + r')*)\],"_sd_alg":"sha-256","format":1,'
    r'"nonce":"[0-9a-f]{64}","operator_key":"([0-9a-f]{64})","position":(0|[1-9][0-9]{0,15}),"time":"(' + TIME + r')",'
    r'"type":"([a-z_]{1,40})"\}'
)
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}|chain:[a-z]{1,20}:[A-Za-z0-9-]{1,64}:[a-z]{1,20}")
LINK = re.compile(r"chain:([a-z]+):([A-Za-z0-9-]+):([a-z]+)")
HEX32, HEX64 = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ITEM = re.compile("[%s]{6}-[0-9]{4,6}-[0-9]{2,7}" % CROCKFORD)
SUBMISSION = re.compile("[%s]{6}-[0-9]{4,6}" % CROCKFORD)
ORIGIN = re.compile("(evidence-intake/[%s]{6}/[0-9a-f]{32})(?:/([0-9a-f]{32}))?" % CROCKFORD)
KEY_NAME = re.compile(r"[!-*,-~]{1,200}")
SUBJECT_KINDS = {"item", "submission", "case", "incident", "operator", "vault"}
ACCESS = {"viewed", "working_copy_made", "access_denied", "still_made"}
WORK = {"note_added", "marked"}
TYPES = (
    ACCESS
    | WORK
    | set(
        "vault_created operator_enrolled operator_revoked slots_changed epoch_started unlocked locked recovery_used case_opened "
        "submission_opened submission_closed batch_opened acquired acquisition_failed compared examined assigned corrected sealed "
        "exported read_back_verified fixity_ok fixity_failed set_apart swept healed restored software_changed clock_changed "
        "policy_set".split()
    )
)
MOST_SIGNED, MOST_DISCLOSURES, MOST_RAW, MOST_PROOF = 4 * 1024 * 1024, 65536, 16 * 1024 * 1024, 64


def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def inclusion_holds(position, size, leaf, proof, root):
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= position < size or len(proof) > MOST_PROOF or {len(one) for one in (leaf, root, *proof)} != {32}:
        return False
    here, last = position, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            leaf = node_hash(sibling, leaf)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and leaf == root


def parse_note(note):
    """A checkpoint (C2SP signed note): origin, size, root, signed text, log's signature with its key hash. ValueError."""
    if len(note) > 65536:
        raise ValueError("larger than its limit")
    text, gap, rest = note.decode("utf-8").rpartition("\n\n")
    parts, lines = (text + "\n").split("\n"), rest.split("\n")
    if not gap or lines.pop() or not 1 <= len(lines) <= 16 or len(parts) != 4 or parts[3]:
        raise ValueError("not three lines of text and their signatures")
    origin, size, root = parts[0], parts[1], from_base64(parts[2])
    if not ORIGIN.fullmatch(origin) or not re.fullmatch("0|[1-9][0-9]{0,15}", size) or int(size) >= 2**53 or len(root) != 32:
        raise ValueError("not an origin, a size and a root")
    signatures = []
    for line in lines:
        name, _, encoded = line[2:].partition(" ")
        data = from_base64(encoded)
        if line[:2] != "\u2014 " or not KEY_NAME.fullmatch(name) or len(data) <= 4:
            raise ValueError("not a signature line")
        signatures.append((name, data[:4], data[4:]))
    if signatures[0][0] != origin or len(signatures[0][2]) != 64 or len({one[:2] for one in signatures}) != len(signatures):
        raise ValueError("the first signature is not the log's, or two are of one key")
    signed = (text + "\n").encode("utf-8")
    return {
        "origin": origin,
        "size": int(size),
        "root": root,
        "text": signed,
        "hash": signatures[0][1],
        "signature": signatures[0][2],
    }


def short_code(text):
    number = int.from_bytes(hashlib.sha256(text).digest()[:5], "big")
    code = "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
    return code[:4] + " " + code[4:]


class Entry:
    pass


def parse_entry(signed, signature):
    """What stands in clear in an entry; ValueError when it is not exactly in its form."""
    if len(signature) != 64 or len(signed) > MOST_SIGNED:
        raise ValueError("not a signature, or larger than its limit")
    match = SIGNED.fullmatch(signed.decode("ascii"))
    if not match:
        raise ValueError("not an entry")
    entry = Entry()
    entry.digests, entry.operator_key, entry.position = match.group(1)[1:-1].split('","'), match.group(2), int(match.group(3))
    entry.time, entry.type = match.group(4), match.group(11)
    datetime.datetime(*(int(match.group(n)) for n in range(5, 11)))
    if len(entry.digests) > MOST_DISCLOSURES or entry.digests != sorted(set(entry.digests)):
        raise ValueError("digests not in ascending order, or too many")
    if entry.position >= 2**53 or entry.type not in TYPES:
        raise ValueError("a position or type that does not exist")
    entry.signed, entry.signature, entry.leaf = signed, signature, leaf_hash(signed + signature)
    return entry


def parse_subject(kind, text):
    pattern = ITEM if kind == "item" else SUBMISSION if kind == "submission" else HEX32
    if kind not in SUBJECT_KINDS or not pattern.fullmatch(text):
        raise ValueError("not a subject")


def parse_link(name, value):
    """Chain, ordinal and previous leaf in a disclosure whose name begins with `chain:`; ValueError."""
    match = LINK.fullmatch(name)
    if not match or not isinstance(value, dict) or len(value) != 2:
        raise ValueError("not a link")
    ordinal, previous = value.get("ordinal"), value.get("previous")
    if not isinstance(ordinal, int) or isinstance(ordinal, bool) or ordinal < 1 or not isinstance(previous, str):
        raise ValueError("not a link")
    if previous != "" if ordinal == 1 else not HEX64.fullmatch(previous):
        raise ValueError("a link that begins in the middle, or goes on from nothing")
    parse_subject(match.group(1), match.group(2))
    if match.group(3) not in ("custody", "access", "work"):
        raise ValueError("not a chain")
    return match.group(3), ordinal, previous


def parse_enrolment(value, vault):
    """The enrolment in a disclosure, with the new key's own signature over it; ValueError."""
    members = {"operator", "key_id", "signing_public", "sealing_public", "role", "proof"}
    if not isinstance(value, dict) or set(value) != members or vault is None:
        raise ValueError("not an enrolment")
    public, sealing, proof = (from_base64(str(value[name])) for name in ("signing_public", "sealing_public", "proof"))
    if not HEX32.fullmatch(str(value["operator"])) or value["role"] not in ("operator", "recovery"):
        raise ValueError("not an enrolment")
    if len(public) != 32 or len(sealing) != 1665 or value["key_id"] != key_id(public):
        raise ValueError("not an enrolment")
    statement = {name: value[name] for name in ("operator", "role", "sealing_public", "signing_public")}
    statement["vault"] = vault["vault"]
    text = json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if not signature_holds(public, proof, b"evidence-intake/enrolment/v1\n" + text.encode("utf-8")):
        raise ValueError("the new key did not sign it")
    return {"operator": value["operator"], "role": value["role"], "key": value["key_id"], "public": public, "revoked": None}


def parse_vault(value):
    if not isinstance(value, dict) or set(value) != {"code", "log_public", "office", "origin", "vault"}:
        raise ValueError("not the facts of a vault")
    facts = {name: str(text) for name, text in value.items()}
    facts["log_public"] = from_base64(facts["log_public"])
    origin = "evidence-intake/%s/%s" % (facts["code"], facts["vault"])
    if facts["origin"] != origin or not ORIGIN.fullmatch(origin) or len(facts["log_public"]) != 32:
        raise ValueError("not the facts of a vault")
    return facts


def parse_ends(sealed):
    """Names of chains to ordinal and leaf of their last entries, as `sealed` says; ValueError."""
    rows = sealed.get("ends") if isinstance(sealed, dict) else None
    if not isinstance(rows, list):
        raise ValueError("no ends")
    ends = {}
    for row in rows:
        if not isinstance(row, dict):
            raise ValueError("not an end")
        subject = re.fullmatch("([a-z]{1,20}):([A-Za-z0-9-]{1,64})", str(row.get("subject")))
        ordinal, leaf, chain = row.get("ordinal"), str(row.get("leaf")), str(row.get("chain"))
        if not subject or not isinstance(ordinal, int) or isinstance(ordinal, bool) or ordinal < 1 or not HEX64.fullmatch(leaf):
            raise ValueError("not an end")
        if subject.group(1) not in SUBJECT_KINDS or chain not in ("custody", "access", "work"):
            raise ValueError("not an end")
        ends[subject.group(1), subject.group(2), chain] = (ordinal, leaf)
    again = [
        {"chain": chain, "leaf": leaf, "ordinal": ordinal, "subject": kind + ":" + name}
        for (kind, name, chain), (ordinal, leaf) in sorted(ends.items())
    ]
    if again != rows:
        raise ValueError("ends in another form or order")
    return {"chain:%s:%s:%s" % key: end for key, end in ends.items()}


class Audit:
    """Chosen entries of a log, in ascending order, each with a proof that it is in the log of one checkpoint."""

    def __init__(self, report, note, log_public):
        self.report, self.log_public, self.checkpoint, self.vault = report, log_public, None, None
        self.keys, self.signed_by, self.ends = {}, set(), {}
        self.taken, self.signatures, self.before, self.begun, self.first, self.restored, self.last = (
            0,
            0,
            -1,
            False,
            False,
            False,
            None,
        )
        try:
            self.checkpoint = parse_note(note)
        except ValueError:
            report.add("checkpoint_malformed", "checkpoint")

    def take(self, signed, signature, texts, proof):
        self.taken += 1
        try:
            entry = parse_entry(signed, signature)
        except ValueError:  # check 1
            line = "line %d" % self.taken
            self.report.add("entry_malformed", line)
            self.begin(None, line)
            self.last = None
            return None
        subject = "entry %d" % entry.position
        if entry.position <= self.before:  # check 2
            self.report.add("entry_misplaced", subject, "above %d" % self.before, entry.position)
        self.before = max(self.before, entry.position)
        made = self.checkpoint
        if made and not inclusion_holds(entry.position, made["size"], entry.leaf, proof, made["root"]):  # check 9
            self.report.add("inclusion_wrong", subject)
        entry.values = self.opened(entry, texts, subject)
        entry.links = links = self.links(entry, subject)
        self.begin(entry, subject)
        self.signer(entry, subject)
        self.restored = self.restored or entry.type == "restored"
        for name, (ordinal, previous) in links.items():  # check 8
            before = self.ends.get(name, (0, ""))
            if (ordinal - 1, previous) != before:
                self.report.add("chain_broken", name[6:], "%d %s" % before, "%d %s" % (ordinal - 1, previous))
            self.ends[name] = (ordinal, entry.leaf.hex())
        self.last = entry
        return entry

    def opened(self, entry, texts, subject):  # check 3
        values, before, known, room = {}, "", set(entry.digests), MOST_RAW
        for text in texts:
            digest = to_base64url(hashlib.sha256(text.encode("ascii", "backslashreplace")).digest())
            try:
                raw = from_base64url(text)
                array = canonical(raw) if len(raw) <= room else None
                if not isinstance(array, list) or len(array) != 3:
                    raise ValueError("not a salt, a name and a value")
                salt, name, value = array
                if not isinstance(salt, str) or len(salt) != 22 or not isinstance(name, str) or not NAME.fullmatch(name):
                    raise ValueError("a salt or name of another form")
                room -= len(raw)
            except ValueError:
                self.report.add("disclosure_malformed", subject, found=digest)
                continue
            if digest not in known:
                self.report.add("disclosure_not_in_entry", subject, found=digest)
            elif name in values:
                self.report.add("disclosure_repeated", subject, found=digest)
            else:
                values[name] = value
                if digest < before:
                    self.report.add("disclosure_out_of_order", subject, found=digest)
                before = digest
        return values

    def links(self, entry, subject):  # check 4
        found = {}
        if entry.type == "corrected":
            allowed = ("custody", "work")
        else:
            allowed = ("access",) if entry.type in ACCESS else ("work",) if entry.type in WORK else ("custody",)
        for name, value in entry.values.items():
            if not name.startswith("chain:"):
                continue
            try:
                chain, ordinal, previous = parse_link(name, value)
            except ValueError:
                self.report.add("link_malformed", subject, found=name[6:])
                continue
            if chain not in allowed:
                self.report.add("chain_wrong", subject, found=name[6:])
            found[name] = (ordinal, previous)
        return found

    def begin(self, entry, subject):  # check 7
        if self.begun:
            return
        self.begun, self.first = True, entry is not None
        if entry is None or entry.type != "vault_created" or entry.position != 0:
            self.report.add("vault_created_missing", subject)
            return
        try:
            self.vault = parse_vault(entry.values.get("vault"))
        except ValueError:
            self.report.add("vault_created_missing", subject, found="vault")

    def signer(self, entry, subject):  # checks 5 to 7
        first, self.first, new = self.first, False, None
        if entry.type == "vault_created" and not (first and entry.position == 0):
            self.report.add("vault_created_misplaced", subject)
            self.known_signer(entry, subject)
            return
        if entry.type in ("vault_created", "operator_enrolled"):
            new = self.enrolment(entry, subject)
        if entry.type == "vault_created" and new and new["key"] == entry.operator_key:
            right = self.signature(entry, subject, new)
        else:
            right = self.known_signer(entry, subject)
        if new and right:
            self.enrol(entry, subject, new)
        if entry.type == "operator_revoked" and right:
            self.revoke(entry, subject)

    def known_signer(self, entry, subject):
        known = self.keys.get(entry.operator_key)
        if known is None:
            self.report.add("signer_not_enrolled", subject, found=entry.operator_key)
            return False
        counts = True
        if entry.position <= known["enrolled"]:
            self.report.add("signer_not_enrolled", subject, found=entry.operator_key)
            counts = False
        if known["revoked"] is not None and entry.position > known["revoked"]:
            self.report.add("signer_revoked", subject, known["revoked"], entry.operator_key)
            counts = False
        return self.signature(entry, subject, known) and counts

    def signature(self, entry, subject, by):
        self.signed_by.add(by["operator"])
        self.signatures += 1
        if signature_holds(by["public"], entry.signature, entry.signed):
            return True
        self.report.add("signature_wrong", subject, by["key"])
        return False

    def enrolment(self, entry, subject):
        try:
            new = parse_enrolment(entry.values.get("enrolment"), self.vault)
        except ValueError:
            self.report.add("enrolment_wrong", subject)
            return None
        self.linked(entry, subject, new["operator"])
        return new

    def enrol(self, entry, subject, new):
        known = self.keys.get(new["key"])
        if known is None:
            new["enrolled"] = entry.position
            self.keys[new["key"]] = new
        elif known["revoked"] is not None or (known["operator"], known["role"]) != (new["operator"], new["role"]):
            self.report.add("enrolment_wrong", subject)

    def revoke(self, entry, subject):
        value = entry.values.get("revocation")
        sound = isinstance(value, dict) and set(value) == {"operator", "key_id"}
        known = self.keys.get(str(value["key_id"])) if sound else None
        if known is None or known["operator"] != str(value["operator"]) or known["revoked"] is not None:
            self.report.add("revocation_wrong", subject)
            return
        known["revoked"] = entry.position
        self.linked(entry, subject, known["operator"])

    def linked(self, entry, subject, operator):
        for name, value in entry.values.items():
            if name.startswith("chain:operator:" + operator + ":"):
                try:
                    parse_link(name, value)
                    return
                except ValueError:
                    pass
        self.report.add("person_unlinked", subject)

    def close(self):
        self.begin(None, "entry 0")
        self.note()
        last = self.last
        if last is None or last.type != "sealed" or last.values.get("sealed") is None:  # check 12
            self.report.add("sealed_missing", "entry %d" % last.position if last else "line %d" % self.taken)
        else:
            self.check_ends(last)
        for operator in sorted(self.signed_by):
            name = "operator:%s:custody" % operator
            if "chain:" + name not in self.ends:
                self.report.add("signer_chain_missing", name)

    def note(self):  # check 10
        made, vault = self.checkpoint, self.vault
        key = self.log_public or (vault["log_public"] if vault else None)
        if made and key is not None:
            key_hash = hashlib.sha256(made["origin"].encode("ascii") + b"\n\1" + key).digest()[:4]
            if made["hash"] != key_hash or not signature_holds(key, made["signature"], made["text"]):
                self.report.add("checkpoint_signature_wrong", "checkpoint")
        if vault and key != vault["log_public"]:
            self.report.add("log_key_differs", "checkpoint")
        gone_on = False
        if made:
            first, gone_on = ORIGIN.fullmatch(made["origin"]).groups()
            if vault and first != vault["origin"]:
                self.report.add("checkpoint_origin_differs", "checkpoint", vault["origin"], made["origin"])
        if gone_on or self.restored:
            self.report.add("log_restored", "checkpoint")

    def check_ends(self, sealed):  # check 12
        try:
            named = parse_ends(sealed.values["sealed"])
        except ValueError:
            self.report.add("sealed_malformed", "entry %d" % sealed.position)
            return
        for name, end in self.ends.items():
            if name in sealed.links:
                continue
            if name not in named:
                self.report.add("chain_end_not_named", name[6:])
            elif named[name] != end:
                self.report.add("chain_end_differs", name[6:], "%d %s" % named[name], "%d %s" % end)
        for name in named:
            if name not in self.ends:
                self.report.add("chain_missing", name[6:])


# ---------------------------------------------------------------------------------------------------------------------
# 6, 8 and 9. The files in custody/, what `sealed` says of this bundle, and each exhibit.

EVIDENCE = "data/evidence/"


class Lines:
    """The lines of one file, each ended by LF. whole: so far nothing was there that is not a line."""

    def __init__(self, chunks):
        self.there, self.whole, self.ended = chunks is not None, True, False
        self.chunks, self.rest, self.taken = chunks if self.there else iter(()), b"", 0

    def next(self):
        """The next line; None at the end, or for good where a line is longer than any of ours."""
        end = self.rest.find(b"\n", self.taken)
        while end < 0:
            chunk = b"" if self.ended else next(self.chunks, b"")
            self.rest, self.taken = self.rest[self.taken :] + chunk, 0
            if not chunk or len(self.rest) > MOST_LINE:
                self.ended, self.whole, self.rest = True, self.whole and not self.rest, b""
                return None
            end = self.rest.find(b"\n")
        line, self.taken = self.rest[self.taken : end], end + 1
        return line


def parse_proof(line):
    """The hashes of a line of `proofs`, or None when it is not in form."""
    try:
        hashes = [from_base64(part) for part in line.decode("ascii").split(" ")] if line else []
    except ValueError:
        return None
    return hashes if len(hashes) <= MOST_PROOF and all(len(one) == 32 for one in hashes) else None


def split_entry(line):
    """Signed bytes and signature; of a line in another form the line itself and no signature, which check 7 refuses."""
    match = ENTRY_LINE.fullmatch(line)
    try:
        return (ENTRY_TYPE + match.group(1), from_base64(match.group(2).decode("ascii"))) if match else (line, b"")
    except ValueError:
        return line, b""


def check_history(check, progress):
    report, acquired, twice, count = check.report, {}, [], 0
    pem, public = check.read(LOG_KEY), b""
    if pem is not None:
        try:
            public = from_pem(pem)
            check.facts["fingerprint"] = key_id(public)
        except ValueError:
            report.add("key_malformed", LOG_KEY)
    rows, beside, opened = (Lines(check.chunks(path)) for path in (ENTRIES, PROOFS, DISCLOSURES))
    audit = Audit(report, check.read(CHECKPOINT) or b"", public)
    row = rows.next()
    while row is not None:
        count += 1
        signed, signature = split_entry(row)
        proof_line, texts = beside.next(), opened.next()
        proof = parse_proof(proof_line or b"")
        beside.whole = beside.whole and proof_line is not None and proof is not None
        opened.whole = opened.whole and texts is not None
        entry = audit.take(signed, signature, texts.decode("latin-1").split("~") if texts else [], proof or [])
        if entry is not None and entry.type == "acquired":
            item, digests = entry.values.get("item"), entry.values.get("digests")
            item = item.get("item") if isinstance(item, dict) else None
            digest = digests.get("sha256") if isinstance(digests, dict) else None
            if isinstance(item, str):
                if item in acquired:
                    twice.append(item)
                acquired.setdefault(item, digest if isinstance(digest, str) and HEX64.fullmatch(digest) else "")
        progress("entry %d" % count)
        row = rows.next() if count < MOST_ENTRIES else None
    audit.close()
    for path, lines in ((ENTRIES, rows), (PROOFS, beside), (DISCLOSURES, opened)):
        if lines.there and (lines.next() is not None or not lines.whole):
            report.add("custody_malformed", path)
    report.checked.update(entries=count, signatures=audit.signatures)
    made, last = audit.checkpoint, audit.last
    if made:
        check.facts.update(origin=made["origin"], log_size=str(made["size"]), short_code=short_code(made["text"]))
    if audit.vault:
        check.facts["office"] = audit.vault["office"][:255]
    sealed = last if last is not None and last.type == "sealed" else None
    if sealed is not None:
        check.facts.update(closed_at=sealed.time, closed_by=str(sealed.values.get("operator_name") or "")[:255])
    return sealed, acquired, twice


def check_sealed(check, entry):
    """The items that `sealed` names, or None when that cannot be read."""
    said = entry.values.get("sealed") if entry is not None else None
    if said is None:
        return None
    report, subject = check.report, "entry %d" % entry.position
    items = said.get("items") if isinstance(said, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, str) and ITEM.fullmatch(item) for item in items):
        report.add("sealed_malformed", subject)
        return None
    if len(set(items)) != len(items):
        report.add("sealed_malformed", subject)
        return None
    withheld = said.get("withheld")
    check.facts["withheld"] = " ".join(map(str, withheld))[:1000] if isinstance(withheld, list) else ""
    for name in ("recipient", "withheld_by"):  # not in bundles of earlier versions
        text = entry.values.get(name)
        if isinstance(text, str) and text:
            check.facts[name] = text[:1000]
    if check.seal and said.get("bundle") != check.seal["bundle"]:
        report.add("sealed_names_other_bundle", subject, check.seal["bundle"], said.get("bundle"))
    manifest = check.read(MANIFEST)
    if manifest is not None and said.get("manifest_sha256") != sha256(manifest):
        report.add("sealed_names_other_list", subject, said.get("manifest_sha256"), sha256(manifest))
    if check.signer is not None and entry.operator_key != key_id(check.signer):
        report.add("sealed_by_other_key", subject, entry.operator_key, key_id(check.signer))
    return items


def check_exhibits(check, items, acquired, twice):
    report, paths, named = check.report, {}, set(items)
    report.checked["items"] = len(items)
    for path in check.payload:
        if path.startswith(EVIDENCE):
            item = path[len(EVIDENCE) :].partition(".")[0]
            if item in paths or item not in named:
                report.add("exhibit_not_named", path)
            paths.setdefault(item, path)
    for item in items:
        if item not in paths:
            report.add("exhibit_missing", item)
        if item in twice:
            report.add("acquired_twice", item)
        digest = acquired.get(item)
        if not digest:
            report.add("acquired_missing", item)
        elif item in paths and check.payload[paths[item]] != digest:
            report.add("exhibit_differs_from_acquired", item, digest, check.payload[paths[item]])


# ---------------------------------------------------------------------------------------------------------------------
# All of it.

MARKS = set(SEAL_FILES) | {ENTRIES}  # one of them makes a bag one of our bundles


def looks_like_zip(path):
    with open(path, "rb") as file:
        begins = file.read(4) == b"PK\3\4"
        file.seek(max(0, file.seek(0, 2) - END.size))
        return begins or file.read(4) == b"PK\5\6"


def open_tree(path, report):
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            return Folder(path, report)
        if stat.S_ISREG(mode) and looks_like_zip(path):
            return Zip(path, report)
    except OSError as error:
        raise NotABundle("it cannot be read: %s" % error.strerror)
    raise NotABundle("it is neither a folder nor a ZIP")


def verify(path, fingerprint=None, progress=lambda text: None):
    """The report on the bundle at `path`. NotABundle, Encrypted. fingerprint: 64 lower-case hexadecimal characters."""
    report = Report()
    tree = open_tree(path, report)
    try:
        lower = {}
        for name in tree.files:
            first = lower.setdefault(name.lower(), name)
            if first != name:
                report.add("name_collides", name, found=first)
        if not MARKS & set(tree.files):
            if BAGIT in tree.files and tree.readable:
                del report.findings[:]
                report.add("not_signed")
                return report
            if tree.is_folder or not report.findings:
                raise NotABundle("nothing of a bundle is in it")
            report.not_checked.append("contents_not_read")
            return report
        if os.path.basename(os.path.normpath(path)).endswith(".partial"):
            report.add("bundle_unfinished")
        if not tree.readable:
            report.not_checked.append("contents_not_read")
            return report
        check = Check(tree, report)
        check.lists()
        check.check_seal()
        check.files(progress)
        check.bag()
        sealed, acquired, twice = check_history(check, progress)
        items = check_sealed(check, sealed)
        if items is not None:
            check_exhibits(check, items, acquired, twice)
        report.not_checked.append("log_outside_bundle")
        if fingerprint is None:
            report.not_checked.append("fingerprint_not_compared")
        elif report.facts.get("fingerprint", "") != fingerprint:
            report.add("fingerprint_differs", "", fingerprint, report.facts.get("fingerprint", ""))
        return report
    finally:
        tree.close()


def parse_fingerprint(text):
    found = re.sub(r"[\s:.-]+", "", text).lower()
    if not HEX64.fullmatch(found):
        raise argparse.ArgumentTypeError("a fingerprint has 64 hexadecimal characters")
    return found


def grouped(text):
    groups = [text[at : at + 4].upper() for at in range(0, len(text), 4)]
    return [" ".join(groups[at : at + 8]) for at in range(0, len(groups), 8)]


def show(report, compared):
    """The report for people."""
    plain = lambda text: "".join(c if c.isprintable() else "?" for c in str(text))  # noqa: E731
    facts, checked = report.facts, report.checked
    print(
        {
            "unchanged": "Nothing differs from what was signed and closed.",
            "attention": "Nothing differs, but something needs a person.",
            "differs": "SOMETHING DIFFERS. What is listed here is not what was signed and closed.",
        }[report.verdict()]
    )
    if facts.get("name"):
        print("\n%s, of %s, signed and closed %s" % tuple(plain(facts.get(n, "?")) for n in ("name", "office", "closed_at")))
    print(
        "Read: %d files, %d bytes, %d entries of the custody log."
        % tuple(checked.get(n, 0) for n in ("files", "bytes", "entries"))
    )
    for severity, heading in ((FAULT, "Differs, or is missing"), (ATTENTION, "Needs a person"), (NOTE, "Notes")):
        findings = [finding for finding in report.findings if finding["severity"] == severity]
        if findings:
            print("\n%s: %d" % (heading, len(findings)))
        for finding in findings:
            print(
                "  %s%s [%s]"
                % (finding["subject"] + ": " if finding["subject"] else "", CODES[finding["code"]][1], finding["code"])
            )
            for name in ("expected", "found"):
                if finding[name]:
                    print("    %s %s" % (name, plain(finding[name])))
    if facts.get("recipient"):
        print("\nHanded over to: %s" % plain(facts["recipient"]))
    if facts.get("withheld"):
        print("\nWithheld from this copy: %s" % plain(facts["withheld"]))
    if facts.get("withheld_by"):
        print("Withheld by this authority: %s" % plain(facts["withheld_by"]))
    if "fingerprint" in facts:
        print("\nFingerprint of the log key behind this bundle:")
        for line in grouped(facts["fingerprint"]):
            print("    " + line)
        if not compared:
            print("Compare it with one obtained elsewhere, on paper or by telephone. Only that shows whose key it is.")
    for name, heading in (("bundle_digest", "Bundle digest"), ("short_code", "Short code of the checkpoint")):
        if name in facts:
            print("%s: %s" % (heading, plain(facts[name])))
    if report.not_checked:
        print("\nNot checked:")
        for code in report.not_checked:
            print("  %s" % CODES[code][1])


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Checks a bundle of evidence. Nothing is written.")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("bundle", nargs="?", default=here, help="a folder or a ZIP; without it, the folder of this file")
    parser.add_argument("--fingerprint", type=parse_fingerprint, help="of the log key, obtained elsewhere")
    parser.add_argument("--json", action="store_true", help="the result as one JSON document")
    wanted = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a console that knows fewer letters than names have
    progress, last = (lambda text: None), [""]
    if sys.stderr.isatty() and not wanted.json:

        def progress(text):
            if text != last[0]:
                last[0] = text
                sys.stderr.write("\r" + text.ljust(40))

    try:
        report = verify(wanted.bundle, wanted.fingerprint, progress)
    except Encrypted:
        return refuse(
            wanted, 3, "bundle_encrypted", "The ZIP is encrypted. Unpack it first, for example with 7-Zip, then check the folder."
        )
    except (NotABundle, OSError) as error:
        return refuse(wanted, 4, "not_a_bundle", "This cannot be read as a bundle: %s." % error)
    finally:
        if last[0]:
            sys.stderr.write("\r" + " " * 40 + "\r")
    if wanted.json:
        document = {"verdict": report.verdict(), "checked": report.checked, "findings": report.findings}
        document.update(facts=report.facts, not_checked=report.not_checked)
        print(json.dumps(document, sort_keys=True))
    else:
        show(report, wanted.fingerprint)
    return 0 if report.verdict() == "unchanged" else 1


def refuse(wanted, code, name, sentence):
    if wanted.json:
        print(json.dumps({"error": {"code": name, "message": sentence, "hint": ""}}))
    else:
        print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
