"""The catalog's tables: an index over the log, rebuilt from it whenever this file changes.

Times are RFC 3339 UTC text. Ids are text. `position` is the position in the log of the entry that a row comes from.
There are no migrations: a catalog with another `SCHEMA` is thrown away and built again.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

SCHEMA = 9

LISTED = (
    *("sort_key", "submission_ordinal", "ordinal", "item", "position", "sort_day", "submission", "size", "name", "kind"),
    *("examined", "readable", "stored", "source", "observations", "signs", "marks"),
)

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

operators = Table(
    "operators",
    metadata,
    Column("operator", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("case", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

submissions = Table(
    "submissions",
    metadata,
    Column("submission", Text, primary_key=True),
    Column("ordinal", Integer, nullable=False, unique=True),
    Column("opened_at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reach", Integer),
    Column("giver_name", Text, nullable=False),
    Column("giver_alias", Text, nullable=False),
    Column("giver_declined", Boolean, nullable=False),
    Column("authority", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("case", Text, ForeignKey("cases.case")),
    Column("closed", Boolean, nullable=False),
    Column("closed_at", Text, nullable=False),
    Column("closed_reason", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("batch", Text, primary_key=True),
    Column("submission", Text, ForeignKey("submissions.submission"), nullable=False),
    Column("plan", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("only_acquire", Boolean, nullable=False),
    Column("algorithms", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("batch", Text, ForeignKey("batches.batch"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("item", Text),
    Column("code", Text),
    Column("position", Integer, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("item", Text, primary_key=True),
    Column("submission", Text, ForeignKey("submissions.submission"), nullable=False),
    Column("submission_ordinal", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("object", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("digests", Text, nullable=False),
    Column("name_raw", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("duplicate_of", Text),
    Column("acquired_at", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("batch", Text),
    Column("line", Integer),
    Column("stored", Text),  # identical, differs, or null while not made
    Column("source", Text),  # identical, differs, not_made (tried, with its reason in the log), or null
    Column("examined", Integer),  # position of the newest examination
    Column("readers", Text),  # what examined it, to know what a newer reader has not seen
    Column("media_type", Text, nullable=False),
    Column("kind", Text),
    Column("readable", Boolean),
    Column("pack", Text),
    Column("duration", Text),
    Column("width", Integer),
    Column("height", Integer),
    Column("sort_utc", Text),
    Column("sort_value", Text),
    Column("sort_reason", Text, nullable=False),
    Column("sort_day", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
    Column("clock_seconds", Integer),
    Column("clock_offset", Integer),
    Column("clock_position", Integer),
    Column("make", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("observations", Integer, nullable=False),
    Column("signs", Text, nullable=False),  # codes of observations, each between commas
    Column("marks", Text, nullable=False),  # kinds of marks in force, each between commas
    UniqueConstraint("submission", "ordinal"),
    Index("items_number", "submission_ordinal", "ordinal", "item"),
    # Whatever a list is filtered or sorted by, so that its rows, ten times as wide, are not read for it.
    Index("items_listed", *LISTED),
    Index("items_day", "sort_day"),
    Index("items_held", "size", "name"),
    Index("items_sha256", "sha256"),
    Index("items_unexamined", "examined"),
)

item_cases = Table(
    "item_cases",
    metadata,
    Column("item", Text, ForeignKey("items.item"), primary_key=True),
    Column("case", Text, ForeignKey("cases.case"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("item_cases_case", "case", "item"),
)

marks = Table(
    "marks",
    metadata,
    Column("item", Text, ForeignKey("items.item"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("operator_key", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("operator_key", Text, nullable=False),
    Column("text", Text, nullable=False),
)

case_notes = Table(
    "case_notes",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("case", Text, ForeignKey("cases.case"), primary_key=True),
    Column("at", Text, nullable=False),
    Column("operator_key", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("case_notes_case", "case"),
)

entries = Table(
    "entries",
    metadata,
    Column("position", Integer, primary_key=True),
    Column("type", Text, nullable=False),
    Column("time", Text, nullable=False),
    Column("operator_key", Text, nullable=False),
    Index("entries_type", "type"),
)

# Rows that are told apart by their primary key; what is compared when a catalog is checked against the log.
COMPARED = (operators, cases, submissions, batches, outcomes, items, item_cases, marks, notes, case_notes, entries)
