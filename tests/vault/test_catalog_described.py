"""The specification of the catalog names every table and every column that is more than a field of the same name."""

import re
from pathlib import Path

from intake.vault.catalog import schema

SPECIFICATION = Path(schema.__file__).parents[1] / "vault.md"
# Columns that hold what an entry says under the same name.
REPEATED = {
    "operators": {"operator", "name", "agency", "role", "key_id"},
    "cases": {"case", "number", "title"},
    "submissions": {"submission", "ordinal", "kind", "reach", "case"},
    "batches": {"batch", "submission", "only_acquire"},
    "outcomes": {"batch", "line"},
    "items": {"item", "submission", "size", "sha256", "duplicate_of"},
    "item_cases": set(),
    "marks": set(),
    "notes": {"item", "at", "operator_key", "text"},
    "case_notes": {"case", "at", "operator_key", "text"},
    "entries": set(),
}


def described() -> dict[str, set[str]]:
    section = SPECIFICATION.read_text(encoding="utf-8").partition("## The catalog\n")[2].partition("\n## ")[0]
    found: dict[str, set[str]] = {}
    for line in section.splitlines():
        if line.startswith("| ") and not line.startswith("| table"):
            tables, columns = line.split("|")[1:3]
            for table in re.findall(r"`(\w+)`", tables) or ["all"]:
                found.setdefault(table, set()).update(re.findall(r"`(\w+)`", columns))
    return found


def test_every_column_is_described_and_no_other():
    told = described()
    assert told.pop("all") == {"position"}
    assert set(told) <= {table.name for table in schema.COMPARED}
    for table in schema.COMPARED:
        columns = {column.name for column in table.columns} - {"position"}
        assert told.get(table.name, set()) | REPEATED[table.name] == columns, table.name
        assert not told.get(table.name, set()) & REPEATED[table.name], table.name
