"""The table of times of one item: the one used for sorting first, the same reading once, names as a person says them."""

from dataclasses import dataclass

from intake.casework.door import Details
from intake.records.claims import Meaning, Sorting, TimeClaim
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

WHERE = {
    "Keys:CreationDate": N_("QuickTime keys · recording began"),
    "QuickTime:CreateDate": N_("Movie header"),
    "QuickTime:ModifyDate": N_("Movie header · changed"),
    "ExifIFD:DateTimeOriginal": N_("Exif · picture taken"),
    "ExifIFD:CreateDate": N_("Exif · digitised"),
    "IFD0:ModifyDate": N_("Exif · last changed"),
    "GPS:GPSDateStamp": N_("Satellite time"),
    "XMP-xmp:CreateDate": N_("XMP · created"),
    "XMP-xmp:ModifyDate": N_("XMP · changed"),
    "XMP-photoshop:DateCreated": N_("XMP · picture taken"),
    "IPTC:DateCreated": N_("Caption · picture taken"),
    "Matroska:DateTimeOriginal": N_("Matroska header"),
    "File:FileModifyDate": N_("File · last written"),
    "File:FileCreateDate": N_("File · created there"),
    "File:FileAccessDate": N_("File · last read"),
    "File:FileInodeChangeDate": N_("File · entry changed"),
}
MEANINGS = {
    Meaning.UTC: N_("UTC"),
    Meaning.OFFSET: N_("with its offset"),
    Meaning.LOCAL: N_("local"),
    Meaning.UTC_OR_LOCAL: N_("UTC by the standard, often local"),
    Meaning.FILESYSTEM: N_("file system"),
    Meaning.UNSET: N_("never set"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of a clock and every name under which it is recorded, the first first."""

    value: str
    utc: str | None
    meaning: Meaning
    names: tuple[str, ...]
    readers: tuple[str, ...]
    used: bool

    def where(self) -> str:
        """`Movie header and 3 more · UTC by the standard, often local`."""
        named = where(self.names[0])
        others = len(self.names) - 1
        said = named + (ngettext(" and {count} more", " and {count} more", others) if others else "")
        return said if self.meaning in {Meaning.FILESYSTEM, Meaning.OFFSET} else f"{said} · {_(MEANINGS[self.meaning])}"


def where(name: str) -> str:
    """A time's name as a person says it; the reader's where there is no better one."""
    return _(WHERE[name]) if name in WHERE else name


def _used(time: TimeClaim, sorting: Sorting | None) -> bool:
    return sorting is not None and (time.name, time.value) == (sorting.name, sorting.value)


def moments(details: Details) -> list[Moment]:
    """What was set, the one used for sorting first, then what is inside the file, then what the file system says."""
    found: dict[tuple[str, str | None, Meaning], list[TimeClaim]] = {}
    for time in details.times:
        if time.meaning is not Meaning.UNSET:
            found.setdefault((time.value, time.utc, time.meaning), []).append(time)
    made = []
    for (value, utc, meaning), times in found.items():
        times.sort(key=lambda time: (not _used(time, details.sorting), time.name not in WHERE))
        names, readers = (tuple(dict.fromkeys(words)) for words in zip(*((t.name, t.reader) for t in times), strict=True))
        made.append(Moment(value, utc, meaning, names, readers, _used(times[0], details.sorting)))
    made.sort(key=lambda one: (not one.used, one.meaning is Meaning.FILESYSTEM))
    return made


def never_set(details: Details) -> tuple[str, ...]:
    """Names of times that are present and hold nothing."""
    return tuple(dict.fromkeys(time.name for time in details.times if time.meaning is Meaning.UNSET))
