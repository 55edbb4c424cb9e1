"""The audit of a custody log, entry by entry as they come: of a whole log in a vault, or of an extract in a bundle.

The numbers of the checks are those of log.md, *Verification*. Nothing is read or written here: entries are handed in,
findings handed out, and nothing stops at the first.
"""

from collections.abc import Sequence

from intake.custody import checkpoint, proofs
from intake.custody.chains import shown
from intake.custody.checks import Checks
from intake.custody.disclosures import Carried
from intake.custody.entries import assemble
from intake.custody.signers import VerifyMany, one_by_one, operator_chain
from intake.custody.telling import Report
from intake.custody.tree import Tree, leaf_hash
from intake.records.events import Checkpoint, Entry, Type


class LogAudit(Checks):
    """A whole log, from position 0. fresh: the hashes that the entry taken last adds to the stored ones, its leaf first."""

    def __init__(
        self,
        report: Report,
        note: bytes | None,
        log_public: bytes | None = None,
        held: Sequence[bytes] = (),
        verify: VerifyMany = one_by_one,
    ) -> None:
        """note: the newest checkpoint. log_public: None or empty to take the log's own word for it. held: notes held elsewhere."""
        super().__init__(report, note, log_public, verify)
        self._tree = Tree()
        self.fresh: list[bytes] = []
        self._held = [one for note in held if (one := self._parse(note, "checkpoint held", "held_checkpoint_malformed"))]
        self._marks: dict[int, bytes] = {one.size: b"" for one in [*self._held, self.checkpoint] if one is not None}
        self._mark()

    @property
    def tree(self) -> Tree:
        """The tree of the entries taken so far."""
        return self._tree

    def take(self, untrusted_signed: bytes, untrusted_signature: bytes, untrusted_carried: Sequence[Carried]) -> Entry | None:
        """Check the next entry. The entry as far as it could be read; None when its signed bytes could not."""
        place, leaf = self._tree.size, leaf_hash(untrusted_signed + untrusted_signature)
        subject = f"entry {place}"
        self.fresh = self._tree.append(leaf)  # check 9
        self._mark()
        read = self._head(untrusted_signed, untrusted_signature, subject)
        if read is None:
            self._begin(None, subject)
            return None
        head, digests = read
        if head.position != place:  # check 2
            self._tell("entry_misplaced", subject, expected=place, found=head.position)
        opened = self._opened(digests, untrusted_carried, subject, whole=True)
        links = self._links(head.type, opened, subject)
        if not links:
            self._tell("entry_unlinked", subject)
        entry = assemble(head, digests, untrusted_signed, untrusted_signature, opened, tuple(links.values()), leaf)
        if entry.type is Type.SEALED:  # check 12
            self._chains.check_named(entry, subject)
        self._follow(entry, links, subject)
        return entry

    def close(self) -> None:
        """Check what can only be known at the end."""
        self._begin(None, "entry 0")
        self._check_note()
        made, size = self.checkpoint, self._tree.size
        if made is not None:
            self._check_root(made, size)  # check 9
            gone_on = checkpoint.first_origin(made.origin)[1]
            if gone_on and not self._restored:  # check 10
                self._tell("restoration_not_logged", "checkpoint", found=made.origin)
        for one in self._held:  # check 11
            self._check_held(one, size)

    def _mark(self) -> None:
        if self._tree.size in self._marks:
            self._marks[self._tree.size] = self._tree.root()

    def _check_root(self, made: Checkpoint, size: int) -> None:
        if made.size > size:
            self._tell("log_shorter_than_checkpoint", "checkpoint", expected=made.size, found=size)
            return
        if made.root != self._marks[made.size]:
            self._tell("log_root_differs", "checkpoint", expected=made.root.hex(), found=self._marks[made.size].hex())
        if made.size < size:
            self._tell("entries_beyond_checkpoint", "checkpoint", expected=made.size, found=size)

    def _check_held(self, held: Checkpoint, size: int) -> None:
        subject = f"checkpoint {held.size}"
        if not self._check_held_note(held, subject):
            return
        if held.size > size:
            self._tell("held_checkpoint_ahead", subject, expected=held.size, found=size)
        elif held.root != self._marks[held.size]:
            self._tell("held_checkpoint_differs", subject, expected=held.root.hex(), found=self._marks[held.size].hex())


class ExtractAudit(Checks):
    """Chosen entries of a log, in ascending order, each with a proof that it is in the log of one checkpoint."""

    def __init__(self, report: Report, note: bytes, log_public: bytes, verify: VerifyMany = one_by_one) -> None:
        """note: the checkpoint. log_public: empty where there is none, to take the log's own word for it."""
        super().__init__(report, note, log_public, verify)
        self._before = -1
        self._last: Entry | None = None

    @property
    def sealed(self) -> Entry | None:
        """The entry that closed this extract, if the last one taken is that."""
        return self._last if self._last is not None and self._last.type is Type.SEALED else None

    def take(
        self,
        untrusted_signed: bytes,
        untrusted_signature: bytes,
        untrusted_carried: Sequence[Carried],
        untrusted_proof: Sequence[bytes],
    ) -> Entry | None:
        """Check the next entry. The entry as far as it could be read; None when its signed bytes could not."""
        line = f"line {self.taken + 1}"
        read = self._head(untrusted_signed, untrusted_signature, line)
        if read is None:
            self._begin(None, line)
            self._last = None
            return None
        head, digests = read
        subject = f"entry {head.position}"
        if head.position <= self._before:  # check 2
            self._tell("entry_misplaced", subject, expected=f"above {self._before}", found=head.position)
        self._before = max(self._before, head.position)
        leaf = leaf_hash(untrusted_signed + untrusted_signature)
        made = self.checkpoint
        if made is not None and not proofs.inclusion_holds(head.position, made.size, leaf, untrusted_proof, made.root):
            self._tell("inclusion_wrong", subject)  # check 9
        opened = self._opened(digests, untrusted_carried, subject, whole=False)
        links = self._links(head.type, opened, subject)
        entry = assemble(head, digests, untrusted_signed, untrusted_signature, opened, tuple(links.values()), leaf)
        self._follow(entry, links, subject)
        self._last = entry
        return entry

    def check_held(self, untrusted_note: bytes, untrusted_proof: Sequence[bytes]) -> None:  # check 11
        """Check a checkpoint held elsewhere, with a proof that this extract's log begins with it. Before `close`."""
        held = self._parse(untrusted_note, "checkpoint held", "held_checkpoint_malformed")
        made = self.checkpoint
        if held is None or made is None:
            return
        subject = f"checkpoint {held.size}"
        if not self._check_held_note(held, subject):
            return
        if held.size > made.size:
            self._tell("held_checkpoint_ahead", subject, expected=held.size, found=made.size)
        elif not proofs.consistency_holds(held.size, made.size, held.root, made.root, untrusted_proof):
            self._tell("held_checkpoint_differs", subject, expected=held.root.hex())

    def close(self) -> None:
        """Check what can only be known at the end."""
        self._begin(None, "entry 0")
        self._check_note()
        last = self._last
        if last is None or last.type is not Type.SEALED or last.value("sealed") is None:  # check 12
            self._tell("sealed_missing", f"entry {last.position}" if last else f"line {self.taken}")
        else:
            self._chains.check_ends(last, f"entry {last.position}")
        for operator in sorted(self._signers.signed_by):
            name = operator_chain(operator)
            if name not in self._chains.ends:
                self._tell("signer_chain_missing", shown(name))
