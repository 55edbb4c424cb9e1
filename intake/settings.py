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


STANDARD_COST = KeyCost("standard", 256 * KIB, 3, 4)
LOW_COST = KeyCost("low", 64 * KIB, 3, 4)


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be chosen when a vault is made or opened."""

    cost: KeyCost = STANDARD_COST
    group_items: int = 64
    group_bytes: int = 64 * MIB
    group_seconds: float = 0.5
    worker_seconds: float = 20.0
    worker_bytes: int = GIB
    storyboard_most: int = 40
