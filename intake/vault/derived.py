"""What the derived files must hold, gathered while the log is read, and how the files compare."""

from collections.abc import Iterable
from pathlib import Path

from intake import durable
from intake.errors import StorageError
from intake.records.events import Entry
from intake.records.findings import Finding
from intake.vault.chains import rows_of
from intake.vault.folder import Places
from intake.vault.inspection import Inspection
from intake.vault.telling import finding

MOST_BYTES = 2**31


class Derived:
    """Index, tree and chains as the log gives them."""

    def __init__(self) -> None:
        self._hashes = bytearray()
        self._rows = bytearray()

    def take(self, fresh: Iterable[bytes], entry: Entry | None) -> None:
        """The hashes that the next entry adds to the tree's, and that entry as far as it could be read."""
        self._hashes += b"".join(fresh)
        if entry is not None:
            self._rows += rows_of(entry)

    def compare(self, places: Places, files: Inspection, *, live: bool) -> list[Finding]:
        """A finding for each file that is not what the log gives. live: the vault is in use, so files may have grown since."""
        found = []
        for path, must in ((places.custody / "index", files.offsets()), (places.tree, bytes(self._hashes))):
            found.append(_compared(path, _read(path), must, live=live))
        raw = _read(places.chains)
        if raw is not None:
            rows, sound = files.chain_rows(raw)
            found.append(_compared(places.chains, rows if sound else None, bytes(self._rows), live=live))
        else:
            found.append(_compared(places.chains, None, b"", live=live))
        return [one for one in found if one is not None]


def _read(path: Path) -> bytes | None:
    try:
        return durable.read(path, MOST_BYTES)
    except StorageError:
        return None


def _compared(path: Path, have: bytes | None, must: bytes, *, live: bool) -> Finding | None:
    subject = f"custody/{path.name}"
    if have is None:
        return finding("derived_file_differs", subject, expected=len(must), found="unreadable")
    if have == must or (live and have.startswith(must)):
        return None
    code = "derived_file_behind" if must.startswith(have) else "derived_file_differs"
    return finding(code, subject, expected=len(must), found=len(have))
