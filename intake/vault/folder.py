"""The vault's folder: where each thing lies, what belongs there, how a new one is made whole or not at all."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake import durable
from intake.errors import StorageError, TamperError, VaultError
from intake.ids import ObjectId
from intake.vault import synchronised, vaultfile
from intake.vault.logstore import create_log
from intake.vault.vaultfile import VaultFile

FOLDERS = ("custody", "objects", "incoming")


@dataclass(frozen=True, slots=True)
class Places:
    """Paths below one vault's folder."""

    root: Path

    @property
    def vault_json(self) -> Path:
        return self.root / "vault.json"

    @property
    def next_json(self) -> Path:
        return self.root / "vault.json.next"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def custody(self) -> Path:
        return self.root / "custody"

    @property
    def tree(self) -> Path:
        return self.custody / "tree"

    @property
    def chains(self) -> Path:
        return self.custody / "chains"

    @property
    def refused(self) -> Path:
        return self.custody / "refused"

    def object(self, object_id: ObjectId) -> Path:
        """Where an object stays."""
        return self.root / "objects" / object_id[:2] / object_id

    @property
    def catalog(self) -> Path:
        return self.root / "catalog.db"

    def require_vault(self) -> None:
        """VaultError(not_a_vault); TamperError(vault_file_differs) when it is one whose `vault.json` is gone."""
        if not self.vault_json.is_file():
            if (self.custody / "log").is_file():
                raise TamperError("vault_file_differs", name="vault.json", found="missing")
            raise VaultError("not_a_vault", name=self.root.name)


def check_place(folder: Path, *, allow_synchronised: bool) -> None:
    """VaultError(vault_in_synchronised_folder) with the service's name."""
    service = None if allow_synchronised else synchronised.service_of(folder)
    if service is not None:
        raise VaultError("vault_in_synchronised_folder", name=folder.name, found=service)


def read_file(path: Path) -> VaultFile:
    """A `vault.json`, bounded, not authenticated. VaultError(not_a_vault, vault_newer_format), TamperError, UnlockError."""
    try:
        raw = durable.read(path, vaultfile.MOST_BYTES)
    except StorageError as error:
        if error.code == "target_missing":
            raise VaultError("not_a_vault", name=path.parent.name) from error
        if error.code == "file_too_large_for_medium":
            raise TamperError("malformed", name=path.name) from error
        raise
    try:
        return vaultfile.parse(raw)
    except TamperError as error:
        raise TamperError(error.code, **{**error.facts, "name": path.name}) from error


def write_next(places: Places, file: VaultFile) -> None:
    """Makes a new `vault.json` durable beside the old one. StorageError."""
    durable.remove(places.next_json, missing_ok=True)
    durable.write_new(places.next_json, vaultfile.encode(file))
    durable.sync_folder(places.root)


def finish_next(places: Places) -> None:
    """Puts it in the old one's place; durable on return. StorageError."""
    durable.rename(places.next_json, places.vault_json)
    durable.sync_folder(places.root)


def drop_next(places: Places) -> None:
    """Removes one that no entry names. StorageError."""
    durable.remove(places.next_json)
    durable.sync_folder(places.root)


@contextlib.contextmanager
def under_construction(folder: Path) -> Iterator[Places]:
    """The folders and empty files of a new vault, beside `folder`, which it becomes when the block ends well.

    Nothing is left when it does not. What an interrupted attempt left is removed by the next.
    VaultError(vault_exists), StorageError(target_exists) when something else lies there.
    """
    _require_free(folder)
    places = Places(folder.with_name(f".{folder.name}.creating"))
    _clear(places)
    durable.make_folder(places.root)
    try:
        for name in FOLDERS:
            durable.make_folder(places.root / name)
        create_log(places.custody)
        yield places
        for path in (places.custody, places.root / "objects", places.root / "incoming", places.root):
            durable.sync_folder(path)
        _require_free(folder)
        if folder.exists():
            durable.remove_folder(folder)
        durable.rename(places.root, folder)
        durable.sync_folder(folder.parent)
    except BaseException:
        with contextlib.suppress(StorageError):
            _clear(places)
        raise


def _require_free(folder: Path) -> None:
    if durable.is_file(Places(folder).vault_json):
        raise VaultError("vault_exists", name=folder.name)
    if durable.is_there(folder) and (not durable.is_folder(folder) or durable.names(folder)):
        raise StorageError("target_exists", name=folder.name)


def _clear(places: Places) -> None:
    """Removes a vault that was never finished: our own files in our own folders. StorageError when other things lie there."""
    if not durable.is_folder(places.root):
        return
    for folder in (*(places.root / name for name in FOLDERS), places.root):
        for name in durable.names(folder):
            if (folder / name).is_file() and (folder != places.root or name in {"lock", "vault.json", "vault.json.fresh"}):
                durable.remove(folder / name)
        if folder.is_dir():
            durable.remove_folder(folder)
