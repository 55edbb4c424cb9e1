"""Reads back what the entries of the log recorded of an acquisition: the source, its facts, its times."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from intake.errors import TamperError
from intake.records.claims import Claim
from intake.records.digests import Algorithm, Digest
from intake.records.digests import from_json as digests_from_json
from intake.records.events import Entry
from intake.records.items import AccessTimeKept, FileFacts, FileTimes, PageCache, PlanLine, Reading, SourceKind
from intake.records.names import from_base64

FILE_READER = "file system"


def value(entry: Entry, name: str) -> Mapping[str, Any]:
    """A field that is an object; empty when it is absent."""
    found = entry.value(name)
    return found if isinstance(found, Mapping) else {}


def _times(raw: Mapping[str, Any], resolution: object) -> FileTimes:
    found = {
        name: int(str(text)) for name, text in raw.items() if name in {"modified_ns", "changed_ns", "accessed_ns", "born_ns"}
    }
    return FileTimes(**found, resolution_ns=None if resolution is None else int(str(resolution)))


def _facts(entry: Entry, which: str) -> FileFacts:
    facts, times = value(entry, "source_facts"), value(entry, "source_times")
    return FileFacts(
        size=int(facts["size"]),
        device=int(facts["device"]),
        inode=int(facts["inode"]),
        mode=int(facts["mode"]),
        links=int(facts["links"]),
        times=_times(times[which], times["resolution_ns"]),
    )


def reading(entry: Entry) -> Reading:
    """The reading that an `acquired` entry records. TamperError(malformed)."""
    try:
        how, when = value(entry, "reading"), value(entry, "when")
        return Reading(
            before=_facts(entry, "before"),
            after=_facts(entry, "after"),
            size=int(value(entry, "item")["size"]),
            digests=digests_from_json(value(entry, "digests")),
            started=str(when["started"]),
            ended=str(when["ended"]),
            access_time=AccessTimeKept(how["access_time"]),
            cache=PageCache(how["cache"]),
        )
    except (KeyError, ValueError) as error:
        raise TamperError("malformed", name="log", reason="an acquired entry", position=entry.position) from error


def source(entry: Entry) -> PlanLine:
    """The source that an `acquired` entry names, by its whole path. TamperError(malformed)."""
    try:
        path, name = from_base64(str(entry.value("source_path"))), from_base64(str(value(entry, "name")["raw"]))
        relative = from_base64(str(entry.value("source_relative")))
        size = int(value(entry, "item")["size"])
        return PlanLine(int(value(entry, "line")["line"]), path, name, relative, SourceKind.FILE, size, None)
    except (KeyError, ValueError) as error:
        raise TamperError("malformed", name="log", reason="an acquired entry", position=entry.position) from error


def digest(entry: Entry, algorithm: Algorithm) -> Digest | None:
    """One of the digests of an `acquired` entry."""
    for found in digests_from_json(value(entry, "digests")):
        if found.algorithm is algorithm:
            return found
    return None


def file_times(entry: Entry) -> tuple[Claim, ...]:
    """The source's file times as claims, in ExifTool's names."""
    names = {
        "modified_ns": "File:FileModifyDate",
        "born_ns": "File:FileCreateDate",
        "changed_ns": "File:FileInodeChangeDate",
    }
    before = value(entry, "source_times").get("before", {})
    return tuple(
        Claim(name, _moment(int(str(before[key]))), FILE_READER)
        for key, name in names.items()
        if isinstance(before, Mapping) and key in before
    )


def _moment(nanoseconds: int) -> str:
    """`2026:11:22 19:51:04.123456789`, in UTC as this computer reads the file system, which need not know a zone."""
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    try:
        whole = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return f"{nanoseconds} ns"
    fraction = f".{rest:09d}" if rest else ""
    return f"{whole.year:04d}:{whole.month:02d}:{whole.day:02d} {whole:%H:%M:%S}{fraction}"
