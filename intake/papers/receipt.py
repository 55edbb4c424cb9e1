"""The plain receipt of a submission: discreet, so that whoever finds it on the giver learns nothing.

Number, time, how many files, how many were not taken in, and one digest of the list; no names, no case, no names of files, and
no words of why something was left out, which may hold any of these: those stand in the log. The digest is SHA-256 over one
line for each item, in order of the numbers: SHA-256 of the item ‖ two spaces ‖ number ‖ LF, as `sha256sum` would write it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from intake.ids import ItemId, SubmissionId
from intake.wording import amounts
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _


@dataclass(frozen=True, slots=True)
class Without:
    """How many files were chosen and are not in the vault: not readable, left out, not read yet."""

    failed: int = 0
    left_out: int = 0
    waiting: int = 0

    def lines(self) -> list[str]:
        said = (
            (
                self.failed,
                ngettext(
                    "not taken in: {count} that could not be read", "not taken in: {count} that could not be read", self.failed
                ),
            ),
            (
                self.left_out,
                ngettext("not taken in: {count} that was left out", "not taken in: {count} that were left out", self.left_out),
            ),
            (self.waiting, ngettext("not taken in yet: {count}", "not taken in yet: {count}", self.waiting)),
        )
        return [f"  {one}" for count, one in said if count]


ALL_THERE = Without()


@dataclass(frozen=True, slots=True)
class Receipt:
    """received: RFC 3339 UTC. list_digest: hexadecimal. telephone: of the office, or ""."""

    submission: SubmissionId
    received: str
    files: int
    list_digest: str
    telephone: str = ""
    without: Without = ALL_THERE


def list_digest(items: Iterable[tuple[ItemId, str]]) -> str:
    """Of (number, SHA-256) pairs in the order of the numbers."""
    lines = "".join(f"{sha256}  {item}\n" for item, sha256 in items)
    return hashlib.sha256(lines.encode("ascii")).hexdigest()


def text(receipt: Receipt) -> str:
    """The receipt, 60 columns wide at most, to be photographed, printed, or not carried: the giver decides."""
    digest = amounts.groups(receipt.list_digest).split(" ")
    lines = [
        _("Receipt {number}").format(number=receipt.submission),
        _("Received: {time} UTC").format(time=receipt.received[:16].replace("T", " ")),
        ngettext("{count} file", "{count} files", receipt.files),
        *receipt.without.lines(),
        _("Digest of the list (SHA-256):"),
        "  " + " ".join(digest[:8]),
        "  " + " ".join(digest[8:]),
    ]
    if receipt.telephone:
        lines.append(_("Questions: {telephone}").format(telephone=receipt.telephone))
    lines.append(_("Keep the number. You need not carry this paper."))
    return "\n".join(lines) + "\n"
