"""Marks that a person sets on an item: work of this office, which never goes out with a bundle by itself.

A mark is set and withdrawn by entries of their own; the newest entry of its kind is the one that counts.
"""

from dataclasses import dataclass
from enum import StrEnum

MOST_REASON = 500  # characters


class MarkKind(StrEnum):
    DISTRESSING = "distressing"  # behind a word first, and then in greyscale
    ATTORNEY = "attorney"  # tell the attorney


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in force. by: the operator's name as enrolled; at: RFC 3339 UTC; position: of its entry."""

    kind: MarkKind
    reason: str
    at: str
    by: str
    position: int
