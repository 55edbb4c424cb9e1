"""Looking closely at an item: logged first, then what is known of it and its picture; and why nothing is shown where it is not."""

from dataclasses import dataclass

from PySide6.QtCore import QSize

from intake.casework.door import Casework, Details, Pixels
from intake.ids import ItemId
from intake.records.claims import PictureRole
from intake.records.marks import Mark, MarkKind
from intake.wording.language import translated as _


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of an item and its poster. mark: that it is distressing; covered: no pixel was read for that reason."""

    details: Details
    pixels: Pixels | None
    mark: Mark | None = None
    covered: bool = False


def look(casework: Casework, item: ItemId, *, uncovered: bool = False) -> Looked:
    """Everything about it and its poster; `viewed` is logged before a pixel is read. IntakeError.

    uncovered: a person wants to see it although it is marked distressing; otherwise such an item stays covered, and
    nobody has viewed it.
    """
    mark = next((one for one in casework.noting.marks(item) if one.kind is MarkKind.DISTRESSING), None)
    if mark is not None and not uncovered:
        return Looked(casework.library.details(item), None, mark, covered=True)
    casework.library.viewed(item)
    return Looked(casework.library.details(item), casework.library.pixels(item, PictureRole.POSTER), mark)


def why_not() -> str:
    """In a vault that is open for reading only."""
    return _(
        "Not shown: the vault is open read-only, so that looking at it could not be written into the custody log. "
        "Lock, and unlock without “read-only”, to see it."
    )


def no_picture(details: Details) -> str:
    """Why there is no picture."""
    row = details.item.row
    if not row.examined:
        return _("It was not examined yet, so there is no picture of it.")
    return _(
        "There is no picture of it to show. What was found is in the details; the file itself can be saved as a working copy."
    )


def natural_size(details: Details) -> QSize:
    """The picture's size in the file, as displayed; invalid when it is not known."""
    answer = details.answer
    return QSize(answer.width, answer.height) if answer is not None and answer.width and answer.height else QSize()


def turned(details: Details, *, briefly: bool = False) -> str:
    """How the file demands that it is turned for showing; empty when it does not."""
    answer = details.answer
    if answer is None or not (answer.rotation or answer.mirrored):
        return ""
    if briefly and answer.rotation:
        return _("turned {degrees}°").format(degrees=answer.rotation)
    if answer.rotation and answer.mirrored:
        return _("mirrored and turned {degrees}° clockwise, as recorded").format(degrees=answer.rotation)
    if answer.mirrored:
        return _("mirrored, as recorded")
    return _("turned {degrees}° clockwise, as recorded").format(degrees=answer.rotation)
