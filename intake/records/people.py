"""Operators: who is at the keyboard, and the two public keys by which the log knows them."""

from dataclasses import dataclass
from enum import StrEnum

from intake.ids import KeyId, OperatorId


class Role(StrEnum):
    OPERATOR = "operator"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Person:
    """What an office says of an operator; every field but name and agency may be empty."""

    name: str
    agency: str
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as enrolled in the custody log.

    signing_public: raw 32 bytes, Ed25519. sealing_public: raw 1,665 bytes, ML-KEM-1024 ‖ P-384.
    key_id: SHA-256 of the signing key's DER SubjectPublicKeyInfo.
    """

    operator: OperatorId
    person: Person
    role: Role
    key_id: KeyId
    signing_public: bytes
    sealing_public: bytes
