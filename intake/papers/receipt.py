"""The plain receipt of a submission: discreet, so that whoever finds it on the giver learns nothing.

Number, time, how many files, and one digest of the list; no names, no case, no names of files. The digest is SHA-256 over one
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
class Receipt:
    """received: RFC 3339 UTC. list_digest: hexadecimal. telephone: of the office, or ""."""

    submission: SubmissionId
    received: str
    files: int
    list_digest: str
    telephone: str = ""


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
        _("Digest of the list (SHA-256):"),
        "  " + " ".join(digest[:8]),
        "  " + " ".join(digest[8:]),
    ]
    if receipt.telephone:
        lines.append(_("Questions: {telephone}").format(telephone=receipt.telephone))
    lines.append(_("Keep the number. You need not carry this paper."))
    return "\n".join(lines) + "\n"
