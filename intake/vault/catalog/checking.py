"""Checks a catalog against one that is made anew, in memory, from the log; nothing is written where the vault lies.

SQLite writes beside a database even when it only reads, and its `immutable` mode missed a committed row. So a vault that is
open for reading has its catalog copied, as encrypted as it is, into a private folder, and the copy is looked at.
"""

import contextlib
import tempfile  # noqa: TID251 — for the encrypted copy only; no evidence is ever in the clear there
from collections.abc import Iterator, Sequence
from pathlib import Path

from intake import durable
from intake.errors import StorageError, TamperError
from intake.records.events import Entry
from intake.records.rows import Position
from intake.vault.catalog import comparing, schema
from intake.vault.catalog.catalog import Catalog

MOST_CATALOG = 64 * 1024 * 1024 * 1024  # bytes
PIECE = 1024 * 1024


class Check:
    """A kept catalog, or None where it does not open, beside the one that the log gives."""

    def __init__(self, kept: Catalog | None, fresh: Catalog) -> None:
        self._kept, self._fresh = kept, fresh
        self._rowless: list[int] = []

    def take(self, entries: Sequence[Entry], root: str) -> None:
        """The next entries of the log. Signed entries of which no rows can be made are named among the differences."""
        self._rowless += self._fresh.take(entries, root)

    def intact(self) -> bool:
        """Whether the kept one authenticates."""
        return self._kept is not None and self._kept.intact()

    @contextlib.contextmanager
    def moment(self) -> Iterator["Comparison"]:
        """The kept one stands still, whatever is recorded meanwhile. TamperError(vault_file_differs) when there is none."""
        if self._kept is None:
            raise TamperError("vault_file_differs", name="catalog.db")
        with self._kept.moment() as kept:
            yield Comparison(kept, self._fresh, self._rowless)


class Comparison:
    """One moment of the kept catalog, and the fresh one, which goes on taking entries until they are compared."""

    def __init__(self, kept: comparing.Moment, fresh: Catalog, rowless: Sequence[int]) -> None:
        self._kept, self._fresh, self._rowless = kept, fresh, rowless

    def position(self) -> Position:
        """How far the kept one is."""
        return self._kept.position()

    def differences(self) -> Iterator[tuple[str, str]]:
        """(table, key) of each row that the log does not give, or gives otherwise; of each entry that gives none."""
        for position in self._rowless:
            yield schema.entries.name, f"position={position}"
        with self._fresh.moment() as fresh:
            yield from comparing.differences(self._kept, fresh)


@contextlib.contextmanager
def of_open(catalog: Catalog) -> Iterator[Check]:
    """The check of the catalog that is in use."""
    fresh = Catalog(None)
    try:
        yield Check(catalog, fresh)
    finally:
        fresh.close()


@contextlib.contextmanager
def of_files(path: Path, keys: Sequence[bytes]) -> Iterator[Check]:
    """The check of a catalog that nobody uses, over a copy. keys: of this epoch and the one before."""
    fresh = Catalog(None)
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        kept = None
        try:
            copied = _copied(path, Path(folder))
            for key in keys if copied is not None else ():
                with contextlib.suppress(TamperError):
                    kept = Catalog(copied, key)
                    break
            if copied is None:
                kept = Catalog(None)
            yield Check(kept, fresh)
        finally:
            fresh.close()
            if kept is not None:
                kept.close()


def _copied(path: Path, folder: Path) -> Path | None:
    """A copy of the database and what SQLite keeps beside it; None where there is none."""
    if not path.exists():
        return None
    for name in (path.name, f"{path.name}-wal"):
        try:
            source = durable.open_file(path.with_name(name))
        except StorageError as error:
            if error.code == "target_missing":
                continue
            raise
        with source, durable.create(folder / name) as target:
            for at in range(0, source.size, PIECE):
                target.write(source.read_at(at, min(PIECE, source.size - at)))
    return folder / path.name
