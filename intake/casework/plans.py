"""A batch's plan: the sources that were chosen, kept encrypted so that an interrupted import can go on.

One line of canonical JSON for each source, each ended by LF. The plan is an object in the vault; the log names it.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from intake.errors import TamperError
from intake.records import canonical
from intake.records.items import PlanLine, SourceKind
from intake.records.names import from_base64, to_base64

BLOCK = 1024 * 1024  # bytes
MOST_LINES = 1_000_000
MOST_LINE_BYTES = 64 * 1024


def encode(lines: Sequence[PlanLine]) -> Iterator[bytes]:
    """The plan's bytes, a line at a time."""
    for line in lines:
        yield (
            canonical.encode(
                {
                    "line": line.line,
                    "path": to_base64(line.path),
                    "name": to_base64(line.name),
                    "relative": to_base64(line.relative),
                    "kind": line.kind.value,
                    "size": str(line.size),
                    "modified_ns": None if line.modified_ns is None else str(line.modified_ns),
                    "refusal": line.refusal,
                }
            )
            + b"\n"
        )


def _line(value: dict[str, canonical.JSON], expected: int) -> PlanLine:
    number, modified, refusal = value["line"], value["modified_ns"], value["refusal"]
    if number != expected or not isinstance(number, int):
        raise ValueError("lines are not in order")
    return PlanLine(
        line=number,
        path=from_base64(str(value["path"])),
        name=from_base64(str(value["name"])),
        relative=from_base64(str(value["relative"])),
        kind=SourceKind(str(value["kind"])),
        size=int(str(value["size"])),
        modified_ns=None if modified is None else int(str(modified)),
        refusal=None if refusal is None else str(refusal),
    )


def parse(stream: BinaryIO) -> Iterator[PlanLine]:
    """The lines of a plan. TamperError(malformed) when it is not what `encode` writes."""
    number, rest = 0, b""
    while block := stream.read(BLOCK):  # not line by line: each would be decrypted for itself, a byte at a time
        *whole, rest = (rest + block).split(b"\n")
        for raw in whole:
            number += 1
            yield _parsed(raw, number)
        if len(rest) > MOST_LINE_BYTES:
            break
    if rest:
        raise TamperError("malformed", name="plan", reason="a line is too long, or cut short")


def _parsed(raw: bytes, number: int) -> PlanLine:
    if number <= MOST_LINES and len(raw) <= MOST_LINE_BYTES:
        try:
            return _line(canonical.parse_object(raw), number)
        except (KeyError, ValueError) as error:
            raise TamperError("malformed", name="plan", reason="a line is not in the form that this program writes") from error
    raise TamperError("malformed", name="plan", reason="too long, or cut short")
