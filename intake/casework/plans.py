"""A batch's plan: the sources that were chosen, kept encrypted so that an interrupted import can go on.

One line of canonical JSON for each source, each ended by LF. The plan is an object in the vault; the log names it.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from intake.errors import TamperError
from intake.records import canonical
from intake.records.items import PlanLine, SourceKind
from intake.records.names import from_base64, to_base64

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
    for number in range(1, MOST_LINES + 2):
        raw = stream.readline(MOST_LINE_BYTES + 1)
        if not raw:
            return
        if number > MOST_LINES or not raw.endswith(b"\n"):
            break
        try:
            yield _line(canonical.parse_object(raw[:-1]), number)
        except (KeyError, ValueError) as error:
            raise TamperError("malformed", name="plan", reason="a line is not in the form that this program writes") from error
    raise TamperError("malformed", name="plan", reason="too long, or cut short")
