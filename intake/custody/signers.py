"""Who may sign: the keys that a log enrols and revokes, entry by entry (checks 5, 6 and 7 of log.md)."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake import ids
from intake.crypto import signing
from intake.custody import checkpoint, enrolment
from intake.custody.enrolment import Enrolment
from intake.custody.entries import link_name
from intake.custody.telling import Telling
from intake.errors import TamperError
from intake.ids import OperatorId, VaultId
from intake.records.canonical import JSON
from intake.records.events import Chain, Entry, Subject, SubjectKind, Type
from intake.records.names import from_base64

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

    def __init__(self, tell: Telling) -> None:
        self._tell = tell
        self._known: dict[str, Known] = {}
        self._first = False
        self.vault: VaultFacts | None = None
        self.signed_by: set[OperatorId] = set()
        self.signatures = 0

    def take(self, entry: Entry, subject: str) -> None:
        """Check the signature of one entry, and whether its key counts there; then enrol or revoke what it says."""
        first, self._first = self._first, False
        if entry.type is Type.VAULT_CREATED and not (first and entry.position == 0):
            self._tell("vault_created_misplaced", subject)
            self._signer(entry, subject)
            return
        enrols = self._enrols(entry, subject) if entry.type in {Type.VAULT_CREATED, Type.OPERATOR_ENROLLED} else None
        if entry.type is Type.VAULT_CREATED and enrols is not None and enrols.key_id == entry.operator_key:
            right = self._signature(entry, subject, enrols)
        else:
            right = self._signer(entry, subject)
        if enrols is not None and right:
            self._enrol(entry, subject, enrols)
        if entry.type is Type.OPERATOR_REVOKED and right:
            self._revoke(entry, subject)

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

    def _signer(self, entry: Entry, subject: str) -> bool:
        known = self._known.get(entry.operator_key)
        if known is None:
            self._tell("signer_not_enrolled", subject, found=entry.operator_key)
            return False
        self.signed_by.add(known.enrolment.operator)
        counts = True
        if entry.position <= known.enrolled:
            self._tell("signer_not_enrolled", subject, found=entry.operator_key)
            counts = False
        if known.revoked is not None and entry.position > known.revoked:
            self._tell("signer_revoked", subject, expected=known.revoked, found=entry.operator_key)
            counts = False
        return self._signature(entry, subject, known.enrolment) and counts

    def _signature(self, entry: Entry, subject: str, by: Enrolment) -> bool:
        self.signed_by.add(by.operator)
        self.signatures += 1
        if signing.verify(by.signing_public, entry.signature, entry.signed):
            return True
        self._tell("signature_wrong", subject, expected=by.key_id)
        return False

    def _enrols(self, entry: Entry, subject: str) -> Enrolment | None:
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
