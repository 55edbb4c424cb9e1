"""Enrolment: how a key becomes a person of this vault, with the new key's own signature that it agrees.

The proof is the new key's signature over `evidence-intake/enrolment/v1` LF canonical JSON of vault, operator, role and both
public halves, so nobody can enrol a key that he does not hold, or the same key for another vault, person or role.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from intake import ids
from intake.crypto import signing
from intake.errors import TamperError
from intake.ids import KeyId, OperatorId, VaultId
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.names import from_base64, to_base64
from intake.records.people import Role

TYPE_LINE = "evidence-intake/enrolment/v1"
SEALING_PUBLIC_BYTES = 1_568 + 97  # ML-KEM-1024 ‖ uncompressed P-384 point

_MEMBERS = frozenset({"operator", "key_id", "signing_public", "sealing_public", "role", "proof"})


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the disclosure `enrolment` says. signing_public: raw 32 bytes. proof: 64 bytes by that key."""

    operator: OperatorId
    key_id: KeyId
    signing_public: bytes
    sealing_public: bytes
    role: Role
    proof: bytes


@dataclass(frozen=True, slots=True)
class Revocation:
    """What the disclosure `revocation` says: this key counts up to and including the entry that says it."""

    operator: OperatorId
    key_id: KeyId


def _statement(vault: VaultId, operator: OperatorId, role: Role, signing_public: bytes, sealing_public: bytes) -> bytes:
    value: dict[str, JSON] = {
        "operator": operator,
        "role": role.value,
        "sealing_public": to_base64(sealing_public),
        "signing_public": to_base64(signing_public),
        "vault": vault,
    }
    return canonical.signed_bytes(TYPE_LINE, value)


def make(
    vault: VaultId,
    operator: OperatorId,
    role: Role,
    signing_public: bytes,
    sealing_public: bytes,
    sign: Callable[[bytes], bytes],
) -> dict[str, JSON]:
    """The value of the field `enrolment`. sign: by the new key itself. ValueError when a public half has another length."""
    if len(sealing_public) != SEALING_PUBLIC_BYTES:
        raise ValueError("not the public half of a sealing key")
    return {
        "operator": operator,
        "key_id": signing.key_id_of(signing_public),
        "signing_public": to_base64(signing_public),
        "sealing_public": to_base64(sealing_public),
        "role": role.value,
        "proof": to_base64(sign(_statement(vault, operator, role, signing_public, sealing_public))),
    }


def parse(untrusted: JSON) -> Enrolment:
    """The enrolment in a disclosure's value, its proof not verified. TamperError(malformed)."""
    if not isinstance(untrusted, Mapping) or set(untrusted) != _MEMBERS:
        raise TamperError("malformed", reason="not an enrolment")
    try:
        found = Enrolment(
            operator=OperatorId(ids.parse_random_id(str(untrusted["operator"]))),
            key_id=ids.parse_key_id(str(untrusted["key_id"])),
            signing_public=from_base64(str(untrusted["signing_public"])),
            sealing_public=from_base64(str(untrusted["sealing_public"])),
            role=Role(str(untrusted["role"])),
            proof=from_base64(str(untrusted["proof"])),
        )
        known = signing.key_id_of(found.signing_public)
    except ValueError as error:
        raise TamperError("malformed", reason="not an enrolment") from error
    if found.key_id != known or len(found.sealing_public) != SEALING_PUBLIC_BYTES:
        raise TamperError("malformed", reason="not an enrolment")
    return found


def holds(enrolment: Enrolment, vault: VaultId) -> bool:
    """Whether the new key itself signed that it is this operator's in this vault."""
    statement = _statement(vault, enrolment.operator, enrolment.role, enrolment.signing_public, enrolment.sealing_public)
    return signing.verify(enrolment.signing_public, enrolment.proof, statement)


def parse_revocation(untrusted: JSON) -> Revocation:
    """The revocation in a disclosure's value. TamperError(malformed)."""
    if not isinstance(untrusted, Mapping) or set(untrusted) != {"operator", "key_id"}:
        raise TamperError("malformed", reason="not a revocation")
    try:
        return Revocation(OperatorId(ids.parse_random_id(str(untrusted["operator"]))), ids.parse_key_id(str(untrusted["key_id"])))
    except ValueError as error:
        raise TamperError("malformed", reason="not a revocation") from error
