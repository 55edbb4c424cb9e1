"""Upkeep: how the vault stands, in a few numbers; nothing is read again and nothing is written."""

from dataclasses import dataclass

from intake import durable
from intake.casework.opened import Opened
from intake.host.clock import system_clock
from intake.records.confinement import Confinement
from intake.records.items import Comparison
from intake.records.moments import Moment
from intake.records.rows import Filter, Work


@dataclass(frozen=True, slots=True)
class Health:
    """free: bytes left on the volume. entries: of the log. short_code: of the newest checkpoint, for the eye.

    differing: items of which a copy was found to differ. never_read_again: items whose stored copy was not read again yet.
    """

    free: int
    entries: int
    short_code: str
    items: int
    differing: int
    never_read_again: int


class Upkeep:
    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def health(self) -> Health:
        """StorageError when the volume does not answer."""
        catalog, head = self._opened.catalog, self._opened.ledger.checkpoint()
        _lines, works = catalog.left()
        return Health(
            free=durable.free_space(self._opened.folder),
            entries=head.size,
            short_code=head.short_code,
            items=catalog.item_count(),
            differing=len(catalog.ids(Filter(comparison=Comparison.DIFFERS))),
            never_read_again=works[Work.COMPARE_STORED],
        )

    @staticmethod
    def moment() -> Moment:
        """What this computer's clock says now, and whether the system says that it follows a time server."""
        return system_clock().now()

    def confinement(self) -> Confinement | None:
        """What holds a child that reads media, as it was found to be in force; None in a vault that examines nothing.

        ExaminationError when no child can be confined here.
        """
        return None if self._opened.read_only else self._opened.examiner().confinement
