"""What the demo says: one line after another, in plain words, and each item as it would be told to a colleague."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

from intake.casework import door
from intake.records.claims import Answer
from intake.records.findings import Report, Severity
from intake.records.names import shown_text
from intake.wording import amounts, codes
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _

WIDTH = 4  # columns by which what is told under a heading is moved in


class Telling:
    """Prints to standard output."""

    def __init__(self) -> None:
        self._step = 0

    def line(self, text: str = "") -> None:
        print(f"{' ' * WIDTH}{text}".rstrip(), flush=True)

    def heading(self, text: str) -> None:
        """The next step."""
        self._step += 1
        print(f"\n{self._step} · {text}", flush=True)

    def plain(self, text: str) -> None:
        print(text, flush=True)


def shown_path(path: Path) -> str:
    """A path of our own making, inside a folder whose name may be anything."""
    return shown_text(str(path))


def item(details: door.Details) -> list[str]:
    """An item in a few lines: what it is, the time used for sorting, where, what a person must be told."""
    row, answer = details.item.row, details.answer
    lines = [f"{row.item}  {row.name} · {_kind(details)}"]
    if details.sorting is not None:
        found = details.sorting
        lines.append(
            _("time used for sorting: {value} ({name}), {utc}").format(
                value=shown_text(found.value),
                name=found.name,
                utc=f"{found.utc[:19].replace('T', ' ')} UTC" if found.utc else _("no zone recorded"),
            )
        )
    if answer is not None:
        lines += _places(answer)
    counts = Counter(one.code for one in details.observations)
    for code, count in counts.items():
        times = f" ({count} ×)" if count > 1 else ""
        lines.append(_("observation: {text}").format(text=codes.observation(code)) + times)
    return lines


def _kind(details: door.Details) -> str:
    row, answer = details.item.row, details.answer
    parts = [row.media_type or _("unknown kind"), amounts.size(row.size)]
    if answer is not None and answer.width and answer.height:
        parts.append(f"{answer.width} × {answer.height}")
    if answer is not None and answer.rotation:
        parts.append(_("shown turned by {degrees}°").format(degrees=answer.rotation))
    if row.duration is not None:
        parts.append(amounts.duration(Fraction(row.duration)))
    if answer is not None and answer.keyframes:
        parts.append(ngettext("{count} keyframe", "{count} keyframes", len(answer.keyframes)))
    return " · ".join(parts)


def _places(answer: Answer) -> list[str]:
    seen = dict.fromkeys((place.latitude, place.longitude) for place in answer.places)
    return [_("place, recorded in the file: {latitude}, {longitude}").format(latitude=a, longitude=o) for a, o in seen]


def faults(report: Report) -> list[str]:
    """What differs, each with the file that it is about."""
    return [f"{shown_text(one.subject)}: {codes.finding(one)}" for one in report.findings if one.severity is not Severity.NOTE]
