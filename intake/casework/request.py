"""What a person asks for when a bundle is to be written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from intake.bundle.writing import Form
from intake.ids import ItemId


def _told_at_the_end(passphrase: str) -> None:
    """`Exported.passphrase` is enough."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """items: their numbers, or none to take those of `case`. target: a folder, made when absent. withhold: see `withholding`.

    keep: is told the passphrase of an encrypted bundle before the bundle has its name, so that none is without it.
    """

    items: tuple[ItemId, ...]
    case: str | None
    target: Path
    form: Form
    encrypt: bool
    withhold: tuple[str, ...]
    purpose: str
    authority: str
    keep: Callable[[str], None] = _told_at_the_end
