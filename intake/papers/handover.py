"""The receipt of a bundle: for whoever takes it to sign, and to come back to the office. No names of files and of no giver."""

from dataclasses import dataclass

from intake.ids import BundleId, ItemId
from intake.wording import amounts
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _

MOST_NUMBERS = 200  # items named by number; a longer list is in the bundle
WIDTH = 60  # columns
LINE = "_" * 40


@dataclass(frozen=True, slots=True)
class Handover:
    """A bundle that was written. written: RFC 3339 UTC. digest: of its signed list, hexadecimal. encrypted: needs a passphrase."""

    name: str
    bundle: BundleId
    written: str
    by: str
    purpose: str
    authority: str
    items: tuple[ItemId, ...]
    digest: str
    encrypted: bool


def text(paper: Handover) -> str:
    """The receipt as lines for a printer; the recipient fills in the end by hand."""
    digest = amounts.groups(paper.digest).split(" ")
    lines = [
        _("Receipt for bundle {name}").format(name=paper.name),
        "",
        _("Written: {time} UTC, by {who}").format(time=paper.written[:16].replace("T", " "), who=paper.by),
        _("What for: {purpose}").format(purpose=paper.purpose),
        _("Authority: {authority}").format(authority=paper.authority),
        _("Encrypted; its passphrase travels apart from it.") if paper.encrypted else _("Not encrypted."),
        "",
        ngettext("{count} item:", "{count} items:", len(paper.items)),
        *_numbers(paper.items),
        "",
        _("Digest of the bundle (SHA-256 of its signed list):"),
        "  " + " ".join(digest[:8]),
        "  " + " ".join(digest[8:]),
        "",
        _("How to check it stands in START-HERE in the bundle."),
        "",
        "",
        *(f"{said} {LINE}" for said in (_("Received by:"), _("Office:"), _("Date and time:"), _("Signature:"))),
    ]
    return "\n".join(lines) + "\n"


def _numbers(items: tuple[ItemId, ...]) -> list[str]:
    """In lines of at most `WIDTH` columns."""
    lines = ["  "]
    for item in items[:MOST_NUMBERS]:
        if len(lines[-1]) + len(item) + 1 > WIDTH:
            lines.append("  ")
        lines[-1] += ("" if lines[-1] == "  " else " ") + item
    if len(items) > MOST_NUMBERS:
        lines.append("  " + _("and {count:,} more, listed in the bundle").format(count=len(items) - MOST_NUMBERS))
    return lines
