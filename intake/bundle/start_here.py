"""START-HERE: what a bundle is, how to check it by hand, and what that does not show; as text and as a page without script.

The two templates lie in resources/verification. Whatever comes from outside is shown text, and escaped in the page, which
carries a content security policy that allows nothing but its own style.
"""

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake import assets
from intake.bundle.index import IndexRow
from intake.records.names import shown_text

TEXT = "START-HERE.txt"
PAGE = "START-HERE.html"

_PLACE = re.compile(r"\{\{([a-z_]+)\}\}")
_STYLE = """
body{margin:0;background:#F6F7F8;color:#15191D;font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem;background:#FFF}
h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.quiet,.where{color:#56616B}.where{margin:.5rem 0 0;font-size:.875rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid #D9DEE3;padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
code,pre,.fingerprint,.digest{font-family:ui-monospace,monospace;font-size:.875rem}
pre{background:#F6F7F8;border:1px solid #D9DEE3;padding:.5rem .75rem;margin:.25rem 0;overflow-x:auto}
.fingerprint{font-size:1.1rem;line-height:1.6}a{color:#1F5F8B}
"""
_WITHHELD = {
    "giver_name": "name of the person it was received from",
    "giver_alias": "alias of the person it was received from",
    "operator_name": "names of operators",
    "workstation": "names of workstations",
    "system_user": "names of system accounts",
    "source_path": "folders in which the sources lay",
    "source_volume_label": "labels of media",
    "source_volume_serial": "serial numbers of media",
    "source_device": "make, model and serial number of devices",
    "submission_place": "places of receipt",
    "account_said": "the giver's own account",
    "safety_said": "what was said about safety",
    "reason": "why a file was left out, or a submission closed with something missing",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What START-HERE says of one bundle. fingerprint, verifier: 64 hexadecimal characters. size: bytes of the exhibits.

    withheld: names of fields of `records.events.FIELDS`; withheld_by: by which authority, recipient: for whom, "" where it is not
    said. rows: each with the path of its payload file.
    """

    name: str
    date: str
    organization: str
    size: int
    fingerprint: str
    short_code: str
    log_size: int
    verifier: str
    withheld: Sequence[str]
    withheld_by: str
    recipient: str
    rows: Sequence[tuple[IndexRow, str]]


def grouped(fingerprint: str) -> tuple[str, str]:
    """A fingerprint as two lines of eight groups of four, as it is read out."""
    groups = [fingerprint[at : at + 4].upper() for at in range(0, len(fingerprint), 4)]
    return " ".join(groups[:8]), " ".join(groups[8:])


def _amount(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} bytes"


def _values(facts: Facts) -> dict[str, str]:
    first, second = grouped(facts.fingerprint)
    path = facts.rows[0][1] if facts.rows else "index.csv"
    return {
        "name": facts.name,
        "date": facts.date,
        "organization": shown_text(facts.organization),
        "exhibits": "1 exhibit" if len(facts.rows) == 1 else f"{len(facts.rows)} exhibits",
        "size": _amount(facts.size),
        "fingerprint_first": first,
        "fingerprint_second": second,
        "first_windows": path.replace("/", "\\"),
        "short_code": facts.short_code,
        "log_size": str(facts.log_size),
        "verifier": facts.verifier,
    }


def _fill(template: str, values: Mapping[str, str]) -> bytes:
    """Every place is filled, and what is filled in is not looked at again. KeyError on a place without a value."""
    return _PLACE.sub(lambda match: values[match[1]], template).encode("utf-8")


def _withheld(facts: Facts) -> list[str]:
    """A sentence for each field that stays closed, and one for why."""
    said = [f"Withheld from this copy: {_WITHHELD.get(name, name.replace('_', ' '))}." for name in facts.withheld]
    return [*said, f"Withheld by this authority: {shown_text(facts.withheld_by)}"] if facts.withheld_by else said


def text(facts: Facts) -> bytes:
    """START-HERE.txt."""
    withheld = "".join(f"\n  - {said}" for said in _withheld(facts))
    recipient = f"\nhanded over to {shown_text(facts.recipient)}" if facts.recipient else ""
    values = _values(facts) | {"withheld": withheld + "\n" if withheld else "", "recipient": recipient}
    return _fill(assets.read("verification", TEXT).decode("utf-8"), values)


def _row(row: IndexRow, path: str) -> str:
    number, target, name = (html.escape(part) for part in (row.item, path, shown_text(row.name)))
    size, digest = _amount(row.size), html.escape(row.sha256)
    return f'<tr><th scope="row"><a href="{target}">{number}</a></th><td>{name}</td><td>{size}</td><td class="digest">{digest}</td></tr>'


def page(facts: Facts) -> bytes:
    """START-HERE.html."""
    values = {name: html.escape(value) for name, value in _values(facts).items()}
    values["style"] = _STYLE
    values["style_digest"] = base64.b64encode(hashlib.sha256(_STYLE.encode("utf-8")).digest()).decode("ascii")
    values["rows"] = "\n".join(_row(row, path) for row, path in facts.rows)
    values["withheld"] = "".join(f"<li>{html.escape(said)}</li>\n" for said in _withheld(facts))
    values["recipient"] = f"<br>\nhanded over to {html.escape(shown_text(facts.recipient))}" if facts.recipient else ""
    return _fill(assets.read("verification", PAGE).decode("utf-8"), values)
