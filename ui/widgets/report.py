"""A verification's report for a person: one sentence, three groups, what was not checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from intake.records.findings import Finding, Report, Severity
from intake.records.names import shown_text
from intake.wording import amounts, codes
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _
from ui.widgets.digests import digest_label
from ui.widgets.flow import flowing
from ui.widgets.frame import emptied
from ui.widgets.words import Sign, State, label, rule, set_role

MOST_SHOWN = 200  # findings of a group; the rest is counted and stands in the saved report
DIGEST = 64


@dataclass(frozen=True, slots=True)
class Groups:
    """Findings by what a person must do about them."""

    differs: tuple[Finding, ...]
    missing: tuple[Finding, ...]
    person: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def grouped(report: Report) -> Groups:
    faults = [one for one in report.findings if one.severity is Severity.FAULT]
    return Groups(
        tuple(one for one in faults if "missing" not in one.code),
        tuple(one for one in faults if "missing" in one.code),
        tuple(one for one in report.findings if one.severity is Severity.ATTENTION),
        tuple(one for one in report.findings if one.severity is Severity.NOTE),
    )


def headline(report: Report) -> tuple[str, str]:
    """The state's name and one sentence over everything."""
    groups = grouped(report)
    if groups.differs or groups.missing:
        return "bad", _faults(report, groups)
    if groups.person:
        return "attention", _("Nothing differs; something needs a person.")
    return "good", _("Nothing differs and nothing is missing.")


def advice(report: Report) -> str:
    """What whoever received it does about faults; "" where there are none."""
    groups = grouped(report)
    if not groups.differs and not groups.missing:
        return ""
    if _of_files(groups):
        return _("Do not use what differs, and ask the office for it again. The other items can be used.")
    return _("Do not rely on it as it is: ask the office for the bundle again.")


def _of_files(groups: Groups) -> bool:
    return all(one.code.startswith("file_") for one in groups.differs + groups.missing)


def _faults(report: Report, groups: Groups) -> str:
    """`1 file differs. The other 128 match.`, or things where it is not only files."""
    files = _of_files(groups)
    differ, gone = len({one.subject for one in groups.differs}), len({one.subject for one in groups.missing})
    parts = []
    if differ:
        parts.append(
            ngettext("{count} file differs", "{count} files differ", differ)
            if files
            else ngettext("{count} thing differs", "{count} things differ", differ)
        )
    if gone:
        parts.append(ngettext("{count} is missing", "{count} are missing", gone))
    said = f"{', '.join(parts)}."
    others = report.checked.get("files", 0) - differ
    if not files or others <= 0:
        return said
    return said + " " + ngettext("The other {count} matches.", "The other {count} match.", others)


def counts(report: Report, names: Sequence[str] = ()) -> str:
    """How much was looked at: `211 entries, 101 objects, 10.1 MB`. names: of these alone, in this order."""
    wanted = [name for name in names if name in report.checked] if names else list(report.checked)
    return ", ".join(_count(name, report.checked[name]) for name in wanted)


def _count(name: str, count: int) -> str:
    match name:
        case "bytes":
            return amounts.size(count)
        case "entries":
            return ngettext("{count} entry", "{count} entries", count)
        case "signatures":
            return ngettext("{count} signature", "{count} signatures", count)
        case "objects":
            return ngettext("{count} object", "{count} objects", count)
        case "files":
            return ngettext("{count} file", "{count} files", count)
        case "items":
            return ngettext("{count} item", "{count} items", count)
        case _:
            return f"{count:,} {name.replace('_', ' ')}"


def as_text(report: Report, title: str) -> str:
    """The whole report as plain text, to be saved."""
    lines = [title, headline(report)[1], ""]
    lines += [f"{name}: {count:,}" for name, count in report.checked.items()]
    lines += ["", *(f"{name}: {value}" for name, value in report.facts.items()), ""]
    for one in report.findings:
        lines.append(f"[{one.severity}] {one.code} {one.subject}: {codes.finding(one)}")
        if one.expected or one.found:
            lines.append(f"    expected {one.expected}\n    found    {one.found}")
    lines += ["", *(f"not checked: {code}: {_unchecked(code)}" for code in report.not_checked)]
    return "\n".join(lines) + "\n"


def _unchecked(code: str) -> str:
    return codes.finding(Finding(code, Severity.NOTE))


class Findings(QWidget):
    """The three groups, filled by `show_report`."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_report(self, report: Report, missing_none: str) -> None:
        """missing_none: what is said where nothing is missing."""
        emptied(self._column)
        groups = grouped(report)
        none = _("Every digest, signature and proof is the one that was written.")
        self._group("bad", _("Differs"), groups.differs, _("Not what was signed, or not what was written."), none)
        self._group("bad", _("Missing"), groups.missing, _("Listed, and not here."), missing_none)
        self._unchecked_group(report, groups)
        self._column.addStretch(1)

    def _head(self, state: str, title: str, count: int, said: str) -> None:
        self._column.addWidget(rule())
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(4, 8, 0, 8)
        grid.setHorizontalSpacing(12)
        grid.addWidget(Sign(state), 0, 0)
        role = f"{state}-section" if count and state != "good" else "section"
        grid.addWidget(label(title, role), 0, 1)
        grid.addWidget(label(f"{count:,}", "section"), 0, 2)
        grid.addWidget(label(said, "quiet", wrap=True), 0, 3)
        grid.setColumnMinimumWidth(1, 196)
        grid.setColumnMinimumWidth(2, 28)
        grid.setColumnStretch(3, 1)
        self._column.addWidget(row)

    def _group(self, state: str, title: str, found: tuple[Finding, ...], some: str, none: str) -> None:
        self._head(state if found else "good", title, len(found), some if found else none)
        for one in found[:MOST_SHOWN]:
            self._column.addWidget(_box(one))
            self._column.addSpacing(8)
        if len(found) > MOST_SHOWN:
            self._column.addWidget(
                label(_("And {count:,} more; the saved report lists them.").format(count=len(found) - MOST_SHOWN), "quiet")
            )

    def _unchecked_group(self, report: Report, groups: Groups) -> None:
        count = len(groups.person) + len(report.not_checked)
        some, none = _("This does not mean that something is wrong."), _("Everything was checked.")
        self._head(
            "attention" if count else "good",
            _("Needs a person") if groups.person else _("Could not be checked"),
            count,
            some if count else none,
        )
        for one in (*groups.person, *groups.notes):
            subject = f"{shown_text(one.subject)}: " if one.subject else ""
            self._column.addWidget(_indented(f"{subject}{codes.finding(one)}", "attention" if one in groups.person else "note"))
        for code in report.not_checked:
            self._column.addWidget(_indented(_unchecked(code), "note"))


def _indented(text: str, state: str) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(36, 2, 0, 6)
    line.addWidget(State(state, text))
    return row


def _digests(one: Finding) -> QWidget:
    """Both side by side, or one below the other where there is no room."""
    made = []
    for name, value in ((_("As written or signed"), one.expected), (_("Found"), one.found)):
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(label(name, "label"))
        column.addWidget(digest_label(value))
        made.append(part)
    if one.severity is Severity.FAULT:
        set_role(made[1].findChildren(QLabel)[1], "bad")
    return flowing(*made, gap=48, line=made[0].sizeHint().height())


def _box(one: Finding) -> QWidget:
    """What differs, with both values side by side."""
    frame = QFrame()
    frame.setProperty("kind", "box")
    grid = QGridLayout(frame)
    grid.setContentsMargins(16, 10, 16, 10)
    grid.setVerticalSpacing(3)
    head = QHBoxLayout()
    head.setSpacing(8)
    if one.subject:
        head.addWidget(label(shown_text(one.subject), "strong"))
    head.addWidget(label(codes.finding(one), "quiet", wrap=True), 1)
    grid.addLayout(head, 0, 0, 1, 2)
    if len(one.expected) == len(one.found) == DIGEST:
        grid.addWidget(_digests(one), 1, 0, 1, 2)
    elif one.expected or one.found:
        for column, (name, value) in enumerate(((_("As written or signed"), one.expected), (_("Found"), one.found))):
            grid.addWidget(label(name, "label"), 1, column)
            shown = digest_label(value) if len(value) == DIGEST else label(shown_text(value) or "—", wrap=True)
            grid.addWidget(shown, 2, column, Qt.AlignmentFlag.AlignTop)
    outer = QWidget()
    around = QHBoxLayout(outer)
    around.setContentsMargins(36, 0, 0, 0)
    around.addWidget(frame)
    return outer
