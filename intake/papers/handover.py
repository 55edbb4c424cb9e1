"""The receipt of a bundle: for whoever takes it to sign, and to come back to the office. No names of files and of no giver."""

from dataclasses import dataclass

from intake.ids import BundleId, ItemId
from intake.records.names import shown_text
from intake.wording import amounts
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _

MOST_NUMBERS = 200  # items named by number; a longer list is in the bundle
WIDTH = 60  # columns
LINE = "_" * 40
MOST_TEXT = 2000  # characters of what a person wrote


@dataclass(frozen=True, slots=True)
class Handover:
    """A bundle that was written. written: RFC 3339 UTC. digest: of its signed list, hexadecimal. encrypted: needs a passphrase.

    recipient, withheld_by: "" where nothing was said. fingerprint: of the log key, hexadecimal: whoever has this paper compares it
    with the one that the bundle names. short_code: of the checkpoint, "" where it is not known. left_out: how
    many items of the same case are not in it, 0 where that is not known.
    """

    name: str
    bundle: BundleId
    written: str
    by: str
    purpose: str
    authority: str
    items: tuple[ItemId, ...]
    digest: str
    encrypted: bool
    recipient: str = ""
    withheld_by: str = ""
    fingerprint: str = ""
    short_code: str = ""
    left_out: int = 0
    left_out_reason: str = ""


def text(paper: Handover) -> str:
    """The receipt as lines for a printer; the recipient fills in the end by hand."""
    lines = [
        _("Receipt for bundle {name}").format(name=paper.name),
        "",
        _("Written: {time} UTC, by {who}").format(time=paper.written[:16].replace("T", " "), who=paper.by),
        *_where_said(_("What for: {purpose}"), purpose=paper.purpose),
        *_where_said(_("Recipient: {recipient}"), recipient=paper.recipient),
        *_where_said(_("Authority: {authority}"), authority=paper.authority),
        *_where_said(_("Names withheld by: {authority}"), authority=paper.withheld_by),
        _("Encrypted; its passphrase travels apart from it.") if paper.encrypted else _("Not encrypted."),
        "",
        ngettext("{count} item:", "{count} items:", len(paper.items)),
        *_numbers(paper.items),
        *_left_out(paper),
        "",
        _("Digest of the bundle (SHA-256 of its signed list):"),
        *_two_lines(paper.digest),
        *_key(paper),
        "",
        _("How to check it stands in START-HERE in the bundle."),
        "",
        "",
        *(f"{said} {LINE}" for said in (_("Received by:"), _("Office:"), _("Date and time:"), _("Signature:"))),
    ]
    return "\n".join(lines) + "\n"


def _where_said(sentence: str, **said: str) -> list[str]:
    return [sentence.format(**{name: shown_text(text, MOST_TEXT) for name, text in said.items()})] if all(said.values()) else []


def _two_lines(digest: str) -> list[str]:
    groups = amounts.groups(digest).split(" ")
    return ["  " + " ".join(groups[:8]), "  " + " ".join(groups[8:])]


def _key(paper: Handover) -> list[str]:
    """What only paper or a voice can vouch for."""
    lines = []
    if paper.fingerprint:
        said = _("Fingerprint of the log key (compare it with START-HERE):")
        lines += ["", said, *_two_lines(paper.fingerprint.upper())]
    return lines + _where_said(_("Short code of the checkpoint: {code}"), code=paper.short_code)


def _left_out(paper: Handover) -> list[str]:
    if not paper.left_out:
        return []
    said = ngettext(
        "Not in this bundle: {count} other item of the case.",
        "Not in this bundle: {count} other items of the case.",
        paper.left_out,
    )
    return [said, *_where_said(_("Why: {reason}"), reason=paper.left_out_reason)]


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
