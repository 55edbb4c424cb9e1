"""What a person asks for when a bundle is to be written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from intake.bundle.writing import Form
from intake.ids import ItemId
from intake.records.canonical import JSON


def _told_at_the_end(passphrase: str) -> None:
    """`Exported.passphrase` is enough."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """items: their numbers, or none to take those of `case`. target: a folder, made when absent. withhold: see `withholding`.

    recipient, withheld_by: who receives it, and by which authority names stay closed, as a person wrote it; "" where nothing was
    said. Each is recorded as a field of its own, never joined into another by words of the language in use.

    left_out_reason: why other items of the same case are not in it; it stays in this vault and on its papers.

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
    recipient: str = ""
    withheld_by: str = ""
    left_out_reason: str = ""
    keep: Callable[[str], None] = _told_at_the_end

    @property
    def words(self) -> dict[str, JSON]:
        """What a person wrote for this bundle: names of `records.events.FIELDS`; the last two only where they were written."""
        said: dict[str, JSON] = {"purpose": self.purpose, "authority": self.authority}
        asked = {"recipient": self.recipient, "withheld_by": self.withheld_by}
        return said | {name: text for name, text in asked.items() if text}

    @property
    def searched(self) -> dict[str, JSON]:
        """Those, and what stands beside them on paper: in none of it may a name stand that is withheld."""
        return self.words | {"left_out_reason": self.left_out_reason}
