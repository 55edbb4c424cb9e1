"""Reading the log: entries by place, by chain, by subject, and what of them may leave the vault."""

import threading  # noqa: TID251 — the commit lock, no threads
from collections.abc import Iterable, Iterator, Sequence

from intake.custody import record as records
from intake.custody.proofs import inclusion_holds
from intake.errors import TamperError
from intake.ids import KeyId, ObjectId
from intake.records.events import Chain, Checkpoint, Entry, Extract, Subject, SubjectKind
from intake.vault import extracting, healing
from intake.vault.chains import ChainIndex, chain_name, key_name, object_name
from intake.vault.logstore import FileLog
from intake.vault.treefile import StoredTree

BATCH = 512  # entries held at once while the log is read through


class LogReading:
    """What can be asked of a log. Each question takes the commit lock, so that no answer is of half a commit."""

    def __init__(self, log: FileLog, tree: StoredTree, chains: ChainIndex, head: Checkpoint, log_public: bytes) -> None:
        """head: the newest checkpoint. log_public: the log key's public half, raw 32 bytes."""
        self._log = log
        self._tree = tree
        self._chains = chains
        self._head = head
        self._log_public = log_public
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Entries that the checkpoint covers."""
        return self._head.size

    def checkpoint(self) -> Checkpoint:
        """The newest one, durable."""
        return self._head

    @property
    def log_public(self) -> bytes:
        """The log key's public half, raw 32 bytes."""
        return self._log_public

    def root_at(self, size: int) -> bytes:
        """The root of the first `size` entries. ValueError when there are fewer."""
        with self._lock:
            return self._tree.root_at(size)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries in order, read as they are asked for. TamperError."""
        end = self.size if stop is None else min(stop, self.size)
        while start < end:
            with self._lock:
                batch = list(map(records.parse, self._log.read(start, min(start + BATCH, end))))
            yield from batch
            start += len(batch)

    def entry(self, position: int) -> Entry:
        """One entry. ValueError when the log is shorter; TamperError."""
        with self._lock:
            return self._entry(position)

    def _entry(self, position: int) -> Entry:
        return records.parse(next(self._log.read(position, position + 1)))

    def _batches(self, start: int, stop: int) -> Iterator[list[Entry]]:
        for at in range(start, stop, BATCH):
            yield list(map(records.parse, self._log.read(at, min(at + BATCH, stop))))

    def positions(self, subjects: Iterable[Subject], chains: Iterable[Chain] = tuple(Chain)) -> list[int]:
        """Positions of the entries in these chains of these subjects, in order."""
        kinds = tuple(chains)
        with self._lock:
            return self._chains.positions(chain_name(subject, chain) for subject in subjects for chain in kinds)

    def enrolling(self, key: KeyId) -> Entry | None:
        """The entry that enrols a key. TamperError."""
        with self._lock:
            position = self._chains.last(key_name(key))
            return self._entry(position) if position is not None else None

    def history(self, subject: Subject, chains: Iterable[Chain] = tuple(Chain)) -> list[Entry]:
        """The entries in these chains of one subject, in order. TamperError."""
        return [self.entry(position) for position in self.positions([subject], chains)]

    def holds(self, object_id: ObjectId) -> bool:
        """Whether an entry names this object."""
        with self._lock:
            return self._chains.last(object_name(object_id)) is not None

    def extract(self, subjects: Iterable[Subject], chains: frozenset[Chain], withheld: frozenset[str]) -> Extract:
        """What may leave of the log: these chains of these subjects, whole, and the chains of all operators who signed.

        Proofs are for the newest checkpoint. withheld: names of fields that stay closed. TamperError.
        """
        wanted = {(subject, chain) for subject in subjects for chain in chains}
        with self._lock:
            found = {position: self._entry(position) for position in self._positions(wanted)}
            found.setdefault(0, self._entry(0))
            keys: set[KeyId] = set()
            while fresh := {entry.operator_key for entry in found.values()} - keys:
                keys |= fresh
                people = {(one, Chain.CUSTODY) for key in fresh for one in self._holders(key)}
                wanted |= people
                found.update({position: self._entry(position) for position in self._positions(people)})
            everything = [found[position] for position in sorted(found)]
            head, proofs = self._head, self._proofs(everything)
        opened = extracting.opened_all(everything, wanted, withheld)
        return Extract(opened, proofs, head, self._log_public, tuple(sorted(withheld)))

    def _proofs(self, entries: Sequence[Entry]) -> tuple[tuple[bytes, ...], ...]:
        """Proofs in the newest checkpoint. Opening looks at the tree's right edge only, so each is checked before it goes out."""
        head = self._head
        for _ in range(2):
            made = tuple(self._tree.inclusion(entry.position, head.size) for entry in entries)
            pairs = zip(entries, made, strict=True)
            if all(inclusion_holds(one.position, head.size, bytes.fromhex(one.leaf), proof, head.root) for one, proof in pairs):
                return made
            healing.trust_tree(self._log, self._tree, head.size, head.root, thorough=True)
        raise TamperError("log_broken", reason="proofs")

    def _positions(self, wanted: Iterable[tuple[Subject, Chain]]) -> list[int]:
        return self._chains.positions(chain_name(subject, chain) for subject, chain in wanted)

    def _holders(self, key: KeyId) -> set[Subject]:
        """The operator whose key it is, by the entry that enrols it."""
        position = self._chains.last(key_name(key))
        links = self._entry(position).links if position is not None else ()
        return {link.subject for link in links if link.subject.kind is SubjectKind.OPERATOR}
