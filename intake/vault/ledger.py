"""The commit point: an item exists when its entry is durable in the log; everything else follows from the log.

    before            objects lie in incoming/, their bytes and names synced
    log appended,     ┐ a crash before this sync: the objects are swept when the vault is next opened, and an entry says so
      and synced      ┘ ═══════════════ THE COMMIT POINT ═══════════════
    tree extended     ┐ a crash here: opening takes in what the log holds beyond the checkpoint, by `_settle`, the same
    checkpoint synced ┘   function; nothing was reported as done yet
    objects moved,    ┐ a crash here: opening moves what the log names
      folders synced  ┘
    chains extended   ┐ a crash here: opening reads the missing entries from the log
    catalog applied   ┘
    returned, told      from here on it is reported as done

Nothing that changed is visible to a reader before the checkpoint is durable. Whatever fails after the append leaves the
ledger refusing everything until the vault is opened again: only what is on the disk then says what happened.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from intake.crypto.signing import SigningKey
from intake.custody import checkpoint as checkpoints
from intake.custody import record as records
from intake.errors import RefusedError, StorageError, TamperError
from intake.ids import ObjectId, VaultId, random_id
from intake.notices import LogGrew, Notices, unheard
from intake.progress import Progress, Step, silent
from intake.records.canonical import JSON
from intake.records.events import Chain, Checkpoint, Draft, Entry, Subject, Type
from intake.records.rows import Position
from intake.vault import healing
from intake.vault.chains import ChainIndex, apart_name, chain_name, object_name
from intake.vault.composing import Composer, Head
from intake.vault.inspection import Inspection
from intake.vault.keyring import Keyring
from intake.vault.logstore import FileLog
from intake.vault.objects import ObjectStore, Staged
from intake.vault.reading import LogReading
from intake.vault.treefile import StoredTree

MOST_HEADS = 4096  # chains whose newest entry is remembered
MANY_LINKS = 16  # from so many on, an entry's own are remembered: it may be the newest of thousands of chains
MOST_READ = 4  # such entries


class CatalogWriter(Protocol):
    """What the ledger needs of a catalog. It is called under the ledger's lock, by one thread at a time.

    apply: entries that were just composed here. take: entries as the log has them, whoever signed them.
    """

    def position(self) -> Position: ...
    def apply(self, entries: Sequence[Entry], root: str) -> None: ...
    def take(self, entries: Sequence[Entry], root: str) -> object: ...
    def clear(self) -> None: ...


class NoCatalog:
    """For a vault that is opened without one."""

    def __init__(self) -> None:
        self._position = Position(0, "")

    def position(self) -> Position:
        return self._position

    def apply(self, entries: Sequence[Entry], root: str) -> None:
        if entries:
            self._position = Position(entries[-1].position + 1, root)

    def take(self, entries: Sequence[Entry], root: str) -> None:
        self.apply(entries, root)

    def clear(self) -> None:
        self._position = Position(0, "")


class Ledger(LogReading):
    """The one writer of the log. Callable from any thread; readers wait at most for one commit."""

    def __init__(
        self,
        log: FileLog,
        tree: StoredTree,
        chains: ChainIndex,
        objects: ObjectStore,
        head: Checkpoint,
        log_key: SigningKey,
        composer: Composer | None,
    ) -> None:
        """composer: None where the vault is open for reading. Made by `vault.opening`, after `vault.healing` has looked."""
        super().__init__(log, tree, chains, head, log_key.public)
        self.notices: Notices = unheard
        self._objects = objects
        self._log_key = log_key
        self._composer = composer
        self._catalog: CatalogWriter = NoCatalog()
        self._heads: OrderedDict[tuple[Subject, Chain], Head] = OrderedDict()
        self._read: dict[int, dict[tuple[Subject, Chain], Head]] = {}
        self._failed = False

    # Writing

    @property
    def writable(self) -> bool:
        return self._composer is not None

    def record(self, drafts: Sequence[Draft], *, objects: Sequence[Staged] = ()) -> tuple[Entry, ...]:
        """Records drafts as one group, with the finished objects that they name; durable on return.

        A draft without subjects is about the vault. ValueError when a draft is malformed: nothing happened then.
        RefusedError(read_only). StorageError: nothing was recorded and the objects may be discarded, or, when `failed`
        is true afterwards, only opening the vault again tells whether it was.
        """
        self._require_usable()
        self._objects.sync(objects)
        with self._lock:
            self._require_usable()
            made = self._commit(drafts, objects)
        self.notices(LogGrew(self._head.size))
        return tuple(made)

    def _commit(self, drafts: Sequence[Draft], objects: Sequence[Staged]) -> list[Entry]:
        if self._composer is None:
            raise RefusedError("read_only")
        at = self._log.size()
        made = self._composer.compose(drafts, objects, at, self._head_of)
        encoded = [records.encode(entry) for entry in made]
        for one in objects:
            one.in_doubt = True
        try:
            self._log.append(at, encoded)
        except StorageError:
            for one in objects:
                one.in_doubt = self._log.failed  # false where the write could be taken back
            raise
        self._settle(made, [one.id for one in objects])
        return made

    def _settle(self, entries: Sequence[Entry], objects: Sequence[ObjectId]) -> None:
        """What follows from entries that are durable in the log; after a crash, the same again from where it stopped.

        Each step takes in only what it does not have yet.
        """
        with self._all_or_nothing_more():
            self._take_in(entries, objects)

    def _take_in(self, entries: Sequence[Entry], objects: Sequence[ObjectId]) -> None:
        self._tree.extend([bytes.fromhex(entry.leaf) for entry in entries if entry.position >= self._tree.size])
        if self._tree.size > self._head.size:
            self._head = self._put_checkpoint()
        self._objects.place(objects)
        self._chains.extend([entry for entry in entries if entry.position >= self._chains.covered])
        for entry in entries:
            for link in entry.links:
                self._heads.pop((link.subject, link.chain), None)
                self._heads[link.subject, link.chain] = (link.ordinal, entry.leaf)
        while len(self._heads) > MOST_HEADS:
            self._heads.popitem(last=False)
        known = self._catalog.position().size
        self._apply([entry for entry in entries if entry.position >= known])

    @contextmanager
    def _all_or_nothing_more(self) -> Iterator[None]:
        """What is begun past the commit point is finished, or nothing is written any more."""
        try:
            yield
        except BaseException:
            self._failed = True
            raise

    def _put_checkpoint(self) -> Checkpoint:
        head = checkpoints.encode(self._head.origin, self._tree.size, self._tree.root(), self._log_key.sign, self._log_key.public)
        self._log.put_head(head.note)
        return head

    def _apply(self, entries: Sequence[Entry]) -> None:
        if entries:
            self._catalog.apply(entries, self._root_after(entries))

    def _root_after(self, entries: Sequence[Entry]) -> str:
        return self._tree.root_at(entries[-1].position + 1).hex()

    @property
    def failed(self) -> bool:
        """A write is in doubt: everything is refused until the vault is opened again."""
        return self._failed or self._log.failed

    def _require_usable(self) -> None:
        if self._composer is None:
            raise RefusedError("read_only")
        if self.failed:
            raise StorageError("sync_failed", name="log")

    def _head_of(self, subject: Subject, chain: Chain) -> Head:
        """A chain's newest ordinal and leaf, from the entry itself."""
        known = self._heads.get((subject, chain))
        if known is not None:
            return known
        position = self._chains.last(chain_name(subject, chain))
        if position is None:
            return 0, ""
        head = self._heads_at(position).get((subject, chain))
        if head is None:
            raise TamperError("log_broken", reason="chains", position=position)
        return head

    def _heads_at(self, position: int) -> Mapping[tuple[Subject, Chain], Head]:
        """What an entry is in each of its chains; read once for all of them, as it may name tens of thousands of items."""
        found = self._read.get(position)
        if found is None:
            entry = self._entry(position)
            found = {(link.subject, link.chain): (link.ordinal, entry.leaf) for link in entry.links}
            if len(found) >= MANY_LINKS:
                while len(self._read) >= MOST_READ:
                    del self._read[next(iter(self._read))]
                self._read[position] = found
        return found

    def change_epoch(self, drafts: Sequence[Draft], prepare: Callable[[], None], finish: Callable[[], Keyring]) -> None:
        """Records under the old epoch that a new one starts, and goes over to it; nothing is written in between.

        prepare: makes the new `vault.json` durable beside the old one. finish: puts it in its place, gives the new keys.
        """
        with self._lock:
            self._require_usable()
            prepare()
            self._commit(drafts, ())
            with self._all_or_nothing_more():
                keys = finish()
            self._log.keys = self._chains.keys = self._objects.keys = keys
        self.notices(LogGrew(self._head.size))

    def go_on(self, reason: str) -> Draft:
        """Begins a new origin after the log was put back, and gives the entry that says so, to be recorded first."""
        old = self._head
        vault, code = old.origin.split("/")[2], old.origin.split("/")[1]
        self._head = replace(old, origin=checkpoints.origin(code, VaultId(vault), random_id()))
        facts: dict[str, JSON] = {"origin": old.origin, "size": old.size, "root": old.root.hex(), "reason": reason}
        return Draft(Type.RESTORED, (), {"restored": facts})

    # Healing

    def heal(self, found: Sequence[Draft] = (), *, thorough: bool = False) -> int:
        """Brings everything that follows from the log to where the log is; how many entries say so, one for each thing.

        found: what opening the vault found already. thorough: also looks for objects that no entry names.
        """
        self._require_usable()
        with self._lock:
            for batch in self._batches(min(self._tree.size, self._chains.covered), self._log.size()):
                self._settle(batch, ())
            late = [one for one in map(ObjectId, self._objects.incoming()) if self._waits(one)]
            self._objects.place(late)
            strays = self._strays() if thorough else ()
        left = self._objects.incoming()
        fresh = [one for one in strays if self._chains.last(apart_name(one)) is None]
        drafts = [*found, *healing.drafts(late, left, fresh)]
        if drafts:
            self.record(drafts)
        self._objects.sweep_incoming()
        for stray in strays:
            self._objects.set_apart(stray)
        return len(drafts)

    def _waits(self, object_id: ObjectId) -> bool:
        """Whether an entry names it and it has no place yet."""
        return self._chains.last(object_name(object_id)) is not None and not self._objects.placed(object_id)

    def _strays(self) -> tuple[ObjectId, ...]:
        return tuple(one for one in self._objects.ids() if self._chains.last(object_name(one)) is None)

    def attach(self, catalog: CatalogWriter, progress: Progress = silent) -> int:
        """Hands over the catalog and brings it to where the log is; how many entries it took in. StorageError, Cancelled."""
        with self._lock:
            position = catalog.position()
            fits = position.size <= self._tree.size and (
                not position.size or position.root == self._tree.root_at(position.size).hex()
            )
            if not fits:
                catalog.clear()
            self._catalog = catalog
            return self._catch_up(progress)

    def rebuild(self, progress: Progress = silent) -> int:
        """The catalog anew from the log; how many entries it took in. StorageError, Cancelled."""
        with self._lock:
            self._catalog.clear()
            return self._catch_up(progress)

    def _catch_up(self, progress: Progress) -> int:
        start, stop = self._catalog.position().size, self._tree.size
        done = 0
        with self._all_or_nothing_more():  # a catalog that is behind would not take in the next entries
            for batch in self._batches(start, stop):
                self._catalog.take(batch, self._root_after(batch))
                done += len(batch)
                progress(Step("rebuild", None, done, stop - start, "entries"))
        return done

    def inspection(self) -> Inspection:
        """The log's files as they are now, for verification."""
        return Inspection(self._lock, self._log, self._chains)

    def sync_derived(self) -> None:
        """Before an orderly close: opening will not look at every byte of them then. StorageError."""
        with self._lock:
            self._log.sync_index()
            self._tree.sync()
            self._chains.sync()

    def close(self) -> None:
        """Closes the files; nothing can be asked afterwards."""
        with self._lock:
            self._failed = True
            self._log.close()
            self._tree.close()
            self._chains.close()
