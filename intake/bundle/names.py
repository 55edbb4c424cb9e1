"""Names inside a bundle: how those are made that we write, and what is wrong with those that strangers write.

A path of ours has at most five components of `A–Z a–z 0–9 . _ -`, so that it is the same on every filesystem and in
every program: nothing to encode, no case or Unicode collisions, no reserved words.
"""

import re
from collections.abc import Iterable, Iterator

from intake.ids import BundleId, ItemId

MOST_PATH = 200  # characters
MOST_COMPONENT = 80
MOST_COMPONENTS = 5
MOST_SHOWN = 255

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
_SUFFIX = re.compile(rb"\.([A-Za-z0-9]{1,5})$")

# By content, then by name where the name's suffix cannot make a computer run the file.
_SUFFIX_OF = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tif",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "video/3gpp2": "3g2",
    "video/x-matroska": "mkv",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
    "video/mp2t": "ts",
    "video/mpeg": "mpg",
    "video/x-flv": "flv",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/flac": "flac",
    "audio/amr": "amr",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "text/plain": "txt",
}
_MEDIA_SUFFIXES = (
    "jpg jpeg jpe png gif webp tif tiff heic heif hif avif bmp dng nef cr2 cr3 arw raf rw2 orf srw pef mp4 m4v mov qt 3gp 3g2 mkv "
    "webm avi ts mts m2ts mpg mpeg flv wmv asf mp3 m4a aac ogg oga opus wav flac amr pdf zip txt csv xmp thm lrv insv aae"
)
_KEPT = frozenset(_MEDIA_SUFFIXES.split())


def suffix_of(untrusted_name: bytes, media_type: str) -> str:
    """The suffix of an item's payload file, with its dot: the name's own where it is a medium's, else by content, else `.bin`."""
    match = _SUFFIX.search(untrusted_name)
    own = match[1].decode("ascii").lower() if match else ""
    return "." + (own if own in _KEPT else _SUFFIX_OF.get(media_type, "bin"))


def evidence_path(item: ItemId, suffix: str) -> str:
    return f"data/evidence/{item}{suffix}"


def derivative_path(item: ItemId, name: str) -> str:
    return f"data/derivatives/{item}/{name}"


def metadata_path(item: ItemId) -> str:
    return f"data/metadata/{item}.json"


def paper_path(name: str) -> str:
    return f"data/papers/{name}"


def base_name(code: str, bundle: BundleId) -> str:
    """The folder's name of a new bundle, and the ZIP's without its suffix: `K7Q4MX-bundle-3fa93c01`."""
    return f"{code}-bundle-{bundle[:8]}"


def fault_of(untrusted_path: str) -> str | None:
    """What is wrong with a path that claims to be one of ours: a code of codes.json, or None."""
    parts = untrusted_path.replace("\\", "/").split("/")
    if untrusted_path[:1] in {"/", "\\", "~"} or _DRIVE.match(untrusted_path):
        return "name_absolute"
    if {".", ".."} & set(parts):
        return "name_traversal"
    if not all(_PLAIN.fullmatch(part) and not part.endswith(".") for part in untrusted_path.split("/")):
        return "name_not_plain"
    if any(part.split(".")[0].lower() in _RESERVED for part in parts):
        return "name_reserved"
    if len(untrusted_path) > MOST_PATH or len(parts) > MOST_COMPONENTS or max(map(len, parts)) > MOST_COMPONENT:
        return "name_too_long"
    return None


def collisions(untrusted_paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each path that is another one but for upper and lower case, with that other one."""
    seen: dict[str, str] = {}
    for path in untrusted_paths:
        first = seen.setdefault(path.lower(), path)
        if first != path:
            yield path, first


def quoted(untrusted: str | bytes) -> str:
    """A stranger's name for a finding: printable ASCII, everything else escaped, cut at `MOST_SHOWN` characters."""
    text = untrusted.decode("utf-8", "surrogateescape") if isinstance(untrusted, bytes) else untrusted
    parts = []
    for character in text[: MOST_SHOWN + 1]:
        number = ord(character)
        if 0xDC80 <= number <= 0xDCFF:
            parts.append(f"\\x{number - 0xDC00:02X}")
        elif 0x20 <= number < 0x7F:
            parts.append(character)
        else:
            parts.append(f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}")
    name = "".join(parts)
    return name if len(name) <= MOST_SHOWN else name[: MOST_SHOWN - 3] + "..."
