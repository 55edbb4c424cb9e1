"""The log's files as verification reads them: every record by itself, so that a broken one hides no other."""

import threading  # noqa: TID251 — the ledger's lock is shared, no threads

from intake.errors import TamperError
from intake.vault.chains import ChainIndex
from intake.vault.logstore import FileLog


class Inspection:
    """Of the log as it is when this is made. size: whole records. torn: bytes after them. note: the newest checkpoint."""

    def __init__(self, lock: threading.Lock, log: FileLog, chains: ChainIndex) -> None:
        self._lock = lock
        self._log = log
        self._chains = chains
        with lock:
            self.size = log.size()
            self.torn = log.torn
            self.note = log.head() or b""
            self.bytes_used = log.bytes_used()

    def raw(self, start: int, stop: int) -> list[bytes | TamperError]:
        """Records `start` to `stop` − 1; in place of one that does not open, why."""
        found: list[bytes | TamperError] = []
        with self._lock:
            while start + len(found) < stop:
                try:
                    found.extend(self._log.read(start + len(found), stop))
                except TamperError as error:
                    found.append(error)
        return found

    def offsets(self) -> bytes:
        """What `index` must hold."""
        with self._lock:
            return self._log.scanned_offsets()

    def chain_rows(self, raw: bytes) -> tuple[bytes, bool]:
        """The rows in the bytes of `chains`, and whether that is all there is in them."""
        return self._chains.decoded(raw)
