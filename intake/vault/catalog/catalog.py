"""The catalog: an index of the vault that may be deleted at any time and comes back equal from the log.

It reflects the log up to a position that it keeps beside its rows, in the same transaction. Reading may happen from any
thread; `apply` is called under the ledger's lock.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError

from intake import durable
from intake.errors import StorageError, TamperError
from intake.ids import BatchId, ItemId, ObjectId, SubmissionId
from intake.records.events import Entry
from intake.records.marks import Mark
from intake.records.rows import (
    BatchRow,
    CaseNote,
    CaseRow,
    CaseStanding,
    Days,
    Filter,
    Item,
    ItemRow,
    LogWhere,
    NoteRow,
    OperatorRow,
    Order,
    OutcomeRow,
    Page,
    Pending,
    Position,
    SubmissionRow,
    Work,
)
from intake.vault.catalog import applying, asking, comparing, engine, received, remarks, schema, search, standing
from intake.vault.catalog.gate import Gate

EMPTY = Position(0, "")


def remove_files(path: Path) -> None:
    """Deletes a catalog's file and what SQLite keeps beside it. StorageError."""
    for ending in ("", "-wal", "-shm", "-journal"):
        durable.remove(path.with_name(path.name + ending), missing_ok=True)


@contextmanager
def _ours() -> Iterator[None]:
    """SQLAlchemy's errors become ours at this border."""
    try:
        yield
    except DBAPIError as error:
        words = str(error.orig).lower()
        if "full" in words:
            raise StorageError("disk_full") from error
        if "not a database" in words or "malformed" in words or "corrupt" in words:
            raise TamperError("vault_file_differs", name="catalog.db") from error
        raise StorageError("write_failed", name="catalog.db") from error


class Catalog:
    """Over a file with its key, or in memory when `path` is None. TamperError(vault_file_differs) when it does not open."""

    def __init__(self, path: Path | None, key: bytes | None = None) -> None:
        self._path, self._key, self._gate = path, key, Gate()
        if path is None:
            self._writing, self._reading = engine.open_in_memory()
        elif key is None:
            raise ValueError("a catalog on a disk has a key")
        else:
            self._writing, self._reading = engine.open_engines(path, key)
        try:
            with _ours(), self._writing.begin() as connection:
                self._make(connection)
        except BaseException:
            self._writing.dispose()
            self._reading.dispose()
            raise

    def _make(self, connection: Connection) -> None:
        """Makes the tables; throws away those of another schema first."""
        schema.meta.create(connection, checkfirst=True)
        found = comparing.meta_of(connection).get("schema")
        if found != str(schema.SCHEMA):
            self._clear(connection)
            self._put(connection, {"schema": str(schema.SCHEMA), "size": "0", "root": ""})

    @staticmethod
    def _clear(connection: Connection) -> None:
        connection.execute(text(search.DROP))
        schema.metadata.drop_all(connection)
        schema.metadata.create_all(connection)
        connection.execute(text(search.CREATE))

    @staticmethod
    def _put(connection: Connection, values: dict[str, str]) -> None:
        for key, value in values.items():
            statement = insert(schema.meta).values(key=key, value=value)
            connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._gate.shared(), _ours(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._gate.shared(), _ours(), self._writing.begin() as connection:
            yield connection

    # What the ledger uses

    def position(self) -> Position:
        """How much of the log these rows reflect."""
        with self.moment() as now:
            return now.position()

    def apply(self, entries: Sequence[Entry], root: str = "") -> None:
        """Takes in entries that follow the position, in one transaction; `root` is the log's root after the last of them.

        For entries that this program composed: one of which no rows can be made is a bug, and raises.
        """
        with self._write() as connection:
            for entry in self._following(connection, entries):
                applying.apply(connection, entry)
            self._put_position(connection, entries, root)

    def take(self, entries: Sequence[Entry], root: str = "") -> tuple[int, ...]:
        """As `apply`, for entries of whoever may sign: the positions of those of which only the row of `entries` could be made."""
        try:
            self.apply(entries, root)
        except applying.MALFORMED:
            pass
        else:
            return ()
        with self._write() as connection:
            rowless = [one.position for one in self._following(connection, entries) if not applying.try_to(connection, one)]
            self._put_position(connection, entries, root)
        return tuple(rowless)

    def _following(self, connection: Connection, entries: Sequence[Entry]) -> Sequence[Entry]:
        """The same, when they follow what is there without a gap."""
        start = int(comparing.meta_of(connection)["size"])
        for size, entry in enumerate(entries, start):
            if entry.position != size:
                raise ValueError(f"entry {entry.position} does not follow {size} entries")
        return entries

    def _put_position(self, connection: Connection, entries: Sequence[Entry], root: str) -> None:
        if entries:
            self._put(connection, {"size": str(entries[-1].position + 1), "root": root})

    def clear(self) -> None:
        """Forgets everything, when nobody is looking; a file begins anew, also one that is damaged. StorageError."""
        with self._gate.alone(), _ours():
            if self._path is not None and self._key is not None:
                self._reading.dispose()
                self._writing.dispose()
                remove_files(self._path)
                self._writing, self._reading = engine.open_engines(self._path, self._key)
            with self._writing.begin() as connection:
                self._clear(connection)
                self._put(connection, {"schema": str(schema.SCHEMA), "size": "0", "root": ""})

    def rekey(self, key: bytes) -> bool:
        """Encrypts the database under another key, when nobody is looking; nothing for one in memory. StorageError.

        False when its file is damaged or the disk refuses: then it is empty under the new key, and the log is to be applied.
        """
        if self._path is None:
            return True
        with self._gate.alone():
            try:
                with _ours():
                    engine.rekey(self._writing, self._reading, key)
            except (TamperError, StorageError):
                remove_files(self._path)
            with _ours():
                self._writing, self._reading = engine.open_engines(self._path, key)
                self._key = key
                with self._writing.begin() as connection:
                    self._make(connection)
                    return comparing.meta_of(connection)["size"] != "0"

    @contextmanager
    def moment(self) -> Iterator[comparing.Moment]:
        """These rows as one transaction sees them. One in memory has but one: nothing else can be asked of it meanwhile."""
        with self._read() as connection:
            yield comparing.Moment(connection)

    def intact(self) -> bool:
        """Whether every page of the file authenticates (SQLCipher's own check)."""
        if self._path is None:
            return True
        with self._read() as connection:
            return not connection.exec_driver_sql("PRAGMA cipher_integrity_check").fetchall()

    @property
    def file_size(self) -> int:
        """Bytes of the file; 0 in memory."""
        return 0 if self._path is None or not self._path.exists() else self._path.stat().st_size

    def close(self) -> None:
        """Takes in the write-ahead log and closes, after those who are looking: taking a connection's pool away leaves them waiting."""
        with self._gate.alone(), _ours():
            engine.shut(self._writing, self._reading)

    # What the casework asks

    def ids(self, where: Filter, order: Order = Order.NUMBER, *, descending: bool = False, words: str = "") -> tuple[ItemId, ...]:
        """All items that match, in order; for lists that ask for rows as they are seen."""
        with self._read() as connection:
            return asking.ids(connection, where, order, descending, words)

    def days(self, where: Filter, *, descending: bool = False, words: str = "") -> Days:
        """All items that match by time, with the runs of their days, as one moment has them."""
        with self._read() as connection:
            return asking.days(connection, where, descending, words)

    def rows(self, wanted: Sequence[ItemId]) -> tuple[ItemRow, ...]:
        with self._read() as connection:
            return asking.rows(connection, wanted)

    def items(self, where: Filter, order: Order, after: str | None, count: int, words: str = "") -> Page[ItemRow]:
        """A page of rows; `after` is what the page before said."""
        with self._read() as connection:
            found = asking.ids(connection, where, order, descending=False, words=words)
            start = found.index(ItemId(after)) + 1 if after is not None else 0
            wanted = found[start : start + count]
            more = start + count < len(found)
            return Page(asking.rows(connection, wanted), len(found), str(wanted[-1]) if more else None)

    def item(self, wanted: ItemId) -> Item | None:
        with self._read() as connection:
            return next(iter(asking.whole(connection, [wanted])), None)

    def whole(self, wanted: Sequence[ItemId]) -> tuple[Item, ...]:
        """As `item`, of many."""
        with self._read() as connection:
            return asking.whole(connection, wanted)

    def held(self, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], tuple[ItemId, ...]]:
        with self._read() as connection:
            return asking.held(connection, wanted)

    def sound(self, *, sha256: str, size: int) -> tuple[tuple[ItemId, ObjectId], ...]:
        """Stored copies of this content that no comparison found to differ, each with its first item."""
        with self._read() as connection:
            return asking.sound(connection, sha256=sha256, size=size)

    def pending(
        self, work: Work, count: int = -1, readers: str | None = None, batch: BatchId | None = None
    ) -> tuple[Pending, ...]:
        """count: -1 for all of them."""
        with self._read() as connection:
            return asking.pending(connection, work, readers, count, batch)

    def not_made(self) -> tuple[Pending, ...]:
        with self._read() as connection:
            return asking.not_made(connection)

    def left(self) -> tuple[int, dict[Work, int]]:
        """How many lines of plans have no outcome, and how many items are left of each work."""
        with self._read() as connection:
            return asking.lines_left(connection), asking.left(connection)

    def batch(self, wanted: BatchId) -> BatchRow | None:
        with self._read() as connection:
            return received.batch_of(connection, wanted)

    def interrupted(self) -> tuple[BatchRow, ...]:
        with self._read() as connection:
            return received.interrupted(connection)

    def batches(self) -> tuple[BatchRow, ...]:
        with self._read() as connection:
            return received.batches(connection)

    def batches_of(self, submission: SubmissionId) -> tuple[BatchRow, ...]:
        """The batches of one submission, the oldest first."""
        with self._read() as connection:
            return received.batches_of(connection, submission)

    def outcomes(self, batch: BatchId) -> tuple[OutcomeRow, ...]:
        with self._read() as connection:
            return received.outcomes(connection, batch)

    def notes(self, item: ItemId) -> tuple[NoteRow, ...]:
        with self._read() as connection:
            return remarks.notes(connection, item)

    def marks(self, item: ItemId) -> tuple[Mark, ...]:
        with self._read() as connection:
            return remarks.marks(connection, item)

    def submissions(self) -> tuple[SubmissionRow, ...]:
        with self._read() as connection:
            return received.submission_rows(connection)

    def cases(self) -> tuple[CaseRow, ...]:
        with self._read() as connection:
            return asking.case_rows(connection)

    def log_positions(self, where: LogWhere) -> tuple[int, ...]:
        with self._read() as connection:
            return remarks.log_positions(connection, where)

    def standings(self) -> tuple[CaseStanding, ...]:
        with self._read() as connection:
            return standing.standings(connection)

    def case_notes(self, number: str) -> tuple[CaseNote, ...]:
        with self._read() as connection:
            return standing.notes(connection, number)

    def operators(self) -> tuple[OperatorRow, ...]:
        with self._read() as connection:
            return asking.operator_rows(connection)

    def largest_submission(self) -> int:
        with self._read() as connection:
            return asking.counted(connection)[1]

    def largest_ordinal(self, submission: SubmissionId) -> int:
        with self._read() as connection:
            return asking.largest_ordinal(connection, submission)

    def item_count(self) -> int:
        with self._read() as connection:
            return asking.counted(connection)[2]
