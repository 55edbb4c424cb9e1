"""Who may sign: the keys that a log enrols and revokes, entry by entry (checks 5, 6 and 7 of log.md)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from intake import ids
from intake.crypto import signing
from intake.custody import checkpoint, enrolment
from intake.custody.enrolment import Enrolment
from intake.custody.entries import link_name
from intake.custody.telling import Telling
from intake.errors import TamperError
from intake.ids import KeyId, OperatorId, VaultId
from intake.records.canonical import JSON
from intake.records.events import Chain, Entry, Subject, SubjectKind, Type
from intake.records.names import from_base64

MOST_WAITING = 2048  # signatures that are verified together

SignatureJob: TypeAlias = tuple[bytes, bytes, bytes]
"""Raw public key, signature, message: the arguments of `crypto.signing.verify`."""

VerifyMany: TypeAlias = Callable[[Sequence[SignatureJob]], Sequence[bool]]
"""Verifies signatures, in any number of threads, and answers in the same order. Half the time of an audit is spent here."""

_VAULT_MEMBERS = frozenset({"code", "log_public", "office", "origin", "vault"})


@dataclass(frozen=True, slots=True)
class VaultFacts:
    """What `vault_created` says of the vault. log_public: the raw key that signs its checkpoints."""

    vault: VaultId
    code: str
    office: str
    origin: str
    log_public: bytes


@dataclass(slots=True)
class Known:
    """A key that was enrolled. revoked: the last position at which it counts, None while there is no end."""

    enrolment: Enrolment
    enrolled: int
    revoked: int | None = None


def one_by_one(jobs: Sequence[SignatureJob]) -> list[bool]:
    """Verify signatures in the calling thread."""
    return [signing.verify(*job) for job in jobs]


def operator_chain(operator: OperatorId) -> str:
    """The name of the chain that holds everything about a person's keys."""
    return link_name(Subject(SubjectKind.OPERATOR, operator), Chain.CUSTODY)


def parse_vault(untrusted: JSON) -> VaultFacts:
    """The disclosure `vault`. TamperError(malformed)."""
    if not isinstance(untrusted, Mapping) or set(untrusted) != _VAULT_MEMBERS:
        raise TamperError("malformed", reason="not the facts of a vault")
    try:
        facts = VaultFacts(
            vault=VaultId(ids.parse_random_id(str(untrusted["vault"]))),
            code=str(untrusted["code"]),
            office=str(untrusted["office"]),
            origin=str(untrusted["origin"]),
            log_public=from_base64(str(untrusted["log_public"])),
        )
        origin = checkpoint.origin(facts.code, facts.vault)
    except ValueError as error:
        raise TamperError("malformed", reason="not the facts of a vault") from error
    if facts.origin != origin or len(facts.log_public) != signing.PUBLIC_BYTES:
        raise TamperError("malformed", reason="not the facts of a vault")
    return facts


class Signers:
    """The keys known so far. Entries are taken in the order of the log."""

    def __init__(self, tell: Telling, verify: VerifyMany) -> None:
        self._tell = tell
        self._verify = verify
        self._waiting: list[tuple[str, KeyId, SignatureJob]] = []
        self._known: dict[str, Known] = {}
        self._first = False
        self.vault: VaultFacts | None = None
        self.signed_by: set[OperatorId] = set()
        self.signatures = 0

    def take(self, entry: Entry, subject: str) -> None:
        """Check the signature of one entry, and whether its key counts there; then enrol or revoke what it says.

        Whether a signature is right is told at once where keys depend on it, else by `settle` at the latest.
        """
        first, self._first = self._first, False
        if entry.type is Type.VAULT_CREATED and first and entry.position == 0:
            self._create(entry, subject)
        elif entry.type is Type.VAULT_CREATED:
            self._tell("vault_created_misplaced", subject)
            self._signer(entry, subject)
        elif entry.type is Type.OPERATOR_ENROLLED:
            new = self._enrolment(entry, subject)
            if self._signer(entry, subject) and new is not None:
                self._enrol(entry, subject, new)
        elif entry.type is Type.OPERATOR_REVOKED:
            if self._signer(entry, subject):
                self._revoke(entry, subject)
        else:
            self._signer(entry, subject, later=True)

    def settle(self) -> bool:
        """Tell of all signatures that were left for later. Whether the last of them is right."""
        waiting, self._waiting = self._waiting, []
        right = True
        for (subject, key_id, _), right in zip(waiting, self._verify([job for _, _, job in waiting]), strict=True):
            if not right:
                self._tell("signature_wrong", subject, expected=key_id)
        return right

    def begin(self, entry: Entry | None, subject: str) -> None:
        """Called once, before any entry is taken, with the first one (None: unreadable, or there is none): it makes the vault."""
        self._first = entry is not None
        if entry is None or entry.type is not Type.VAULT_CREATED or entry.position != 0:
            self._tell("vault_created_missing", subject)
            return
        try:
            self.vault = parse_vault(entry.value("vault"))
        except TamperError:
            self._tell("vault_created_missing", subject, found="vault")

    def _create(self, entry: Entry, subject: str) -> None:
        new = self._enrolment(entry, subject)
        if new is None or new.key_id != entry.operator_key:
            self._tell("signer_not_enrolled", subject, found=entry.operator_key)
        elif self._signature(entry, subject, new):
            self._enrol(entry, subject, new)

    def _signer(self, entry: Entry, subject: str, *, later: bool = False) -> bool:
        known = self._known.get(entry.operator_key)
        if known is None:
            self._tell("signer_not_enrolled", subject, found=entry.operator_key)
            return False
        counts = True
        if entry.position <= known.enrolled:
            self._tell("signer_not_enrolled", subject, found=entry.operator_key)
            counts = False
        if known.revoked is not None and entry.position > known.revoked:
            self._tell("signer_revoked", subject, expected=known.revoked, found=entry.operator_key)
            counts = False
        return self._signature(entry, subject, known.enrolment, later=later) and counts

    def _signature(self, entry: Entry, subject: str, by: Enrolment, *, later: bool = False) -> bool:
        self.signed_by.add(by.operator)
        self.signatures += 1
        self._waiting.append((subject, by.key_id, (by.signing_public, entry.signature, entry.signed)))
        return self.settle() if not later or len(self._waiting) == MOST_WAITING else True

    def _enrolment(self, entry: Entry, subject: str) -> Enrolment | None:
        try:
            found = enrolment.parse(entry.value("enrolment"))
        except TamperError:
            self._tell("enrolment_wrong", subject, found="form")
            return None
        if self.vault is None or not enrolment.holds(found, self.vault.vault):
            self._tell("enrolment_wrong", subject, found="proof")
            return None
        self._linked(entry, subject, found.operator)
        return found

    def _enrol(self, entry: Entry, subject: str, new: Enrolment) -> None:
        known = self._known.get(new.key_id)
        if known is None:
            self._known[new.key_id] = Known(new, entry.position)
        elif known.revoked is not None:
            self._tell("enrolment_wrong", subject, found="revoked")
        elif (known.enrolment.operator, known.enrolment.role) != (new.operator, new.role):
            self._tell("enrolment_wrong", subject, found="operator")

    def _revoke(self, entry: Entry, subject: str) -> None:
        try:
            found = enrolment.parse_revocation(entry.value("revocation"))
        except TamperError:
            self._tell("revocation_wrong", subject, found="form")
            return
        known = self._known.get(found.key_id)
        if known is None or known.enrolment.operator != found.operator or known.revoked is not None:
            self._tell("revocation_wrong", subject, found="key")
            return
        known.revoked = entry.position
        self._linked(entry, subject, found.operator)

    def _linked(self, entry: Entry, subject: str, operator: OperatorId) -> None:
        if all((link.subject.kind, link.subject.id) != (SubjectKind.OPERATOR, operator) for link in entry.links):
            self._tell("person_unlinked", subject, expected=operator_chain(operator))
