"""index.csv: one line for each exhibit, for people with a spreadsheet.

RFC 4180 with every field quoted. It begins with a byte order mark: without one Excel reads UTF-8 as the local code page and
garbles every name that is not ASCII; LibreOffice, Numbers and Python's `utf-8-sig` drop it. A field that a spreadsheet
would take for a formula gets an apostrophe in front.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from intake.ids import ItemId
from intake.records.names import shown_text

INDEX = "index.csv"
MOST_FIELD = 500  # characters

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEADINGS = (
    "number",
    "file",
    "original name",
    "size in bytes",
    "SHA-256",
    "media type",
    "received",
    "time used for sorting",
    "case",
)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What the index says of one item; texts may be empty. name: the original name. received: RFC 3339 UTC."""

    item: ItemId
    name: str
    size: int
    sha256: str
    media_type: str = ""
    received: str = ""
    sorted_by: str = ""
    case: str = ""


def safe(untrusted_text: str) -> str:
    """Text that no spreadsheet takes for a formula, in one line and without characters that deceive."""
    text = shown_text(untrusted_text, MOST_FIELD)
    return "'" + text if text.lstrip(" ").startswith(_FORMULA) or untrusted_text.startswith(_FORMULA) else text


def encode(rows: Iterable[tuple[IndexRow, str]]) -> bytes:
    """The bytes of index.csv: each row with the path of its payload file, or "" where it has none."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for row, path in rows:
        texts = (row.media_type, row.received, row.sorted_by, row.case)
        writer.writerow([row.item, path, safe(row.name), row.size, row.sha256, *map(safe, texts)])
    return (_BOM + out.getvalue()).encode("utf-8")
