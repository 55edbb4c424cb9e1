"""Opens the catalog's database: SQLCipher through SQLAlchemy, one engine that writes and one that reads.

SQL that only SQLite knows stays in this file and in `search`. A raw 256-bit key, so SQLCipher derives nothing. Writing
begins IMMEDIATE, reading begins deferred: with IMMEDIATE for both, an open reader made the writer fail after five seconds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import Pool, QueuePool

BUSY_SECONDS = 30
CACHE_KIB = 16 * 1024  # of decrypted pages, each connection: what a list of 50,000 items reads stays there


def _prepare(connection: Any, key: bytes | None) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA trusted_schema = OFF")
    if key is not None:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _engine(url: str, key: bytes | None, begin: str, pool: type[Pool], **options: Any) -> Engine:
    from sqlcipher3 import dbapi2

    engine = create_engine(
        url, module=dbapi2, poolclass=pool, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **options
    )
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, key))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def open_engines(path: Path, key: bytes) -> tuple[Engine, Engine]:
    """(writing, reading) over a file, which is made when absent. The key is 32 raw bytes."""
    if len(key) != 32:
        raise ValueError("the catalog's key is 32 bytes")
    url = f"sqlite:///{path}"
    writing = _engine(url, key, "BEGIN IMMEDIATE", QueuePool, pool_size=1, max_overflow=0)
    reading = _engine(url, key, "BEGIN", QueuePool, pool_size=4, max_overflow=8, pool_use_lifo=True)
    return writing, reading


def open_in_memory() -> tuple[Engine, Engine]:
    """Both engines over one database that never touches a disk: read-only vaults, and the check against the log.

    It lives in its one connection, which threads use one after the other.
    """
    engine = _engine("sqlite://", None, "BEGIN", QueuePool, pool_size=1, max_overflow=0)
    return engine, engine


@contextmanager
def _alone(writing: Engine, reading: Engine) -> Iterator[Any]:
    """A cursor outside any transaction, when nobody else uses the file; both engines are closed afterwards. DBAPIError."""
    from sqlcipher3 import dbapi2

    reading.dispose()
    connection = writing.raw_connection()
    try:
        yield connection.cursor()
    except dbapi2.Error as error:
        raise DBAPIError(None, None, error) from error
    finally:
        connection.close()
        writing.dispose()


def shut(writing: Engine, reading: Engine) -> None:
    """Closes both; the write-ahead log is taken in and cut to nothing first."""
    with _alone(writing, reading) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def rekey(writing: Engine, reading: Engine, key: bytes) -> None:
    """Encrypts the whole database anew; both engines are closed afterwards and nobody may be using them.

    In one transaction, so a crash leaves it wholly under the one key or under the other.
    """
    with _alone(writing, reading) as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA journal_mode = DELETE")
        cursor.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
