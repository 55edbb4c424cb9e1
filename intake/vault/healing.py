"""Opening the log: what is believed, what is taken in beyond the checkpoint, what is cut off, and the entries that say so.

The checkpoint is signed, so up to its size everything must be there and give its root; else it is tampering. Beyond it lies
at most what a crash left: whole records are taken in, the first that does not fit ends the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.custody import checkpoint as checkpoints
from intake.custody import record as records
from intake.custody.tree import leaf_hash, stored_index
from intake.errors import TamperError
from intake.ids import ObjectId
from intake.records.canonical import JSON
from intake.records.events import Checkpoint, Draft, Entry, Type
from intake.vault.chains import ChainIndex
from intake.vault.logstore import FileLog
from intake.vault.treefile import StoredTree

MOST_NAMES = 100  # of swept files in one entry
BATCH = 512


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What opening found. beyond: records after the checkpoint that open and follow. torn: bytes after them.

    derived: files that were made anew although the vault was closed in order; after a crash that says nothing.
    """

    head: Checkpoint
    beyond: int
    torn: int
    derived: tuple[str, ...]

    @property
    def whole(self) -> int:
        """How many records there are that open and follow."""
        return self.head.size + self.beyond

    def drafts(self) -> list[Draft]:
        """One for each thing that was not as it was left."""
        found: list[Draft] = []
        if self.beyond:
            found.append(healed("entries_taken_in", self.beyond))
        if self.torn:
            found.append(healed("torn_tail", self.torn))
        if self.derived:
            found.append(healed("derived_files", ", ".join(self.derived)))
        return found


def take_up(
    log: FileLog,
    tree: StoredTree,
    chains: ChainIndex,
    origin: str,
    log_public: bytes,
    *,
    thorough: bool,
) -> TakenUp:
    """Checks note, right edge and last record, and makes derived files anew where they do not agree. Changes nothing else.

    origin: with which the log began. thorough: after anything but an orderly close, when any part of a derived file may
    have been lost: the tree must agree with itself from leaf to root, the index with every header.
    TamperError: malformed, signature_wrong, log_shorter_than_checkpoint, log_broken.
    """
    head = read_head(log, origin, log_public)
    if log.size() < head.size:
        raise TamperError("log_shorter_than_checkpoint", expected=head.size, found=log.size())
    if thorough:
        log.check_index()
    derived = ["index"] if log.index_was_wrong else []
    if not trust_tree(log, tree, head.size, head.root, thorough=thorough):
        derived.append("tree")
    if head.size and leaf_of(next(log.read(head.size - 1, head.size))) != tree.read([stored_index(0, head.size - 1)])[0]:
        raise TamperError("log_broken", reason="last record", position=head.size - 1)
    whole = _whole(log, head.size)
    beyond = whole - head.size
    if not chains.load(whole) and not beyond:
        derived.append("chains")
    for at in range(chains.covered, whole, BATCH):
        chains.extend([records.parse(one) for one in log.read(at, min(at + BATCH, whole))])
    return TakenUp(head, beyond, log.bytes_after(whole), () if thorough else tuple(derived))


def trust_tree(log: FileLog, tree: StoredTree, size: int, root: bytes, *, thorough: bool) -> bool:
    """Whether the tree's file could be believed; where not, it is made anew from the log. TamperError(log_broken)."""
    if tree.take_up(size, root, thorough=thorough):
        return True
    tree.extend(leaf_of(record) for record in log.read(0, size))
    if tree.root() != root:
        raise TamperError("log_broken", reason="root", expected=root.hex(), found=tree.root().hex())
    return False


def read_head(log: FileLog, origin: str, log_public: bytes) -> Checkpoint:
    """The newest checkpoint, signed by the log key. TamperError: malformed, signature_wrong, log_broken when there is none."""
    note = log.head()
    if note is None:
        raise TamperError("log_broken", reason="no checkpoint")
    head = checkpoints.parse(note)
    if checkpoints.first_origin(head.origin)[0] != origin:
        raise TamperError("log_broken", reason="origin", expected=origin, found=head.origin)
    if not checkpoints.is_signed_by(head, log_public):
        raise TamperError("signature_wrong", name="checkpoint")
    return head


def leaf_of(record: bytes) -> bytes:
    """The leaf hash of a record. TamperError(malformed)."""
    parts = records.split(record)
    return leaf_hash(parts.signed + parts.signature)


def entry_at(log: FileLog, position: int) -> Entry:
    """One entry. TamperError."""
    return records.parse(next(log.read(position, position + 1)))


def _whole(log: FileLog, start: int) -> int:
    """How many records there are up to the first that does not fit; `start` of them are known to."""
    at = start
    try:
        for record in log.read(start, log.size()):
            if records.parse(record).position != at:
                break
            at += 1
    except TamperError:
        return at
    return at


def healed(what: str, detail: JSON) -> Draft:
    return Draft(Type.HEALED, (), {"healed": {"what": what, "detail": detail}})


def drafts(late: Sequence[ObjectId], left: Sequence[str], strays: Sequence[ObjectId]) -> list[Draft]:
    """The entries about objects: moved late, swept, set apart."""
    found: list[Draft] = []
    if late:
        found.append(healed("objects_moved", len(late)))
    if left:
        names = [name if name.isascii() else "?" for name in left[:MOST_NAMES]]
        found.append(Draft(Type.SWEPT, (), {"swept": {"count": len(left), "names": names}}))
    found += [Draft(Type.SET_APART, (), {"set_apart": {"object": stray}}) for stray in strays]
    return found
