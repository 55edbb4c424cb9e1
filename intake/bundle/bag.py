"""The files that make a folder a BagIt 1.0 bag (RFC 8493), in the one form that we write.

Lists keep the order in which the files were written; a line is a lower-case digest, two spaces, a path, LF, so that
`sha256sum -c` and `shasum -a 256 -c` read them. Each `parse` gives what it could read and whether the bytes are exactly
those that `encode` writes of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
BAGIT_BYTES = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

MOST_LIST = 64 * 1024 * 1024  # bytes of one list
MOST_LISTED = 200_000  # files
MOST_INFO = 64 * 1024

_LINE = re.compile(rb"([0-9a-f]{64})  ([^\r\n]+)")
_LABEL = re.compile(r"[A-Z][A-Za-z-]{0,39}")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list names. paths: path to SHA-256, in the list's order. twice: paths that it names again.

    in_form: whether the bytes are exactly what `encode_list` writes of `paths`.
    """

    paths: Mapping[str, str]
    twice: tuple[str, ...]
    in_form: bool


def encode_list(paths: Mapping[str, str]) -> bytes:
    """A manifest: paths to lower-case SHA-256, in the order given."""
    return b"".join(f"{digest}  {path}\n".encode() for path, digest in paths.items())


def parse_list(untrusted_bytes: bytes) -> Listed:
    """What can be read of a manifest. At most `MOST_LISTED` lines are read; more is not in form."""
    paths: dict[str, str] = {}
    twice: list[str] = []
    for line in untrusted_bytes.split(b"\n", MOST_LISTED)[:MOST_LISTED]:
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        path = match[2].decode("utf-8", "surrogateescape")
        if path in paths:
            twice.append(path)
        else:
            paths[path] = match[1].decode("ascii")
    try:
        in_form = encode_list(paths) == untrusted_bytes
    except UnicodeEncodeError:
        in_form = False
    return Listed(paths, tuple(twice), in_form)


@dataclass(frozen=True, slots=True)
class Info:
    """bag-info.txt. date: `2026-11-25`. organization: one line of text. octets, streams: of the payload."""

    agent: str
    date: str
    bundle: str
    octets: int
    streams: int
    organization: str


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def encode_info(info: Info) -> bytes:
    """The bytes of bag-info.txt; labels in alphabetical order."""
    lines = {
        "Bag-Software-Agent": _one_line(info.agent),
        "Bagging-Date": info.date,
        "External-Identifier": info.bundle,
        "Payload-Oxum": f"{info.octets}.{info.streams}",
        "Source-Organization": _one_line(info.organization),
    }
    return "".join(f"{label}: {value}\n" for label, value in lines.items() if value).encode("utf-8")


def parse_info(untrusted_bytes: bytes) -> dict[str, str] | None:
    """Labels to values, or None when the bytes are not lines of `Label: value`, each label once, in order."""
    try:
        text = untrusted_bytes.decode("utf-8")
    except UnicodeDecodeError:
        return None
    found: dict[str, str] = {}
    for line in text.split("\n")[:-1]:
        label, separator, value = line.partition(": ")
        if not separator or not value or not _LABEL.fullmatch(label) or label in found:
            return None
        found[label] = value
    again = "".join(f"{label}: {value}\n" for label, value in sorted(found.items()))
    return found if again == text else None
