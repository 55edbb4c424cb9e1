"""Words of an item, for search as one types: accents and case ignored, the last word as a beginning.

SQLite's FTS5; with `engine` the only place that speaks SQL which only SQLite knows.
"""

from sqlalchemy import Connection, text

MOST_WORDS = 12
MOST_TEXT = 16_384  # characters of one item that are searchable

CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5"
    "(text, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\", prefix='2 3')"
)
DROP = "DROP TABLE IF EXISTS words"


def put(connection: Connection, position: int, words: str) -> None:
    """Replaces what is searchable of the item that was acquired at `position`."""
    connection.execute(text("DELETE FROM words WHERE rowid = :at"), {"at": position})
    connection.execute(text("INSERT INTO words (rowid, text) VALUES (:at, :words)"), {"at": position, "words": words[:MOST_TEXT]})


def expression(untrusted_text: str) -> str | None:
    """The FTS5 expression for what was typed: each word as the beginning of a word, all of them; None when there is no word."""
    words = [word.replace('"', "") for word in untrusted_text.split()]
    kept = [word for word in words if any(character.isalnum() for character in word)][:MOST_WORDS]
    return " AND ".join(f'"{word}"*' for word in kept) or None


MATCHING = "items.position IN (SELECT rowid FROM words WHERE words MATCH :words)"
