"""What is known of a bundle before a byte of it is written: what stops the writing, and what a person should know.

Nothing is written and nothing is logged. Evidence is not opened: a name inside its bytes is found when they are written.
"""

import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intake import durable
from intake.bundle import names
from intake.bundle import preflight as foreseen
from intake.casework import medium
from intake.casework.opened import Opened
from intake.casework.request import ExportRequest
from intake.casework.same_case import cases_of, left_out
from intake.casework.withheld import Withheld
from intake.errors import IntakeError, RefusedError, StorageError
from intake.ids import BundleId, ItemId
from intake.progress import Progress
from intake.records.items import Comparison, VolumeFacts
from intake.records.marks import MarkKind
from intake.records.rows import Item, ItemRow

MOST_NAMES_FOUND = 100  # places where a withheld name stands; more are not looked for
ANY_BUNDLE = BundleId("0" * 64)  # stands for the bundle that is to come, where only the length of its name matters

# What many offices cannot open without another program: formats of telephones, of cameras and of the web.
UNCOMMON = frozenset(
    [
        "image/heic",
        "image/heif",
        "image/avif",
        "image/jxl",
        "image/x-adobe-dng",
        "image/x-canon-cr2",
        "image/x-canon-cr3",
        "image/x-nikon-nef",
        "image/x-sony-arw",
        "image/x-fuji-raf",
        "image/x-panasonic-rw2",
        "image/x-olympus-orf",
        "video/x-matroska",
        "video/webm",
        "video/mp2t",
        "video/x-flv",
        "video/x-ms-wmv",
        "video/3gpp2",
    ]
)


@dataclass(frozen=True, slots=True)
class Content:
    """How many files of each part of a bundle there will be. derivatives: at most. history: of how many submissions."""

    evidence: int
    metadata: int
    derivatives: int
    submissions: int


@dataclass(frozen=True, slots=True)
class Preflight:
    """obstacles: what stops the writing, as errors that were not raised; everything below them only should be known.

    size: bytes of evidence; needed: of the whole bundle on this medium at most; free: bytes there. sizes: of each item, the
    largest first. not_compared: a comparison is missing; differing: one found another digest; not_examined; unreadable: their
    reader gave nothing, or their examination is damaged; uncommon: many recipients cannot open them; attorney, distressing:
    marked so. left_out: items of the same cases that are not in the bundle. names: how many names are withheld.
    """

    items: tuple[ItemId, ...]
    size: int
    needed: int
    free: int
    volume: VolumeFacts
    sizes: tuple[tuple[ItemId, int], ...]
    content: Content
    obstacles: tuple[IntakeError, ...]
    not_compared: tuple[ItemId, ...]
    differing: tuple[ItemId, ...]
    not_examined: tuple[ItemId, ...]
    unreadable: tuple[ItemId, ...]
    uncommon: tuple[ItemId, ...]
    attorney: tuple[ItemId, ...]
    distressing: tuple[ItemId, ...]
    left_out: tuple[ItemId, ...]
    names: int

    @property
    def largest(self) -> tuple[ItemId, int]:
        return self.sizes[0]


def look(opened: Opened, request: ExportRequest, items: Sequence[ItemId], progress: Progress) -> Preflight:
    """What stands before this bundle. TamperError, StorageError(target_missing, read_failed), Cancelled."""
    whole = opened.catalog.whole(items)
    rows = tuple(item.row for item in whole)
    found = medium.medium_of(request.target, opened.folder)
    load = medium.load_of(opened, whole)
    withheld = Withheld(opened, request.withhold, whole)
    stops = [
        *_place(opened, request),
        *medium.obstacles(found, load, request.form, request.target, names.base_name(opened.code, ANY_BUNDLE)),
        *_names(withheld, request, progress),
    ]
    return Preflight(
        items=tuple(row.item for row in rows),
        size=sum(row.size for row in rows),
        needed=foreseen.needed(load, request.form, found.volume.filesystem),
        free=found.free,
        volume=found.volume,
        sizes=tuple(sorted(((row.item, row.size) for row in rows), key=lambda one: -one[1])),
        content=Content(len(rows), len(rows), load.others - len(rows), len({item.submission for item in whole})),
        obstacles=tuple(stops),
        not_compared=_where(rows, lambda row: row.comparison is Comparison.NOT_MADE),
        differing=_where(rows, lambda row: row.comparison is Comparison.DIFFERS),
        not_examined=_where(rows, lambda row: not row.examined),
        unreadable=_unreadable(opened, whole),
        uncommon=_where(rows, lambda row: row.media_type in UNCOMMON),
        attorney=_where(rows, lambda row: MarkKind.ATTORNEY in row.marks),
        distressing=_where(rows, lambda row: MarkKind.DISTRESSING in row.marks),
        left_out=left_out(opened, rows, cases_of(rows)),
        names=len(withheld.names),
    )


def _where(rows: Sequence[ItemRow], holds: Callable[[ItemRow], bool]) -> tuple[ItemId, ...]:
    return tuple(row.item for row in rows if holds(row))


def _place(opened: Opened, request: ExportRequest) -> list[IntakeError]:
    """What is wrong with where it is to lie, whatever the medium holds."""
    if opened.read_only:
        return [RefusedError("read_only")]
    try:
        opened.require_outside(request.target)
    except RefusedError as error:
        return [error]
    folder = medium.nearest(request.target)
    if not durable.is_folder(folder):
        return [StorageError("target_exists", name=folder.name)]
    if not os.access(folder, os.W_OK | os.X_OK):
        return [StorageError("permission_denied", name=folder.name)]
    return []


def _names(withheld: Withheld, request: ExportRequest, progress: Progress) -> list[IntakeError]:
    """Where a name that is withheld would still leave."""
    everywhere = withheld.found(request.searched, request.case or "", progress)
    return list(itertools.islice(everywhere, MOST_NAMES_FOUND))


def _unreadable(opened: Opened, whole: Sequence[Item]) -> tuple[ItemId, ...]:
    def is_so(row: ItemRow) -> bool:
        return row.unreadable or (row.pack is not None and not opened.objects.placed(row.pack))

    return _where([item.row for item in whole], is_so)
