"""Frozen limits and choices that the rooms are handed; nothing here is read from a file."""

from dataclasses import dataclass

TOOL = "Evidence Intake"
VERSION = "0.1.0"

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class KeyCost:
    """Argon2id (RFC 9106): memory in KiB, passes, lanes. Each profile has a name that the command line knows."""

    name: str
    memory_kib: int
    passes: int
    lanes: int


@dataclass(frozen=True, slots=True)
class Pbkdf2Cost:
    """PBKDF2-HMAC-SHA-512 (SP 800-132), where an office's policy asks for it."""

    name: str
    iterations: int


STANDARD_COST = KeyCost("standard", 256 * KIB, 3, 4)
LOW_COST = KeyCost("low", 64 * KIB, 3, 4)
PBKDF2_COST = Pbkdf2Cost("pbkdf2", 1_000_000)


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be chosen when a vault is made or opened."""

    cost: KeyCost | Pbkdf2Cost = STANDARD_COST
    group_items: int = 64
    group_bytes: int = 64 * MIB
    group_seconds: float = 0.5
    worker_seconds: float = 20.0
    worker_bytes: int = GIB
