"""The files before copying with what the list needs to know of each; worked out away from the window, as there can be many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from intake.records.items import PlanLine, SourceKind
from intake.records.names import shown
from ui.models.plan_filter import kind_of


@dataclass(frozen=True, slots=True)
class PlanFiles:
    """lines: in the medium's order; the others by place in it. names: folded, for searching and sorting. kinds: "" for a folder.

    twice: place of a file that has the name and size of one before it, and the place of the first of these.
    """

    lines: tuple[PlanLine, ...] = ()
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    twice: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[PlanLine]) -> Self:
        return cls(
            tuple(lines),
            tuple(kind_of(line.name) if line.kind is SourceKind.FILE else "" for line in lines),
            tuple(shown(line.relative or line.name).casefold() for line in lines),
            _twice(lines),
        )


def _twice(lines: Sequence[PlanLine]) -> dict[int, int]:
    first: dict[tuple[bytes, int], int] = {}
    found = {}
    for at, line in enumerate(lines):
        if line.refusal is None and line.kind is SourceKind.FILE and line.size:
            before = first.setdefault((line.name, line.size), at)
            if before != at:
                found[at] = before
    return found
